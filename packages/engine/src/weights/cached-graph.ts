import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LinearPrecision } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { withHalfWeights } from '../graph/half-weights.ts';
import { cacheFolder } from '../host/folders.ts';
import { layeredSource, type TensorSource } from '../tensor/source.ts';
import { openSafetensors } from './store.ts';
import { writeSafetensors } from './write.ts';

/** Raised when the packing of quantised weights changes, so that old files are not read. */
const packing = 1;

/** Sets of weights with adapters in the cache: each is as large as the model's own, and people try many strengths. */
const cachedVariants = 3;

/** A graph and the file handle it holds besides its source. */
export interface CachedGraph {
  readonly graph: Graph;
  /** Closes the file of cached weights; the source stays open. */
  close(): Promise<void>;
}

const folder = () => join(cacheFolder(), 'weights');

/**
 * Path of the quantised weights of one part of a model. It changes with the state of the model's files, its adapters and
 * `packing`. `undefined` for weights that are in no file.
 */
async function cachePath(source: TensorSource, precision: string, part: string): Promise<string | undefined> {
  const files = new Set(source.names.flatMap((name) => source.find(name)?.location?.file ?? []));
  if (files.size === 0) return undefined;
  const states = await Promise.all(
    [...files].sort().map(async (file) => {
      const { size, mtimeMs } = await stat(file);
      return [file, size, mtimeMs];
    }),
  );
  const variant = await source.variant?.();
  const identity = JSON.stringify([states, variant, source.names.length, packing]);
  const id = createHash('sha256').update(identity).digest('hex').slice(0, 24);
  return join(folder(), variant === undefined ? id : `adapted-${id}`, `${part}.${precision}.safetensors`);
}

/** Whether the quantised weights of one part of a model are in the cache. */
export async function isCachedGraph(source: TensorSource, precision: LinearPrecision, part: string): Promise<boolean> {
  const path = precision === 'f32' ? undefined : await cachePath(source, precision, part);
  return path !== undefined && existsSync(path);
}

/** Dates a set of adapted weights and removes those whose last use is longest ago. */
async function removeOldVariants(used: string): Promise<void> {
  const now = new Date();
  await utimes(used, now, now).catch(() => {});
  const names = (await readdir(folder())).filter((name) => name.startsWith('adapted-'));
  const dated = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder(), name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  dated.sort((a, b) => b.at - a.at);
  for (const { name } of dated.slice(cachedVariants)) await rm(join(folder(), name), { recursive: true, force: true });
}

/** Writes the computed weights of a graph (e.g. quantised ones) to a safetensors file, one tensor in memory at a time. */
async function* writeComputed(
  graph: Graph,
  path: string,
  metadata: Readonly<Record<string, string>>,
): AsyncGenerator<string, void, void> {
  const computed = graph.weights.filter((weight) => weight.computed);
  const items = computed.map(({ name, dtype, shape, load }) => ({ name, dtype, shape, make: load }));
  yield* writeSafetensors(path, items, metadata);
}

/**
 * Builds a graph whose quantised weights are computed once, tensor by tensor, and written to the cache folder; later runs map
 * that file, which starts faster and needs a third of the memory. Graphs in f32 and sources in memory are built as they are.
 * `onWritten` is called with the name of each tensor that is written.
 * @throws AkezoraError `not_enough_disk`, `output_unwritable`, and what building and reading throw.
 */
export async function cachedGraph(
  source: TensorSource,
  precision: LinearPrecision,
  part: string,
  write: (source: TensorSource) => Graph,
  onWritten: (name: string) => void = () => {},
): Promise<CachedGraph> {
  const build = (from: TensorSource) => (precision === 'f16' ? withHalfWeights(write(from), from) : write(from));
  const path = precision === 'f32' ? undefined : await cachePath(source, precision, part);
  if (path === undefined) return { graph: build(source), close: async () => {} };
  if (!existsSync(path)) {
    await mkdir(dirname(path), { recursive: true });
    const metadata = { precision, packing: String(packing) };
    for await (const name of writeComputed(build(source), path, metadata)) onWritten(name);
  }
  if (source.variant) await removeOldVariants(dirname(path));
  const cached = await openSafetensors(path);
  return { graph: build(layeredSource([cached, source])), close: () => cached.close() };
}
