import { AkezoraError } from '../errors.ts';
import { type ApiClient, clientHeaders, reach, readError } from './client.ts';
import type { Upload } from './uploads.ts';

/** How an upload goes. */
export interface UploadOptions {
  /** Stops the upload. Default: none. */
  readonly signal?: AbortSignal;
  /** Called with the bytes sent so far and in total. Default: none. */
  readonly onProgress?: (sent: number, total: number) => void;
  /** Bytes of one request. Default: 4 MiB (4,194,304). */
  readonly chunkBytes?: number;
}

const base64 = (text: string) => {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
};

/**
 * Sends a file by the tus protocol 1.0.0 (core and creation): in chunks, each taken up again from where the server
 * stands when the line breaks.
 * @returns the finished upload; requests name it `upload:<id>`.
 * @throws AkezoraError `input_too_large`, `input_unreadable` and what the server says; `cancelled`.
 */
export async function uploadFile(
  client: ApiClient,
  file: Blob & { readonly name?: string },
  options: UploadOptions = {},
): Promise<Upload> {
  const chunk = options.chunkBytes ?? 4 << 20;
  const headers = { ...clientHeaders(client.options), 'tus-resumable': '1.0.0' };
  const init = options.signal === undefined ? {} : { signal: options.signal };
  const made = await reach(client.options, '/api/uploads', {
    ...init,
    method: 'POST',
    headers: {
      ...headers,
      'upload-length': String(file.size),
      'upload-metadata': `filename ${base64(file.name ?? 'file')},filetype ${base64(file.type)}`,
    },
  });
  if (made.status !== 201) throw await readError(made);
  const location = made.headers.get('location') ?? '';
  const path = location.replace(/^https?:\/\/[^/]+/, '');
  let sent = 0;
  let failures = 0;
  while (sent < file.size) {
    try {
      const answer = await reach(client.options, path, {
        ...init,
        method: 'PATCH',
        headers: { ...headers, 'upload-offset': String(sent), 'content-type': 'application/offset+octet-stream' },
        body: file.slice(sent, Math.min(sent + chunk, file.size)),
      });
      if (!answer.ok) throw await readError(answer);
      sent = Number(answer.headers.get('upload-offset'));
      failures = 0;
    } catch (thrown) {
      if (!(thrown instanceof AkezoraError) || thrown.code !== 'server_unreachable' || ++failures > 5) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 300 * failures));
      const where = await reach(client.options, path, { ...init, method: 'HEAD', headers }).catch(() => undefined);
      if (where?.ok) sent = Number(where.headers.get('upload-offset'));
    }
    options.onProgress?.(sent, file.size);
  }
  const id = path.split('/').at(-1) ?? '';
  return client.call('upload', { params: { id }, ...init });
}
