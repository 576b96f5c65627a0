/** Pictures `[3, height, width]` of a decoder as the references give them. */
import { toPixels } from '../../src/diffusion/pixels.ts';
import { f32, type Tensor, tensor } from '../../src/tensor/tensor.ts';

/** All that come, in order. */
export async function gathered(pictures: AsyncIterable<Float32Array>): Promise<Float32Array[]> {
  const all: Float32Array[] = [];
  for await (const picture of pictures) all.push(picture);
  return all;
}

/** Pictures as `[1, 3, frames, height, width]`. */
export function videoOf(pictures: readonly Float32Array[], height: number, width: number): Tensor<'f32'> {
  const plane = height * width;
  const out = new Float32Array(3 * pictures.length * plane);
  for (const [f, picture] of pictures.entries())
    for (let c = 0; c < 3; c++)
      out.set(picture.subarray(c * plane, (c + 1) * plane), (c * pictures.length + f) * plane);
  return f32([1, 3, pictures.length, height, width], out);
}

/** Pictures as bytes `[1, frames, height, width, 3]`. */
export function bytesOf(pictures: readonly Float32Array[], height: number, width: number): Tensor<'u8'> {
  const plane = height * width;
  const bytes = new Uint8Array(3 * pictures.length * plane);
  for (const [f, picture] of pictures.entries()) {
    const pixels = toPixels(picture);
    for (let i = 0; i < plane; i++) for (let c = 0; c < 3; c++) bytes[(f * plane + i) * 3 + c] = pixels[4 * i + c]!;
  }
  return tensor('u8', [1, pictures.length, height, width, 3], bytes);
}
