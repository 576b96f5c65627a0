import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** The SHA-256 of a file in hexadecimal digits. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const options = { highWaterMark: 2 ** 20, ...(signal === undefined ? {} : { signal }) };
  for await (const chunk of createReadStream(path, options)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Sums that this process has taken, by path, size and time of the last change. */
const taken = new Map<string, Promise<string>>();

/** The SHA-256 of a file that is asked for again and again, such as a LoRA at each plan: taken anew only when the file has changed. */
export async function knownSha256(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  const key = JSON.stringify([path, size, mtimeMs]);
  const known = taken.get(key);
  if (known !== undefined) return known;
  const sum = sha256OfFile(path);
  taken.set(key, sum);
  sum.catch(() => taken.delete(key));
  return sum;
}
