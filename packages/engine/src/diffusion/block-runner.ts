/**
 * Runs a transformer as a chain of graphs, each with some of its blocks. A model that fits into memory is one graph that stays
 * loaded; one that does not is loaded block by block for every pass (sequential offload: `enable_sequential_cpu_offload` in diffusers).
 */
import type { Precision } from '@akezora/contract';
import type { Graph } from '../graph/graph.ts';
import type { Program, Runtime } from '../runtime/runtime.ts';
import type { TensorSource } from '../tensor/source.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { cachedGraph, type PackedPart } from '../weights/cached-graph.ts';

/** Blocks `[from, to)` of a transformer. */
export interface BlockRange {
  readonly from: number;
  readonly to: number;
}

/** The blocks of a transformer. */
export interface Blocks {
  readonly source: TensorSource;
  readonly precision: Precision;
  /** Name of the files with cached quantised weights, one a block. */
  readonly cacheName: string;
  /** Number of blocks of the transformer. */
  readonly blocks: number;
  /** The graph of some blocks. Its outputs `NAME_out` are the inputs `NAME` of the next. */
  readonly build: (source: TensorSource, range: BlockRange) => Graph;
}

/** Options of a block runner. */
export interface BlockRunnerOptions extends Blocks {
  readonly runtime: Runtime;
  readonly device: string;
  /** Blocks in memory at once; fewer are loaded again for every run. Default: all. */
  readonly residentBlocks?: number;
}

/** Each block is a file: how many of them are in memory may differ from run to run. */
export const partsOf = (
  { cacheName, blocks, build }: Blocks,
  { from, to }: BlockRange = { from: 0, to: blocks },
): PackedPart[] =>
  Array.from({ length: to - from }, (_, i) => ({
    name: `${cacheName}-${from + i}`,
    build: (source) => build(source, { from: from + i, to: from + i + 1 }),
  }));

/** A transformer, wholly in memory or loaded block by block. */
export interface BlockRunner {
  /**
   * Runs all blocks once.
   * @param first inputs of the first graph
   * @param shared inputs of every graph
   * @returns outputs of the last graph, without `_out`
   */
  run(first: Record<string, Tensor>, shared: Record<string, Tensor>): Promise<Readonly<Record<string, Tensor>>>;
  free(): Promise<void>;
}

/** Opens a transformer; its weights are loaded here when they stay resident, else at every run. */
export async function openBlockRunner(options: BlockRunnerOptions): Promise<BlockRunner> {
  const { source, precision, blocks } = options;
  const ranges = rangesOf(blocks, options.residentBlocks ?? blocks);
  const load = async (range: BlockRange): Promise<Program> => {
    const cached = await cachedGraph(source, precision, partsOf(options, range), (from) => options.build(from, range));
    const program = await options.runtime.load(cached.graph, {
      device: options.device,
      label: 'transformer',
      activations: 'pooled',
    });
    return {
      run: program.run,
      async free() {
        await program.free();
        await cached.close();
      },
    };
  };
  const resident = ranges.length === 1 ? await load(ranges[0]!) : undefined;
  return {
    async run(first, shared) {
      let state = first;
      for (const range of ranges) {
        const program = resident ?? (await load(range));
        try {
          const out = await program.run({ ...state, ...shared });
          // Values that only the first graph reads must not reach the others; the outputs of a graph are inputs of all later ones.
          if (range.from === 0) state = {};
          for (const [name, value] of Object.entries(out)) state[name.replace(/_out$/, '')] = value;
        } finally {
          if (!resident) await program.free();
        }
      }
      return state;
    },
    async free() {
      await resident?.free();
    },
  };
}

function rangesOf(blocks: number, step: number): BlockRange[] {
  const ranges: BlockRange[] = [];
  for (let from = 0; from < blocks; from += step) ranges.push({ from, to: Math.min(blocks, from + step) });
  return ranges;
}
