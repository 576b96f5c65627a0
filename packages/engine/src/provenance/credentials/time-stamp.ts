/** Asks a time-stamp authority (RFC 3161, over HTTP) for the proof that a message existed at a time. */
import { createHash, randomBytes } from 'node:crypto';
import { identifier, integer, isTrue, octets, sequence } from './der.ts';

/** Milliseconds until an authority that does not answer is given up. */
const patience = 15_000;
/** Most bytes of its answer. */
const longest = 65_536;

const sha256 = sequence(identifier('2.16.840.1.101.3.4.2.1'), Buffer.of(0x05, 0x00));

/**
 * Fetches a time stamp.
 * @param url address of the authority, `http:` or `https:`
 * @returns its token: a signature over the message's hash and the time
 * @throws Error when it does not answer in 15 s, refuses, or answers something else than it was asked
 */
export async function fetchTimeStamp(url: string, message: Uint8Array): Promise<Uint8Array> {
  const hash = createHash('sha256').update(message).digest();
  const nonce = Buffer.concat([Buffer.of(0x40), randomBytes(8)]);
  const query = sequence(integer(Buffer.of(1)), sequence(sha256, octets(hash)), integer(nonce), isTrue);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: Uint8Array.from(query),
    signal: AbortSignal.timeout(patience),
  });
  if (!response.ok) throw new Error(`the time-stamp authority answered ${response.status}`);
  const token = tokenIn(await limited(response));
  // The signature over both is for readers to check; here it is enough that the answer is one to this question.
  if (!token.includes(hash) || !token.includes(nonce)) throw new Error('the time stamp is one of something else');
  return token;
}

async function limited(response: Response): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > longest) throw new Error('the time-stamp authority answered too much');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** The token in an answer: a sequence of a status and, where that is 0 or 1, the token. */
function tokenIn(answer: Buffer): Buffer {
  const [status, token] = valuesIn(contentOf(answer));
  const [code] = status === undefined ? [] : valuesIn(contentOf(status));
  const granted = code?.[0] === 0x02 && code.length === 3 && (code[2] ?? 2) <= 1;
  if (!granted || token === undefined) throw new Error('the time-stamp authority refused');
  return token;
}

/** Bytes of the value at the beginning, head and all. */
function lengthOf(bytes: Buffer): { head: number; content: number } {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return { head: 2, content: first };
  const count = first & 0x7f;
  if (count < 1 || count > 3 || bytes.length < 2 + count) throw new Error('the answer is no time stamp');
  return { head: 2 + count, content: bytes.readUIntBE(2, count) };
}

function contentOf(bytes: Buffer): Buffer {
  const { head, content } = lengthOf(bytes);
  if (bytes[0] !== 0x30 || head + content > bytes.length) throw new Error('the answer is no time stamp');
  return bytes.subarray(head, head + content);
}

function valuesIn(content: Buffer): Buffer[] {
  const values: Buffer[] = [];
  let rest = content;
  while (rest.length > 0) {
    const { head, content: length } = lengthOf(rest);
    if (head + length > rest.length) throw new Error('the answer is no time stamp');
    values.push(rest.subarray(0, head + length));
    rest = rest.subarray(head + length);
  }
  return values;
}
