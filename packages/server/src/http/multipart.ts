import { unreadable } from './unreadable.ts';

/** The head of a part: the name of its field, and the name of its file when it is one. */
export interface PartHead {
  readonly name: string;
  readonly filename: string | undefined;
}

/** A piece of a form: the beginning of a part, some of its bytes, its end. */
export type Piece =
  | { readonly kind: 'part'; readonly head: PartHead }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'end' };

/** Most bytes of what stands before the first part, and of the head of a part. */
const mostHeadBytes = 8192;
/** Most letters of a name; the part of a longer one is refused. */
const mostNameLetters = 200;

const form = 'multipart/form-data';

/**
 * The boundary of a multipart form (RFC 2046: 1 to 70 characters).
 * @throws AkezoraError `body_unreadable`.
 */
export function boundaryOf(contentType: string): string {
  const given = [...contentType.slice(0, 500).matchAll(/;\s*boundary\s*=\s*(?:"([^"\r\n]*)"|([^\s;"]*))/gi)];
  const boundary = given[0]?.[1] ?? given[0]?.[2] ?? '';
  if (given.length === 1 && contentType.length <= 500 && /^[\x20-\x7e]{0,69}[\x21-\x7e]$/.test(boundary))
    return boundary;
  throw unreadable({ en: 'its boundary is missing or not valid', ja: '区切り文字列がないか、正しくありません' }, form);
}

/**
 * Reads a multipart form (RFC 7578) piece by piece: it holds one chunk and a delimiter in memory, however long a part is, and
 * asks for the next chunk only when the last piece was taken.
 * @throws AkezoraError `body_unreadable` for anything that is not a form, or ends too early.
 */
export async function* readMultipart(chunks: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<Piece> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const source = chunks[Symbol.asyncIterator]();
  // The first delimiter has no line break before it.
  let waiting: Buffer = Buffer.from('\r\n');
  let isWhole = false;
  const more = async (): Promise<boolean> => {
    const next = await source.next();
    if (next.done === true) return false;
    const { buffer, byteOffset, byteLength } = next.value;
    waiting = waiting.length === 0 ? Buffer.from(buffer, byteOffset, byteLength) : Buffer.concat([waiting, next.value]);
    return true;
  };
  const early = () => unreadable({ en: 'it ended early', ja: '途中で終わっています' }, form);
  const atLeast = async (bytes: number) => {
    while (waiting.length < bytes) if (!(await more())) throw early();
  };
  /** The bytes up to and with a mark, which must come within the limit of a head. */
  const upTo = async (mark: string | Buffer): Promise<Buffer> => {
    for (;;) {
      const found = waiting.indexOf(mark);
      if (found > mostHeadBytes || (found < 0 && waiting.length > mostHeadBytes + mark.length)) {
        throw unreadable({ en: 'the head of a part is too long', ja: 'パートのヘッダーが長すぎます' }, form);
      }
      if (found >= 0) {
        const bytes = waiting.subarray(0, found);
        waiting = waiting.subarray(found + mark.length);
        return bytes;
      }
      if (!(await more())) throw early();
    }
  };
  try {
    await upTo(delimiter);
    for (;;) {
      await atLeast(2);
      if (waiting.subarray(0, 2).toString('latin1') === '--') {
        await drain(source);
        isWhole = true;
        return;
      }
      const padding = (await upTo('\r\n')).toString('latin1');
      if (!/^[ \t]*$/.test(padding))
        throw unreadable({ en: 'a boundary is not valid', ja: '区切りが正しくありません' }, form);
      // A part without any head begins with its empty line.
      await atLeast(2);
      const lines =
        waiting.subarray(0, 2).toString('latin1') === '\r\n' ? '' : (await upTo('\r\n\r\n')).toString('utf8');
      if (lines === '') waiting = waiting.subarray(2);
      yield { kind: 'part', head: headOf(lines) };
      for (;;) {
        const found = waiting.indexOf(delimiter);
        // What may be the beginning of a delimiter waits for the next chunk.
        const known = found >= 0 ? found : Math.max(0, waiting.length - delimiter.length + 1);
        if (known > 0) yield { kind: 'bytes', bytes: waiting.subarray(0, known) };
        waiting = waiting.subarray(found >= 0 ? found + delimiter.length : known);
        if (found >= 0) break;
        if (!(await more())) throw early();
      }
      yield { kind: 'end' };
    }
  } finally {
    if (!isWhole) await source.return?.();
  }
}

/** Reads what comes after the last part, which has no meaning; more than a little of it is not waited for. */
async function drain(source: AsyncIterator<Uint8Array>): Promise<void> {
  let left = mostHeadBytes;
  while (left > 0) {
    const next = await source.next();
    if (next.done === true) return;
    left -= next.value.byteLength;
  }
  await source.return?.();
}

function headOf(lines: string): PartHead {
  const headers = new Map(
    lines.split('\r\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(0, colon)).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const disposition = headers.get('content-disposition') ?? '';
  const parameters = parametersOf(disposition);
  const name = parameters.get('name');
  if (!/^form-data(?:;|\s|$)/i.test(disposition) || name === undefined || name.length > mostNameLetters) {
    throw unreadable({ en: 'a part has no valid name', ja: '名前のない（または正しくない）パートがあります' }, form);
  }
  const encoding = headers.get('content-transfer-encoding') ?? 'binary';
  const charset = parametersOf(headers.get('content-type') ?? '').get('charset') ?? 'utf-8';
  if (!/^(?:7bit|8bit|binary)$/i.test(encoding) || !/^(?:utf-?8|us-ascii)$/i.test(charset)) {
    throw unreadable({ en: 'a part is encoded in another way', ja: 'UTF-8 以外の形式のパートがあります' }, form);
  }
  return { name, filename: extended(parameters.get('filename*')) ?? parameters.get('filename') };
}

/** The parameters of a header; the first of each name counts. */
function parametersOf(header: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, plain] of header.matchAll(
    /;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]*))/g,
  )) {
    const key = name.toLowerCase();
    // Browsers write %22 for a quotation mark, others \"; other backslashes belong to paths of Windows.
    if (!found.has(key)) found.set(key, quoted?.replace(/\\"|%22/g, '"') ?? plain ?? '');
  }
  return found;
}

/** The value of an extended parameter (RFC 8187) in UTF-8. */
function extended(value: string | undefined): string | undefined {
  const encoded = /^utf-8'[\w-]*'(.*)$/i.exec(value ?? '')?.[1];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
