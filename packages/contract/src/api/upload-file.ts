import { AkezoraError } from '../errors.ts';
import { type ApiClient, clientHeaders, reach, readError } from './client.ts';
import type { Upload } from './uploads.ts';

/** Options of `uploadFile`. */
export interface UploadOptions {
  /** Cancels the upload. Default: none. */
  readonly signal?: AbortSignal;
  /** Called with the bytes sent so far and in total. Default: none. */
  readonly onProgress?: (sent: number, total: number) => void;
  /** Bytes in one request. Default 4 MiB (4,194,304). */
  readonly chunkBytes?: number;
}

const base64 = (text: string) => {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
};

/**
 * Uploads a file in chunks by the tus protocol 1.0.0 (core and creation). After a lost connection it continues at the
 * server's offset.
 * @returns the finished upload; its file name in requests is `upload:<id>`.
 * @throws AkezoraError of the server, e.g. `input_too_large` or `input_unreadable`; `cancelled`.
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
  // Below a path of a host, the location begins with that path, which the client puts before every path.
  const id = made.headers.get('location')?.split('/').at(-1) ?? '';
  const path = `/api/uploads/${id}`;
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
  return client.call('upload', { params: { id }, ...init });
}
