import { f32, type Tensor } from '../../tensor/tensor.ts';

/** Size of the first pass of the two-scale pipeline, whose double is painted over in the second. */
export function firstPassSize(
  { width, height }: { readonly width: number; readonly height: number },
  grid: number,
  factor = 0.6666666,
): { readonly width: number; readonly height: number } {
  const shrink = (length: number) => Math.max(grid, Math.floor((length * factor) / grid) * grid);
  return { width: shrink(width), height: shrink(height) };
}

function moments(values: Float32Array): { mean: number; deviation: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** Gives each channel of latents `[1, channels, …]` the mean and deviation of the same channel of a reference (AdaIN). */
export function matchStatistics(latents: Tensor<'f32'>, reference: Tensor<'f32'>): Tensor<'f32'> {
  const channels = latents.shape[1]!;
  const plane = latents.data.length / channels;
  const other = reference.data.length / channels;
  const out = new Float32Array(latents.data.length);
  for (let c = 0; c < channels; c++) {
    const from = moments(latents.data.subarray(c * plane, (c + 1) * plane));
    const to = moments(reference.data.subarray(c * other, (c + 1) * other));
    for (let i = c * plane; i < (c + 1) * plane; i++)
      out[i] = ((latents.data[i]! - from.mean) / from.deviation) * to.deviation + to.mean;
  }
  return f32(latents.shape, out);
}

/** Shrinks large latents by a sigmoid, more with more compression (0 … 1): the tone mapping of 0.9.8. */
export function toneMap(latents: Tensor<'f32'>, compression: number): Tensor<'f32'> {
  const factor = compression * 0.75;
  return f32(
    latents.shape,
    latents.data.map((value) => value * (1 - (0.8 * factor) / (1 + Math.exp(-4 * factor * (Math.abs(value) - 1))))),
  );
}
