/** Parts of LTX-Video as benches measure them. */
import type { LinearPrecision } from '../packages/engine/src/graph/builder.ts';
import type { TransformerConfig } from '../packages/engine/src/models/ltx-video/config.ts';
import { type LtxDecoderParts, ltxDecoder } from '../packages/engine/src/models/ltx-video/decoder.ts';
import { transformerGraph } from '../packages/engine/src/models/ltx-video/transformer.ts';
import type { Program, Runtime } from '../packages/engine/src/runtime/runtime.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import type { TensorSource } from '../packages/engine/src/tensor/source.ts';
import { cachedGraph } from '../packages/engine/src/weights/cached-graph.ts';

/** What a step of the transformer is made of. */
interface StepParts {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: TransformerConfig;
  readonly precision: LinearPrecision;
  readonly tokens: number;
  readonly words: number;
  readonly attentionChunk?: number | undefined;
}

/** One denoising step with one timestep for all tokens, without guidance; `close` leaves the source open. */
export async function openStep(parts: StepParts): Promise<{ readonly program: Program; close(): Promise<void> }> {
  const { runtime, device, source, config, precision, tokens, words, attentionChunk } = parts;
  const shape = {
    batch: 1,
    tokens,
    textTokens: words,
    masked: false,
    times: 1,
    timeColumns: 1,
    positions: tokens,
    linear: precision,
    attentionChunk,
  };
  const build = (from: TensorSource) => transformerGraph(from, config, shape);
  const kept = await cachedGraph(source, precision, [{ name: 'bench', build }], build);
  const program = await runtime.load(kept.graph, { device, activations: 'pooled' });
  const close = async () => {
    await program.free();
    await kept.close();
  };
  return { program, close };
}

/** The decoder at the timestep of the published pipelines, with planes of noise from a seed. */
export const benchDecoder = (parts: Omit<LtxDecoderParts, 'decodeTimestep' | 'plane'>) =>
  ltxDecoder({
    ...parts,
    decodeTimestep: 0.05,
    plane: (module, rows, columns) => noise(1, module, { count: rows * columns }),
  });
