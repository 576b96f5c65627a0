/** Latent frames `[rows · columns, channels]` at the resolutions of the stages. */
import type { LatentBox } from '../../diffusion/latents.ts';

/** Size of a frame in latents. */
export type FrameSize = Pick<LatentBox, 'rows' | 'columns'>;

/** Half the rows and columns: the mean of each 2×2 block, which is what bilinear resizing comes to. */
export function halved(frame: Float32Array, { rows, columns }: FrameSize): Float32Array {
  const channels = frame.length / (rows * columns);
  const out = new Float32Array(frame.length / 4);
  const half = columns / 2;
  for (let row = 0; row < rows / 2; row++)
    for (let column = 0; column < half; column++)
      for (let c = 0; c < channels; c++) {
        const at = (2 * row * columns + 2 * column) * channels + c;
        const [right, below] = [channels, columns * channels];
        const sum = frame[at]! + frame[at + right]! + frame[at + below]! + frame[at + below + right]!;
        out[(row * half + column) * channels + c] = sum / 4;
      }
  return out;
}

/** Twice the rows and columns: each value four times. */
export function doubled(frame: Float32Array, { rows, columns }: FrameSize): Float32Array {
  const channels = frame.length / (rows * columns);
  const out = new Float32Array(4 * frame.length);
  for (let row = 0; row < 2 * rows; row++)
    for (let column = 0; column < 2 * columns; column++) {
      const from = (Math.floor(row / 2) * columns + Math.floor(column / 2)) * channels;
      out.set(frame.subarray(from, from + channels), (row * 2 * columns + column) * channels);
    }
  return out;
}

/** Size of a frame at a stage of so many. */
export const sizeAt = ({ rows, columns }: FrameSize, stage: number, stages: number): FrameSize => ({
  rows: rows / 2 ** (stages - 1 - stage),
  columns: columns / 2 ** (stages - 1 - stage),
});

/**
 * At which stage's resolution a stage of a unit sees each of the frames that are done, the oldest first: the last at its own, each one before
 * that at half of it.
 */
export const historyStages = (done: number, stage: number): number[] =>
  Array.from({ length: done }, (_, frame) => Math.max(0, stage - (done - 1 - frame)));

/** A frame at every stage's resolution, the coarsest first. */
export function pyramidOf(frame: Float32Array, size: FrameSize, stages: number): Float32Array[] {
  const all = [frame];
  for (let stage = stages - 1; stage > 0; stage--) all.unshift(halved(all[0]!, sizeAt(size, stage, stages)));
  return all;
}

/** Noise at the coarsest resolution from noise at the finest, of the same variance. */
export function coarseNoise(noise: Float32Array, size: FrameSize, stages: number): Float32Array {
  let out = noise;
  for (let stage = stages - 1; stage > 0; stage--)
    out = halved(out, sizeAt(size, stage, stages)).map((value) => 2 * value);
  return out;
}

/**
 * Correlated noise of a frame from independent noise, four values for each 2×2 block and channel.
 * @param factor lower triangle `[4, 4]`, see `blockFactor`
 */
export function blockNoise(
  independent: Float32Array,
  { rows, columns }: FrameSize,
  factor: Float32Array,
): Float32Array {
  const channels = independent.length / (rows * columns);
  const out = new Float32Array(independent.length);
  let from = 0;
  for (let row = 0; row < rows; row += 2)
    for (let column = 0; column < columns; column += 2)
      for (let c = 0; c < channels; c++, from += 4)
        for (let place = 0; place < 4; place++) {
          let sum = 0;
          for (let k = 0; k <= place; k++) sum += factor[4 * place + k]! * independent[from + k]!;
          const at = (row + (place >> 1)) * columns + column + (place & 1);
          out[at * channels + c] = sum;
        }
  return out;
}
