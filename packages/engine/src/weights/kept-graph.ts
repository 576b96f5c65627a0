import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../calibration.ts';
import type { Graph, LinearPrecision } from '../graph/index.ts';
import type { TensorSource } from '../tensor/index.ts';
import { keepDerived, layeredSource } from './derived.ts';
import { openSafetensors } from './store.ts';

/** Raised when the packing of quantised weights changes, so that old files are not read. */
const packing = 1;

/** A graph and the handles it holds besides its source. */
export interface KeptGraph {
  readonly graph: Graph;
  /** Closes the file of kept weights; the source stays open. */
  close(): Promise<void>;
}

/** Where the quantised weights of a part of a file are kept; the name changes when the file does. */
async function keptPath(source: TensorSource, precision: string, part: string): Promise<string | undefined> {
  const info = await stat(source.label).catch(() => undefined);
  if (!info) return undefined;
  const identity = JSON.stringify([source.label, info.size, info.mtimeMs, source.names.length, packing]);
  const id = createHash('sha256').update(identity).digest('hex').slice(0, 24);
  return join(cacheFolder(), 'weights', id, `${part}.${precision}.safetensors`);
}

/**
 * Builds a graph whose quantised weights are made once, tensor by tensor, and kept in the cache folder; later they are
 * mapped. Exact graphs, and sources that are no file, are built as they are. `onKept` is told of each tensor made.
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
    await mkdir(join(path, '..'), { recursive: true });
    for await (const name of keepDerived(build(source), path, { precision, packing: String(packing) })) onKept(name);
  }
  const kept = await openSafetensors(path);
  return { graph: build(layeredSource([kept, source])), close: () => kept.close() };
}
