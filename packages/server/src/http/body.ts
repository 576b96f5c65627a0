import { AkezoraError, formatBytes, type Text } from '@akezora/contract';

/** The error of a body over the limit. */
export const tooLarge = (limit: number): AkezoraError =>
  new AkezoraError('body_too_large', { field: 'body', limit: formatBytes(limit) });

/** Limits a body, whatever its `Content-Length` says. */
export function limited(request: Request, limit: number): ReadableStream<Uint8Array> | null {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) throw tooLarge(limit);
  let received = 0;
  return (
    request.body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          received += chunk.byteLength;
          if (received > limit) controller.error(tooLarge(limit));
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
  if (bytes.byteLength === 0) throw unreadable({ en: 'it is empty', ja: '空です' }, 'application/json');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), checkText);
  } catch (error) {
    if (error instanceof AkezoraError) throw error;
    throw unreadable({ en: 'it is not valid JSON', ja: 'JSON として読めません' }, 'application/json', error);
  }
}

/**
 * Reads a body that must be a JSON object.
 * @throws AkezoraError `body_too_large`, `body_unreadable`.
 */
export async function readJsonObject(request: Request, limit: number): Promise<Readonly<Record<string, unknown>>> {
  const body = await readJson(request, limit);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw unreadable(
      { en: 'it is not an object', ja: 'オブジェクトではありません' },
      { en: 'a JSON object', ja: 'JSON のオブジェクト' },
    );
  }
  return body as Readonly<Record<string, unknown>>;
}

/** Refuses characters that no database can store and no one types: NUL, and halves of surrogate pairs. */
export function checkText(name: string, value: unknown): unknown {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
    const reason = { en: 'it contains a NUL or a broken character', ja: 'NUL 文字か壊れた文字が含まれています' };
    throw new AkezoraError('request_invalid', { field: name.slice(0, 80) || 'body', reason });
  }
  return value;
}

/** A body may arrive this many milliseconds later than at the slowest allowed rate. */
const patience = { milliseconds: 20_000, bytesPerSecond: 1000 };

/**
 * Reads a whole body within a limit. A stalled or too slow one is refused, so that it does not hold a connection for long.
 * @throws AkezoraError `body_too_large`, `body_unreadable`.
 */
export async function readBytes(request: Request, limit: number, wait = patience): Promise<Uint8Array<ArrayBuffer>> {
  const stream = limited(request, limit);
  if (stream === null) return new Uint8Array();
  const reader = stream.getReader();
  const began = performance.now();
  const chunks: Uint8Array[] = [];
  let received = 0;
  try {
    for (;;) {
      const due = began + wait.milliseconds + (received / wait.bytesPerSecond) * 1000;
      const { done, value } = await within(due - performance.now(), reader.read());
      if (done) return Buffer.concat(chunks);
      chunks.push(value);
      received += value.byteLength;
    }
  } catch (error) {
    // A broken connection may never answer this.
    void reader.cancel().catch(() => undefined);
    if (error instanceof AkezoraError) throw error;
    throw unreadable({ en: 'it ended early', ja: '途中で終わっています' }, wholeBody, error);
  }
}

const wholeBody = { en: 'the whole body', ja: '本文全体' };

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const reason = { en: 'it arrives too slowly', ja: '受信が遅すぎます' };
    timer = setTimeout(() => reject(unreadable(reason, wholeBody)), Math.max(0, milliseconds));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
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
    throw unreadable({ en: 'it is not a valid form', ja: 'フォームとして読めません' }, 'multipart/form-data', error);
  }
}

/** The error of a body that cannot be read. */
export const unreadable = (reason: string | Text, choices: string | Text, cause?: unknown): AkezoraError =>
  new AkezoraError('body_unreadable', { field: 'body', reason, choices }, { cause });
