import { createHash } from 'node:crypto';
import { lstat, readlink, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AkezoraError } from '@akezora/contract';

/** Most links that are followed, as in Linux. */
const mostLinks = 40;

/**
 * The file that an output is written to: links are followed, also one whose target does not exist yet, so that a link stays a link.
 * @throws AkezoraError `output_unwritable` for a device, pipe or socket (a rename would put a file in its place), and for links that
 * lead in a circle.
 */
export async function outputPlace(file: string): Promise<string> {
  let place = resolve(file);
  for (let links = 0; links <= mostLinks; links += 1) {
    const found = await lstat(place).catch(() => undefined);
    if (found === undefined) return place;
    if (found.isSymbolicLink()) {
      const target = await readlink(place);
      // Links of /proc (`/dev/stdout`) name no path; what they are is told by `stat`.
      const special = await stat(place).catch(() => undefined);
      if (special !== undefined && !special.isFile() && !special.isDirectory()) throw noFile(file);
      place = resolve(dirname(place), target);
      continue;
    }
    if (found.isFile() || found.isDirectory()) return place;
    throw noFile(file);
  }
  const reason = { en: 'its links lead in a circle', ja: 'リンクが循環しています' };
  throw new AkezoraError('output_unwritable', { field: 'output', path: file, reason });
}

const noFile = (file: string): AkezoraError =>
  new AkezoraError('output_unwritable', {
    field: 'output',
    path: file,
    reason: {
      en: 'it is a device or pipe, not a file; -o - writes the clip to standard output',
      ja: 'ファイルではなく、デバイスかパイプです（-o - なら標準出力に書き出せます）',
    },
  });

/** Bytes of a name that leave room for what is put around it, also on file systems with short names. */
const roomyBytes = 100;

/** The beginning of the names of unfinished files of an output: the name itself, or its hash where it is long. */
export function unfinishedPrefix(name: string): string {
  const isLong = Buffer.byteLength(name) > roomyBytes;
  return `.${isLong ? createHash('sha256').update(name).digest('hex').slice(0, 16) : name}.`;
}

/** Most bytes of a file's name, on nearly every file system. */
const longestName = 255;

/** A file's name with an ending: whole where it fits, else cut and told apart by a hash. */
export function withEnding(file: string, ending: string): string {
  const name = basename(file);
  if (Buffer.byteLength(name + ending) <= longestName) return file + ending;
  const mark = `~${createHash('sha256').update(name).digest('hex').slice(0, 8)}${ending}`;
  let stem = '';
  for (const letter of name) {
    if (Buffer.byteLength(stem + letter + mark) > longestName) break;
    stem += letter;
  }
  const folder = dirname(file);
  return folder === '.' && !file.startsWith('.') ? stem + mark : join(folder, stem + mark);
}
