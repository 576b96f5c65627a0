import { AkezoraError, formatBytes } from '@akezora/contract';
import { checkShape } from './json-shape.ts';
import { unreadable } from './unreadable.ts';

/** The error of a body over the limit. */
export const tooLarge = (limit: number): AkezoraError =>
  new AkezoraError('body_too_large', { field: 'body', limit: formatBytes(limit) });

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
  checkShape(bytes);
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
 * The chunks of a body within a limit, whatever its `Content-Length` says. A stalled or too slow one is refused, so that it does
 * not hold a connection for long; time that the reader of the chunks takes does not count.
 * @throws AkezoraError `body_too_large`, `body_unreadable`.
 */
export async function* chunksOf(
  request: Request,
  limit: number,
  wait = patience,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  checkDeclared(request, limit);
  const reader = request.body?.getReader();
  if (reader === undefined) return;
  let [received, waited] = [0, 0];
  let isWhole = false;
  try {
    for (;;) {
      const began = performance.now();
      const left = wait.milliseconds + (received / wait.bytesPerSecond) * 1000 - waited;
      const { done, value } = await within(left, reader.read());
      waited += performance.now() - began;
      if (done) {
        isWhole = true;
        return;
      }
      received += value.byteLength;
      if (received > limit) throw tooLarge(limit);
      yield value as Uint8Array<ArrayBuffer>;
    }
  } catch (error) {
    if (error instanceof AkezoraError) throw error;
    throw unreadable({ en: 'it ended early', ja: '途中で終わっています' }, wholeBody, error);
  } finally {
    // A broken connection may never answer this.
    if (!isWhole) void reader.cancel().catch(() => undefined);
  }
}

/** Refuses a body whose announced length is over the limit. @throws AkezoraError `body_too_large`. */
export function checkDeclared(request: Request, limit: number): void {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit);
}

/**
 * Reads a whole body within a limit.
 * @throws AkezoraError `body_too_large`, `body_unreadable`.
 */
export async function readBytes(request: Request, limit: number, wait = patience): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunksOf(request, limit, wait)) chunks.push(chunk);
  return Buffer.concat(chunks);
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
