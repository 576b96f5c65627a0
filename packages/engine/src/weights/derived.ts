import { stat } from 'node:fs/promises';
import type { Graph } from '../graph/graph.ts';
import { expectTensor, type TensorSource } from '../tensor/source.ts';
import { openSafetensors } from './store.ts';
import { writeSafetensors } from './write.ts';

/** Several sources as one; where a name stands in more than one, the first counts. */
export function layeredSource(sources: readonly TensorSource[]): TensorSource {
  const owner = (name: string) => sources.find((source) => source.find(name));
  const layered: TensorSource = {
    label: sources.at(-1)?.label ?? 'none',
    names: [...new Set(sources.flatMap(({ names }) => names))],
    find: (name) => owner(name)?.find(name),
    async read(name) {
      expectTensor(layered, name);
      return (owner(name) as TensorSource).read(name);
    },
    async close() {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
  return layered;
}

const computedWeights = (graph: Graph) => graph.weights.filter(({ computed }) => computed);

/**
 * Writes the computed weights of a graph (quantised ones, say) to a safetensors file, one at a time in memory, yielding
 * each name when it is written. A graph built on `layeredSource([that file, original])` maps them instead.
 * @throws AkezoraError `output_unwritable`, `not_enough_disk`, and what computing the weights throws.
 */
export async function* keepDerived(
  graph: Graph,
  path: string,
  metadata: Readonly<Record<string, string>> = {},
): AsyncGenerator<string, void, void> {
  const items = computedWeights(graph).map(({ name, dtype, shape, load }) => ({ name, dtype, shape, make: load }));
  yield* writeSafetensors(path, items, metadata);
}

/** What `buildWithCache` gives. */
export interface CachedGraph {
  readonly graph: Graph;
  /** The source the graph reads; closing it closes the original too. */
  readonly source: TensorSource;
}

/**
 * Builds a graph whose computed weights are kept in a file: the first time they are computed and written (`onKept` is
 * told of each), afterwards they are mapped, which starts faster and needs a third of the memory. The path must say
 * everything the weights depend on: the original file's hash, the precision, the version of this code.
 */
export async function buildWithCache(
  path: string,
  source: TensorSource,
  build: (source: TensorSource) => Graph,
  onKept: (done: number, total: number) => void = () => {},
): Promise<CachedGraph> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists) {
    const graph = build(source);
    const total = computedWeights(graph).length;
    let done = 0;
    for await (const _ of keepDerived(graph, path)) onKept(++done, total);
  }
  const layered = layeredSource([await openSafetensors(path), source]);
  return { graph: build(layered), source: layered };
}
