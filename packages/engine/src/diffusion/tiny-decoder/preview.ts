/** Small pictures of a clip while it is denoised, in colour from the first step on, by a tiny decoder. */
import { f32, type Tensor } from '../../tensor/tensor.ts';
import type { Frame } from '../../video/frame.ts';
import type { LatentBox } from '../latents.ts';
import { toPixels } from '../pixels.ts';
import { type TinyDecoderParts, tinyMemory, tinyStages } from './decoder.ts';
import { tinyPartGraph } from './graph.ts';
import type { TinyLayout } from './layout.ts';

/** A loaded tiny decoder for pictures of single frames. */
export interface TinyPreview {
  /** Frames of latents that a picture is made of: its own and the one before. */
  readonly frames: number;
  /** Shows the last of `frames` frames of tokens `[tokens · channels]`. */
  show(tokens: Float32Array): Promise<Frame>;
  free(): Promise<void>;
}

/** A picture stands after a frame before it, which all layers remember. */
const framesOf = (box: Pick<LatentBox, 'frames'>): number => Math.min(2, box.frames);

/** Without the last doubling, pictures take a quarter of the time. */
const growthOf = (last: boolean) => ({ sameTime: true, sameSpace: last });

/** Loads a tiny decoder for pictures of latents of one size, half as large as the clip. */
export async function openTinyPreview(
  { runtime, device, source, layout }: TinyDecoderParts,
  box: LatentBox,
): Promise<TinyPreview> {
  const frames = framesOf(box);
  const stages = tinyStages(layout);
  const programs: { run: (features: Tensor<'f32'>) => Promise<Tensor<'f32'>>; free: () => Promise<void> }[] = [];
  const free = async () => {
    for (const program of programs) await program.free();
  };
  let [rows, columns] = [box.rows, box.columns];
  try {
    for (const [i, { part, inChannels: channels, growth }] of stages.entries()) {
      const chunk = { frames, rows, columns, channels, place: { first: true, last: true } };
      const graph = tinyPartGraph(source, layout, part, chunk, growthOf(i === stages.length - 1));
      const program = await runtime.load(graph, { device, label: 'preview' });
      programs.push({
        async run(features) {
          const { pictures, 'features.out': out } = await program.run({ features });
          return (pictures ?? out) as Tensor<'f32'>;
        },
        free: () => program.free(),
      });
      rows *= growth.space;
      columns *= growth.space;
    }
  } catch (error) {
    await free();
    throw error;
  }
  return {
    frames,
    async show(tokens) {
      let features = f32([frames, box.rows, box.columns, layout.latentChannels], tokens);
      for (const { run } of programs) features = await run(features);
      const [count, , height, width] = features.shape as [number, number, number, number];
      const picture = features.data.subarray((count - 1) * 3 * height * width);
      return { width, height, data: toPixels(picture), at: 0 };
    },
    free,
  };
}

/** Peak bytes of showing a frame: weights, and the widest features, which are those before the last block shrinks them. */
export function tinyPreviewBytes(layout: TinyLayout, { rows, columns, frames }: LatentBox): number {
  const parameters = tinyStages(layout).reduce((sum, stage) => sum + stage.parameters, 0);
  const widest = Math.max(
    ...layout.blocks.map(({ channels }, i) => channels * 4 ** Math.min(i + 1, layout.blocks.length - 1)),
  );
  return tinyMemory.bytesPerParameter * parameters + 4 * framesOf({ frames }) * rows * columns * widest * 5;
}
