/** Decoding a clip with a tiny decoder: frame after frame, within a memory limit. */
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { checkWeights } from '../check-weights.ts';
import { type ChunkedDecoder, carriedFrames } from '../chunked-decode.ts';
import { type DecoderStage, type StageMemory, sameSize } from '../frame-chunks.ts';
import { type TinyPart, tinyPartGraph } from './graph.ts';
import type { TinyLayout } from './layout.ts';

/** Memory of a stage: weights as they are stored and in f32, one frame carried for each layer that remembers. */
export const tinyMemory: StageMemory = { bytesPerParameter: 6.1, carriedBytes: 4, liveTensors: 4 };

/** The encoder, which is not used here. */
const encoder = /^encoder\./;

/** A stage of a tiny decoder. */
interface TinyStage extends DecoderStage {
  readonly part: TinyPart;
}

/** The stages of a tiny decoder: the layer over latents, and its blocks. */
export function tinyStages({ latentChannels, blocks, patch }: TinyLayout): TinyStage[] {
  const first = blocks[0]!.channels;
  const entry = 9 * latentChannels * first;
  const none = { before: 0, after: 0, carriedBefore: 0, carriedAfter: 0 };
  return [
    {
      ...none,
      index: 0,
      part: { kind: 'entry' },
      growth: sameSize,
      inChannels: latentChannels,
      outChannels: first,
      innerChannels: first,
      parameters: entry,
      operations: 2 * entry,
    },
    ...blocks.map((block, i): TinyStage => {
      const { channels, outChannels, time } = block;
      const ends = i === blocks.length - 1;
      const memories = block.memories.length * 9 * 4 * channels ** 2;
      const exit = ends ? 9 * outChannels * 3 * patch ** 2 : 0;
      const conv = 9 * channels * outChannels;
      return {
        ...none,
        index: i + 1,
        part: { kind: 'block', block, ends },
        growth: { time, space: 2, single: false },
        inChannels: channels,
        outChannels: ends ? 3 * patch ** 2 : outChannels,
        innerChannels: channels,
        carriedBefore: block.memories.length,
        parameters: memories + time * channels ** 2 + conv + exit,
        operations: 2 * (memories / (4 * time) + channels ** 2 + conv + exit),
      };
    }),
  ];
}

/** Options of a clip's tiny decoder. */
export interface TinyDecoderParts {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly layout: TinyLayout;
}

/** The tiny decoder of a clip, stage by stage. */
export function tinyDecoder({ runtime, device, source, layout }: TinyDecoderParts): ChunkedDecoder {
  const stages = tinyStages(layout);
  return {
    stages,
    memory: tinyMemory,
    leadingPictures: layout.time - 1,
    async open({ index }, [, rows, columns], { frames, place }) {
      const { part, inChannels: channels } = stages[index]!;
      const graph = tinyPartGraph(source, layout, part, { frames, rows, columns, channels, place });
      const program = await runtime.load(graph, { device, label: 'decoder', activations: 'returned' });
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

/**
 * Checks that a file has exactly the weights of its layout, in its decoder.
 * @throws AkezoraError `weights_mismatch`.
 */
export function checkTinyDecoder(source: TensorSource, layout: TinyLayout): void {
  const chunk = { frames: 1, rows: 1, columns: 1, place: { first: true, last: true } };
  const build = () =>
    tinyStages(layout).map(({ part, inChannels: channels }) =>
      tinyPartGraph(source, layout, part, { ...chunk, channels }),
    );
  checkWeights(source, build, encoder);
}
