/** Between pictures and the values a video autoencoder works with: RGBA bytes, and colours in −1 … 1 plane by plane. */
import { f32, type Tensor } from '../tensor/tensor.ts';
import type { Frame } from '../video/frame.ts';
import { resample } from '../video/resample.ts';

/** Frames as `[1, 3, frames, height, width]` in −1 … 1, resampled to a size. */
export function framesTensor(frames: readonly Frame[], width: number, height: number): Tensor<'f32'> {
  const plane = width * height;
  const out = new Float32Array(3 * frames.length * plane);
  for (const [f, frame] of frames.entries()) {
    const { data } = resample(frame, width, height);
    for (let i = 0; i < plane; i++)
      for (let c = 0; c < 3; c++) out[(c * frames.length + f) * plane + i] = data[4 * i + c]! / 127.5 - 1;
  }
  return f32([1, 3, frames.length, height, width], out);
}

/** A decoded picture `[3, height, width]` as RGBA bytes: −1 … 1 to 0 … 255, rounded. */
export function toPixels(picture: Float32Array): Uint8Array {
  const plane = picture.length / 3;
  const out = new Uint8Array(plane * 4).fill(255);
  for (let i = 0; i < plane; i++)
    for (let colour = 0; colour < 3; colour++) {
      const value = Math.min(1, Math.max(0, picture[colour * plane + i]! / 2 + 0.5));
      out[4 * i + colour] = Math.round(value * 255);
    }
  return out;
}
