/** Writing the packed weights of one part of a model to a file of the cache. */
import { dirname } from 'node:path';
import type { Graph, Weight } from '../graph/graph.ts';
import type { PackedHalf } from '../graph/packing.ts';
import { writeFailure } from '../host/disk.ts';
import { removeLeftovers } from '../host/leftovers.ts';
import type { TensorSource } from '../tensor/source.ts';
import { byteLengthOf, toF32 } from '../tensor/tensor.ts';
import { isPackedType, type PackJob } from './pack-matrix.ts';
import { packMatrix } from './packing-threads.ts';
import { beginSafetensors, type SafetensorsPart, unfinishedOf } from './write.ts';

/** Options of packing. */
export interface PackOptions {
  /** Whether it goes before packing that is not. Default true. */
  readonly urgent?: boolean;
  /** Called with the name of each tensor that is written. */
  readonly onWritten?: (name: string) => void;
  /** Cancels the packing: nothing is left of the file. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Matrices of one file that are packed or wait for a thread at once. */
const atOnce = 4;

/**
 * Writes the computed weights of a graph to a safetensors file that appears when it is whole. Threads pack its matrices, reading
 * their own ranges of the published file and writing their own of the new one.
 * @throws AkezoraError `not_enough_disk`, `output_unwritable`, and what reading throws
 */
export async function writePacked(
  path: string,
  source: TensorSource,
  graph: Graph,
  metadata: Readonly<Record<string, string>>,
  { urgent = true, onWritten = () => {}, signal }: PackOptions,
): Promise<void> {
  await removeLeft(dirname(path));
  const computed = graph.weights.filter((weight) => weight.computed);
  const file = await beginSafetensors(path, computed, metadata);
  const bytes = computed.reduce((sum, { dtype, shape }) => sum + byteLengthOf(dtype, shape), 0);
  try {
    const pairs = new Map<string, Weight[]>();
    const others: Weight[] = [];
    for (const weight of computed) {
      const key = weight.packed && JSON.stringify({ ...weight.packed, half: undefined });
      if (key === undefined) others.push(weight);
      else pairs.set(key, [...(pairs.get(key) ?? []), weight]);
    }
    await eachOf([...pairs.values()], atOnce, async (pair) => {
      signal?.throwIfAborted();
      const job = await jobOf(pair, source, file);
      if (job === undefined) others.push(...pair);
      else {
        await packMatrix(job, urgent).catch(async (cause) => {
          throw await writeFailure(path, bytes, cause);
        });
        for (const { name } of pair) onWritten(name);
      }
    });
    for (const { name, load } of others) {
      signal?.throwIfAborted();
      await file.write(name, await load());
      onWritten(name);
    }
    await file.finish();
  } finally {
    await file.discard();
  }
}

/** What a thread does for both halves of a matrix; `undefined` for weights that only their `load` can compute. */
async function jobOf(
  pair: readonly Weight[],
  source: TensorSource,
  file: SafetensorsPart,
): Promise<PackJob | undefined> {
  const half = (which: PackedHalf['half']) => pair.find(({ packed }) => packed?.half === which);
  const [values, scales] = [half('values'), half('scales')];
  if (values?.packed === undefined || scales === undefined || pair.length !== 2) return undefined;
  const { of, rows, columns, packing } = values.packed;
  const info = source.find(of);
  if (info === undefined) return undefined;
  const { location, dtype } = info;
  return {
    source:
      location && isPackedType(dtype)
        ? { file: location.file, offset: location.offset, dtype }
        : { values: toF32(await source.read(of)).data },
    ...{ rows, columns, packing },
    into: { file: file.path, values: file.offsetOf(values.name), scales: file.offsetOf(scales.name) },
  };
}

/** Does something with each item, with so many at once; the first failure is thrown when those at work have ended. */
export async function eachOf<T>(items: readonly T[], most: number, act: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  let failure: { readonly cause: unknown } | undefined;
  const work = async () => {
    for (const item of left) {
      if (failure) return;
      await act(item).catch((cause: unknown) => {
        failure ??= { cause };
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  if (failure) throw failure.cause;
}

const looked = new Set<string>();

/** Removes what processes that were killed left unfinished in a folder of the cache; looks once a folder. */
async function removeLeft(folder: string): Promise<void> {
  if (looked.has(folder)) return;
  looked.add(folder);
  await removeLeftovers(folder, { ownerOf: (name) => unfinishedOf(name)?.writer, settledMs: 60_000 });
}
