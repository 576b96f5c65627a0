import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LinearPrecision } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { withHalfWeights } from '../graph/half-weights.ts';
import { cacheFolder } from '../host/folders.ts';
import { layeredSource, type TensorSource } from '../tensor/source.ts';
import { eachOf, type PackOptions, writePacked } from './packed-file.ts';
import { openSafetensors, type WeightStore } from './store.ts';

/** Raised when the packing of quantised weights changes, so that old files are not read. */
const packing = 1;

/** Sets of weights with adapters in the cache: each is as large as the model's own, and people try many strengths. */
const cachedVariants = 3;

/** Parts that are packed at once: while one is brought to the disk, threads pack the next. */
const partsAtOnce = 2;

/** A part of a model whose packed weights are one file: a kill loses no more than the parts at work. */
export interface PackedPart {
  /** Name of the file in the model's folder of the cache. */
  readonly name: string;
  /** The graph whose computed weights are packed. */
  readonly build: (source: TensorSource) => Graph;
}

/** A graph and the file handles it holds besides its source. */
export interface CachedGraph {
  readonly graph: Graph;
  /** Closes the files of cached weights; the source stays open. */
  close(): Promise<void>;
}

const folder = () => join(cacheFolder(), 'weights');

/**
 * Folder of the quantised weights of a model. It changes with the state of the model's files, its adapters and `packing`. `undefined`
 * for weights that are in no file.
 */
async function folderOf(source: TensorSource): Promise<string | undefined> {
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
  return join(folder(), variant === undefined ? id : `adapted-${id}`);
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

/** Graphs as they are stored: in f16, the weights of their products are narrowed. */
const inPrecision =
  (precision: LinearPrecision, build: PackedPart['build']): PackedPart['build'] =>
  (source) =>
    precision === 'f16' ? withHalfWeights(build(source), source) : build(source);

/** Packing that goes on, by path: who needs a file that is being written waits for it. */
const underway = new Map<string, Promise<void>>();

async function packPart(
  path: string,
  source: TensorSource,
  precision: LinearPrecision,
  part: PackedPart,
  options: PackOptions,
): Promise<void> {
  for (let other = underway.get(path); other; other = underway.get(path)) await other.catch(() => {});
  if (existsSync(path)) return;
  await mkdir(dirname(path), { recursive: true });
  const metadata = { precision, packing: String(packing) };
  const made = writePacked(path, source, inPrecision(precision, part.build)(source), metadata, options);
  underway.set(path, made);
  await made.finally(() => underway.delete(path));
}

const filesOf = (inside: string, parts: readonly PackedPart[], precision: LinearPrecision) =>
  parts.map((part) => ({ part, path: join(inside, `${part.name}.${precision}.safetensors`) }));

/** The parts whose quantised weights no earlier run packed, with their files: none in f32, and of sources in memory. */
async function missingFiles(source: TensorSource, precision: LinearPrecision, parts: readonly PackedPart[]) {
  const inside = precision === 'f32' ? undefined : await folderOf(source);
  return inside === undefined ? [] : filesOf(inside, parts, precision).filter(({ path }) => !existsSync(path));
}

/** The parts whose quantised weights no earlier run packed: none in f32, and of sources in memory. */
export const unpackedParts = async (
  source: TensorSource,
  precision: LinearPrecision,
  parts: readonly PackedPart[],
): Promise<readonly PackedPart[]> => (await missingFiles(source, precision, parts)).map(({ part }) => part);

/**
 * Packs the quantised weights of parts that no earlier run packed; `onPart` is told after each how many of those are done.
 * @throws AkezoraError `not_enough_disk`, `output_unwritable`, and what building and reading throw.
 */
export async function packParts(
  source: TensorSource,
  precision: LinearPrecision,
  parts: readonly PackedPart[],
  options: PackOptions & { readonly onPart?: (done: number, total: number) => void } = {},
): Promise<void> {
  const missing = await missingFiles(source, precision, parts);
  let done = 0;
  await eachOf(missing, partsAtOnce, async ({ part, path }) => {
    await packPart(path, source, precision, part, options);
    options.onPart?.(++done, missing.length);
  });
}

/**
 * Builds a graph whose quantised weights are computed once and written to the cache folder, a file for each part of the model; later
 * runs map those files, which starts faster and needs a third of the memory. Graphs in f32 and sources in memory are built as they are.
 * @param parts between them they have every quantised weight of the graph
 * @throws AkezoraError `not_enough_disk`, `output_unwritable`, and what building and reading throw.
 */
export async function cachedGraph(
  source: TensorSource,
  precision: LinearPrecision,
  parts: readonly PackedPart[],
  build: (source: TensorSource) => Graph,
  options: PackOptions = {},
): Promise<CachedGraph> {
  const inside = precision === 'f32' ? undefined : await folderOf(source);
  const written = inPrecision(precision, build);
  if (inside === undefined) return { graph: written(source), close: async () => {} };
  const files = filesOf(inside, parts, precision);
  await eachOf(files, partsAtOnce, ({ part, path }) => packPart(path, source, precision, part, options));
  if (source.variant) await removeOldVariants(inside);
  const stores: WeightStore[] = [];
  const close = async () => void (await Promise.all(stores.map((store) => store.close())));
  try {
    for (const { path } of files) stores.push(await openSafetensors(path));
    return { graph: written(layeredSource([...stores, source])), close };
  } catch (error) {
    await close();
    throw error;
  }
}
