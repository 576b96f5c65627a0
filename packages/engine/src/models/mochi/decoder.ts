/** Decoding with Mochi's autoencoder: its stages, and a clip's decoder chunk by chunk. */
import { type ChunkedDecoder, carriedFrames } from '../../diffusion/chunked-decode.ts';
import { type DecoderPrecision, decoderArithmetic } from '../../diffusion/decoder-arithmetic.ts';
import { type DecoderStage, type StageMemory, sameSize } from '../../diffusion/frame-chunks.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { cachedGraph } from '../../weights/cached-graph.ts';
import { type DecoderPart, decoderPartGraph } from './autoencoder.ts';
import { type AutoencoderConfig, compressionOf } from './config.ts';

/** Memory of a stage. Two frames are carried in front of every convolution, in int8 as bytes. */
export const decoderMemory = (precision: DecoderPrecision): StageMemory =>
  precision === 'f32'
    ? { bytesPerParameter: 4.1, carriedBytes: 8, liveTensors: 10 }
    : { bytesPerParameter: 1.3, carriedBytes: 2, liveTensors: 8 };

/** A stage of this decoder: some of its residual blocks. */
export interface MochiStage extends DecoderStage, DecoderPart {}

/** Residual blocks of a stage: every stage keeps frames for each of them, twice as many while it passes them on. */
const resnetsOfStage = 2;

/** Names of residual blocks at each size, from the latents to the pictures. */
function resnetsBySize(config: AutoencoderConfig): string[][] {
  const layers = config.layers_per_block;
  const ups = config.decoder_block_out_channels.length - 1;
  const named = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}.resnets.${i}`);
  const sizes = Array.from({ length: ups }, (_, i) => named(`up_blocks.${i}`, layers.at(-i - 2)!));
  sizes[0]?.unshift(...named('block_in', layers.at(-1)!));
  return [...sizes, named('block_out', layers[0]!)];
}

/** The decoder's stages from its config. */
export function decoderStages(config: AutoencoderConfig): MochiStage[] {
  const sizes = resnetsBySize(config);
  const stages: MochiStage[] = [];
  for (const [size, resnets] of sizes.entries()) {
    const channels = config.decoder_block_out_channels.at(-size - 1)!;
    const parts = Math.max(1, Math.ceil(resnets.length / resnetsOfStage));
    for (let part = 0; part < parts; part++) {
      const begins: DecoderPart['begins'] =
        part > 0 ? { kind: 'nothing' } : size === 0 ? { kind: 'latents' } : { kind: 'growth', block: size - 1 };
      const ends = size === sizes.length - 1 && part === parts - 1;
      const own = resnets.slice(part * resnetsOfStage, (part + 1) * resnetsOfStage);
      const inChannels = stages.at(-1)?.outChannels ?? config.latent_channels;
      stages.push(stageOf(config, { index: stages.length, begins, resnets: own, ends }, inChannels, channels));
    }
  }
  return stages;
}

function stageOf(config: AutoencoderConfig, part: DecoderPart, inChannels: number, channels: number): MochiStage {
  const { begins, resnets, ends } = part;
  const growth =
    begins.kind === 'growth'
      ? {
          time: config.temporal_expansions.at(-begins.block - 1)!,
          space: config.spatial_expansions.at(-begins.block - 1)!,
          single: false,
        }
      : sameSize;
  const outChannels = ends ? config.out_channels : channels;
  const kernels = 27 * 2 * resnets.length * channels ** 2;
  const entry = begins.kind === 'nothing' ? 0 : inChannels * channels;
  const exit = ends ? channels * outChannels : 0;
  return {
    ...part,
    growth,
    inChannels,
    outChannels,
    innerChannels: channels,
    before: 0,
    after: 0,
    carriedBefore: 0,
    carriedAfter: 2 * resnets.length,
    parameters: kernels + entry * growth.time * growth.space ** 2 + exit,
    operations: 2 * (kernels + entry + exit),
  };
}

/** Options of a clip's decoder. */
export interface MochiDecoderParts {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: AutoencoderConfig;
  readonly precision: DecoderPrecision;
}

/** The decoder of a clip, stage by stage. */
export function mochiDecoder({ runtime, device, source, config, precision }: MochiDecoderParts): ChunkedDecoder {
  const arithmetic = decoderArithmetic(precision);
  const stages = decoderStages(config);
  return {
    stages,
    memory: decoderMemory(precision),
    leadingPictures: compressionOf(config).time - 1,
    async open({ index }, [, rows, columns], { frames, place }) {
      const stage = stages[index]!;
      const build = (weights: TensorSource) =>
        decoderPartGraph(weights, config, stage, { frames, rows, columns, place }, arithmetic);
      const packed = [{ name: `mochi-decoder-${index}`, build }];
      const { graph, close } = await cachedGraph(source, precision, packed, build);
      const program = await runtime.load(graph, { device, label: 'decoder', activations: 'returned' }).finally(close);
      return {
        async run(features, past) {
          const outputs = await program.run({ features, ...past });
          const out = outputs.pictures ?? outputs['features.out'];
          return { out: out as Tensor<'f32'>, next: carriedFrames(outputs) };
        },
        free: () => program.free(),
      };
    },
  };
}
