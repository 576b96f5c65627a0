import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LinearPrecision } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { cacheFolder } from '../machine/speeds.ts';
import type { TensorSource } from '../tensor/source.ts';
import { keepDerived, layeredSource } from './derived.ts';
import { openSafetensors } from './store.ts';

/** Raised when the packing of quantised weights changes, so that old files are not read. */
const packing = 1;

/** Weights with adapters that are kept: each set is as large as the model's own, and strengths are tried out. */
const keptVariants = 3;

/** A graph and the handles it holds besides its source. */
export interface KeptGraph {
  readonly graph: Graph;
  /** Closes the file of kept weights; the source stays open. */
  close(): Promise<void>;
}

const folder = () => join(cacheFolder(), 'weights');

/**
 * Where the quantised weights of a part of a model are kept; the name changes when its files or adapters do. `undefined`
 * for weights that are in no file.
 */
async function keptPath(source: TensorSource, precision: string, part: string): Promise<string | undefined> {
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

/** Marks a set of adapted weights as used and removes those that were used longest ago. */
async function tidyVariants(used: string): Promise<void> {
  const now = new Date();
  await utimes(used, now, now).catch(() => {});
  const names = (await readdir(folder())).filter((name) => name.startsWith('adapted-'));
  const dated = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder(), name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  dated.sort((a, b) => b.at - a.at);
  for (const { name } of dated.slice(keptVariants)) await rm(join(folder(), name), { recursive: true, force: true });
}

/**
 * Builds a graph whose quantised weights are made once, tensor by tensor, and kept in the cache folder; later they are
 * mapped. Exact graphs, and sources in memory, are built as they are. `onKept` is told of each tensor made.
 * @throws AkezoraError `not_enough_disk`, `output_unwritable`, and what building and reading throw.
 */
export async function keptGraph(
  source: TensorSource,
  precision: LinearPrecision,
  part: string,
  build: (source: TensorSource) => Graph,
  onKept: (name: string) => void = () => {},
): Promise<KeptGraph> {
  const path = precision === 'f32' ? undefined : await keptPath(source, precision, part);
  if (path === undefined) return { graph: build(source), close: async () => {} };
  if (!existsSync(path)) {
    await mkdir(dirname(path), { recursive: true });
    for await (const name of keepDerived(build(source), path, { precision, packing: String(packing) })) onKept(name);
  }
  if (source.variant) await tidyVariants(dirname(path));
  const kept = await openSafetensors(path);
  return { graph: build(layeredSource([kept, source])), close: () => kept.close() };
}
