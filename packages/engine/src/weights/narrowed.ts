/**
 * Weights that are published in 32 bits alone and kept in 16. Each file is fetched and verified as published, then written again in
 * bfloat16 and deleted, before the next one is fetched: the disk never holds more than one of them beside the narrow ones. A narrow file is
 * a blob of the hub's cache under its own SHA-256, in a snapshot of its own, since it is not what the repository holds.
 */
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeLeftovers } from '../host/leftovers.ts';
import { f32ToBf16 } from '../tensor/half.ts';
import { sizeOf, type Tensor, tensor, toF32 } from '../tensor/tensor.ts';
import { sha256OfFile } from './sha256.ts';
import { openSafetensors } from './store.ts';
import { unfinishedOf, writeSafetensors } from './write.ts';

/** The revision under which the cache knows the narrow form of another. */
export const narrowedRevision = (revision: string): string => `${revision}-akezora-bf16`;

/** Tensors with fewer values stay as they are: norms, biases and frequencies of positions, which rounding would shift. */
const leastValues = 2 ** 16;

const isWide = (dtype: string, shape: readonly number[]): boolean =>
  dtype === 'f32' && shape.length >= 2 && sizeOf(shape) >= leastValues;

/** The narrow form of a file in 32 bits is at most this share of it, as long as most of it is wide. */
export const narrowShare = 0.505;

/** Note beside a fetched file's place that says which blob is its narrow form. */
const noteOf = (blob: string): string => `${blob}.bf16`;

/** The blob with the narrow form of a blob, where it is there whole. */
export async function narrowedBlob(blob: string): Promise<string | undefined> {
  const [sum, bytes] = (await readFile(noteOf(blob), 'utf8').catch(() => '')).split(' ');
  if (!sum || !/^[0-9a-f]{64}$/.test(sum)) return undefined;
  const path = join(dirname(blob), sum);
  const size = await stat(path).then(
    (info) => info.size,
    () => undefined,
  );
  return size !== undefined && String(size) === bytes ? path : undefined;
}

/**
 * Writes the narrow form of a fetched safetensors file. A run that was stopped begins the file anew.
 * @param keeps whether the wide file stays, because something else uses it
 * @throws AkezoraError `weights_corrupt`, `not_enough_disk`, `output_unwritable`; the signal's reason
 */
export async function narrowBlob(blob: string, keeps: boolean, signal: AbortSignal): Promise<string> {
  const made = `${blob}.narrow`;
  await removeLeftovers(dirname(made), { ownerOf: (name) => writerOf(made, name) });
  const source = await openSafetensors(blob);
  try {
    const items = source.names.map((name) => {
      const { dtype, shape } = source.find(name)!;
      const wide = isWide(dtype, shape);
      const read = (): Promise<Tensor> => source.read(name);
      return {
        name,
        dtype: wide ? ('bf16' as const) : dtype,
        shape,
        make: async () => (wide ? tensor('bf16', shape, f32ToBf16(toF32(await read()).data)) : read()),
      };
    });
    for await (const _ of writeSafetensors(made, items, source.metadata)) signal.throwIfAborted();
    const sum = await sha256OfFile(made, signal);
    const path = join(dirname(blob), sum);
    await rename(made, path);
    await writeFile(noteOf(blob), `${sum} ${(await stat(path)).size}`);
    if (!keeps) await rm(blob, { force: true });
    return path;
  } finally {
    await source.close();
    await rm(made, { force: true });
  }
}

/** The process that writes a file, from the name of the unfinished one; `undefined` for other names. */
function writerOf(file: string, name: string): number | undefined {
  const unfinished = unfinishedOf(name);
  return unfinished?.file === basename(file) ? unfinished.writer : undefined;
}
