/** Decoding with LTX-Video's autoencoder: its stages, the arithmetic of each convolution, and a clip's decoder chunk by chunk. */
import { type ChunkedDecoder, carriedFrames } from '../../diffusion/chunked-decode.ts';
import { type DecoderPrecision, decoderArithmetic } from '../../diffusion/decoder-arithmetic.ts';
import { type DecoderStage, type StageMemory, sameSize } from '../../diffusion/frame-chunks.ts';
import { timestepEmbedding } from '../../diffusion/timestep-embedding.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import { cachedGraph } from '../../weights/cached-graph.ts';
import { type BlockPart, blockCount, decoderStageGraph, decoderTimesteps } from './autoencoder.ts';
import type { AutoencoderConfig } from './config.ts';
import { timeChannels } from './transformer.ts';

/**
 * Memory of a stage as measured (`bench/ltx-decoder.ts`). Two frames are carried in front of every convolution, in int8 as bytes, and two
 * beside every pair of them.
 */
export const decoderMemory = (precision: DecoderPrecision): StageMemory =>
  precision === 'f32'
    ? { bytesPerParameter: 4.1, carriedBytes: 12, liveTensors: 9 }
    : { bytesPerParameter: 1.3, carriedBytes: 6, liveTensors: 7 };

/** A stage of this decoder: a part of one of its blocks. */
interface LtxStage extends DecoderStage {
  readonly part: BlockPart;
}

/**
 * Most resnets of a stage after the middle block. The first chunk of a clip has to be as long as a stage lags: fewer of them let chunks,
 * and with them memory, be smaller.
 */
const resnetsOfStage = 2;

/** Parts of a block with `count` resnets. */
function partsOf(block: number, count: number): BlockPart[] {
  const most = block === 0 ? count : resnetsOfStage;
  const parts = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: parts }, (_, i) => ({
    block,
    from: i * most,
    to: Math.min(count, (i + 1) * most),
    begins: i === 0,
    ends: i === parts - 1,
  }));
}

/** The decoder's stages from its config. */
export function decoderStages(config: AutoencoderConfig): LtxStage[] {
  const layers = [...config.decoder_layers_per_block].reverse();
  const stages: LtxStage[] = [];
  let channels = config.latent_channels;
  for (let block = 0; block < blockCount(config); block++)
    for (const part of partsOf(block, layers[block]!)) {
      const stage = stageOf(config, part, channels, stages.length);
      stages.push(stage);
      channels = stage.outChannels;
    }
  return stages;
}

function stageOf(config: AutoencoderConfig, part: BlockPart, inChannels: number, index: number): LtxStage {
  const { block, begins, ends } = part;
  const first = block === 0;
  const widths = config.decoder_block_out_channels;
  const factor = first ? 1 : (config.upsample_factor.at(-block) ?? 1);
  const outChannels = first ? widths.at(-1)! : Math.round(widths.at(-block)! / factor);
  const scale = begins && !first && config.decoder_spatio_temporal_scaling.at(-block) ? 2 : 1;
  const stack = part.to - part.from;
  const narrows = begins && !first && inChannels !== outChannels * factor;
  const middle = first ? outChannels : narrows ? outChannels * factor : inChannels;
  const pixelChannels = ends && block === blockCount(config) - 1 ? 3 * config.patch_size ** 2 : 0;
  const outKernels = 2 * stack * outChannels * outChannels + outChannels * pixelChannels;
  const inKernels =
    (first && begins ? inChannels * outChannels : 0) +
    (scale === 2 ? middle * outChannels * 8 : 0) +
    (narrows ? (inChannels + middle) * middle : 0);
  // Convolutions before the doubling and after it; without one all lag alike.
  const before = (first && begins ? 1 : 0) + (narrows ? 2 : 0) + (scale === 2 ? 1 : 0);
  const after = 2 * stack + (pixelChannels > 0 ? 1 : 0);
  const [carriedBefore, carriedAfter] = scale === 2 ? [before, after] : [before + after, 0];
  const lag = config.decoder_causal ? 0 : 1;
  return {
    index,
    part,
    growth: scale === 2 ? { time: 2, space: 2, single: true } : sameSize,
    inChannels,
    outChannels: pixelChannels || outChannels,
    innerChannels: outChannels,
    before: lag * carriedBefore,
    after: lag * carriedAfter,
    carriedBefore,
    carriedAfter,
    parameters: 27 * (outKernels + inKernels),
    operations: 54 * (outKernels + inKernels / scale ** 3),
  };
}

/** Options of a clip's decoder. */
export interface LtxDecoderParts {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: AutoencoderConfig;
  readonly precision: DecoderPrecision;
  /** Timestep of decoders with `timestep_conditioning`, 0 … 1; 0 by default. */
  readonly decodeTimestep?: number;
  /** Noise plane `[height, width]` of a named module, where the decoder injects noise. */
  readonly plane: (module: string, height: number, width: number) => Float32Array;
}

/** The decoder of a clip, stage by stage. */
export function ltxDecoder(parts: LtxDecoderParts): ChunkedDecoder {
  const { runtime, device, source, config, precision } = parts;
  const arithmetic = decoderArithmetic(precision);
  const stages = decoderStages(config);
  return {
    stages,
    memory: decoderMemory(precision),
    async open({ index }, [, rows, columns], { frames, place }) {
      const stage = stages[index]!;
      const build = (weights: TensorSource) =>
        decoderStageGraph(weights, config, stage, { frames, rows, columns, place }, arithmetic);
      const packed = [{ name: `decoder-${stage.index}`, build }];
      const { graph, close } = await cachedGraph(source, precision, packed, build);
      const program = await runtime.load(graph, { device, label: 'decoder', activations: 'returned' }).finally(close);
      const timesteps = await decoderTimesteps(source, [parts.decodeTimestep ?? 0]);
      const fixed: Record<string, Tensor> = config.timestep_conditioning
        ? { time: timestepEmbedding(timesteps, timeChannels) }
        : {};
      for (const { name, shape } of graph.inputs)
        if (name.startsWith('noise.')) {
          const [height, width] = shape as [number, number];
          fixed[name] = f32(shape, parts.plane(name.slice('noise.'.length), height, width));
        }
      return {
        async run(features, past) {
          const outputs = await program.run({ features, ...fixed, ...past });
          const out = outputs.pictures ?? outputs['features.out'];
          return { out: out as Tensor<'f32'>, next: carriedFrames(outputs) };
        },
        free: () => program.free(),
      };
    },
  };
}
