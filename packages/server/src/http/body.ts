import { AkezoraError } from '@akezora/contract';

const human = (bytes: number): string =>
  bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.round(bytes / 1e3)} kB`;

/** The error of a body over the limit. */
export const tooLarge = (limit: number): AkezoraError =>
  new AkezoraError('body_too_large', { field: 'body', limit: human(limit) });

/** A body with a limit that holds whatever `Content-Length` says. */
export function limited(request: Request, limit: number): ReadableStream<Uint8Array> | null {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) throw tooLarge(limit);
  let seen = 0;
  return (
    request.body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          seen += chunk.byteLength;
          if (seen > limit) controller.error(tooLarge(limit));
          else controller.enqueue(chunk);
        },
      }),
    ) ?? null
  );
}

/**
 * Reads a body as JSON.
 * @throws AkezoraError `body_too_large`, `body_unreadable`.
 */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (type !== '' && !/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw unreadable(`content-type ${type.slice(0, 80)}`, 'application/json');
  }
  const bytes = await readBytes(request, limit);
  if (bytes.byteLength === 0) throw unreadable('it is empty', 'application/json');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), checkText);
  } catch (error) {
    if (error instanceof AkezoraError) throw error;
    throw unreadable(error instanceof Error ? error.message.slice(0, 200) : '', 'application/json', error);
  }
}

/**
 * Reads a body that must be a JSON object.
 * @throws AkezoraError `body_too_large`, `body_unreadable`.
 */
export async function readJsonObject(request: Request, limit: number): Promise<Readonly<Record<string, unknown>>> {
  const body = await readJson(request, limit);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw unreadable('not an object', 'a JSON object');
  }
  return body as Readonly<Record<string, unknown>>;
}

/** Refuses what no database keeps and no person types: NUL, and halves of surrogate pairs. */
export function checkText(name: string, value: unknown): unknown {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
    const reason = { en: 'it holds a NUL or half a character', ja: 'NUL 文字か壊れた文字が含まれています' };
    throw new AkezoraError('request_invalid', { field: name.slice(0, 80) || 'body', reason });
  }
  return value;
}

/** Reads a whole body within a limit. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const stream = limited(request, limit);
  if (stream === null) return new Uint8Array();
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    if (error instanceof AkezoraError) throw error;
    throw unreadable('it ended early', 'the whole body', error);
  }
}

/** Reads a multipart or urlencoded form within a limit. */
export async function readForm(request: Request, limit: number): Promise<FormData> {
  const bytes = await readBytes(request, limit);
  const type = request.headers.get('content-type') ?? '';
  try {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) checkText(name, value);
    return form;
  } catch (error) {
    if (error instanceof AkezoraError) throw error;
    throw unreadable(error instanceof Error ? error.message.slice(0, 200) : '', 'multipart/form-data', error);
  }
}

/** The error of a body that cannot be read. */
export const unreadable = (reason: string, choices: string, cause?: unknown): AkezoraError =>
  new AkezoraError('body_unreadable', { field: 'body', reason, choices }, { cause });
