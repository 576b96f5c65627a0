import { layeredSource, memorySource, type TensorSource } from '../../../tensor/source.ts';
import { f32, toF32 } from '../../../tensor/tensor.ts';
import { lightChannels } from '../compositor/lit-scene.ts';
import type { FinisherSizes } from './graph.ts';

/**
 * Ranges of the finisher's activations, measured over training crops when it was exported: minimum and maximum before each
 * activation function, and the largest absolute value of every channel from the low-resolution layers to the middle ones.
 */
export interface FinisherRanges {
  readonly a1: readonly [number, number];
  readonly a2: readonly [number, number];
  readonly b1: readonly [number, number];
  readonly b2: readonly [number, number];
  readonly handed: readonly number[];
}

type Read = (name: string) => Promise<Float32Array>;

/**
 * The weights of the int8 finisher, below the name `int8`: handed channels are scaled to [−1, 1], and channels of pixel
 * shuffles are in the order (row, column, channel), since channels come last. `wide` is the bilinear enlargement as a
 * convolution.
 */
export async function int8Weights(
  source: TensorSource,
  sizes: FinisherSizes,
  ranges: FinisherRanges,
): Promise<TensorSource> {
  const { low, handed, middle, middleScale: m, imageChannels } = sizes;
  const cells = m * m;
  const read = async (name: string) => toF32(await source.read(name)).data;
  const ones = new Array<number>(imageChannels + 3).fill(1);
  const changed = {
    'int8.a1.weight': f32([low, 3 + imageChannels * cells, 3, 3], await shuffledInputs(read, sizes)),
    'int8.light.weight': f32([lightChannels, low], await read('light.weight')),
    'int8.light.bias': f32([lightChannels], await read('light.bias')),
    'int8.up.weight': f32(
      [handed * cells, low, 1, 1],
      shuffledOutputs(await read('up.weight'), handed, cells, ranges.handed),
    ),
    'int8.up.bias': f32([handed * cells], shuffledOutputs(await read('up.bias'), handed, cells, ranges.handed)),
    'int8.b1.weight': f32(
      [middle, handed + imageChannels + 3, 3, 3],
      scaledInputs(await read('b1.weight'), [...ranges.handed, ...ones]),
    ),
    'wide.weight': bilinearKernel(m),
  };
  return layeredSource([memorySource(changed, source.label), source]);
}

async function shuffledInputs(
  read: Read,
  { low, middleScale: m, imageChannels }: FinisherSizes,
): Promise<Float32Array> {
  const weight = await read('a1.weight');
  const [cells, taps] = [m * m, 9];
  const inputs = 3 + imageChannels * cells;
  const out = new Float32Array(weight.length);
  for (let row = 0; row < low; row += 1) {
    for (let input = 0; input < inputs; input += 1) {
      const [channel, cell] = [Math.floor((input - 3) / cells), (input - 3) % cells];
      const to = input < 3 ? input : 3 + cell * imageChannels + channel;
      const from = (row * inputs + input) * taps;
      out.set(weight.subarray(from, from + taps), (row * inputs + to) * taps);
    }
  }
  return out;
}

/** Rows (channel, cell) as (cell, channel), each channel divided by its range. */
function shuffledOutputs(rows: Float32Array, channels: number, cells: number, ranges: readonly number[]): Float32Array {
  const size = rows.length / (channels * cells);
  const out = new Float32Array(rows.length);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let cell = 0; cell < cells; cell += 1) {
      const [from, to] = [(channel * cells + cell) * size, (cell * channels + channel) * size];
      for (let i = 0; i < size; i += 1) out[to + i] = rows[from + i]! / ranges[channel]!;
    }
  }
  return out;
}

function scaledInputs(weight: Float32Array, ranges: readonly number[]): Float32Array {
  return weight.map((value, i) => value * ranges[Math.floor(i / 9) % ranges.length]!);
}

/** Bilinear enlargement of three colours, half-pixel centres: `[3 · scale², 3, 3, 3]`, output order (colour, row, column). */
function bilinearKernel(scale: number): ReturnType<typeof f32> {
  const cells = scale * scale;
  const taps = Array.from({ length: scale }, (_, i) => {
    const offset = (i + 0.5) / scale - 0.5;
    return [Math.max(-offset, 0), 1 - Math.abs(offset), Math.max(offset, 0)];
  });
  const kernel = new Float32Array(3 * cells * 27);
  for (let colour = 0; colour < 3; colour += 1) {
    for (let cell = 0; cell < cells; cell += 1) {
      const [row, column] = [taps[Math.floor(cell / scale)]!, taps[cell % scale]!];
      for (let k = 0; k < 9; k += 1) {
        kernel[((colour * cells + cell) * 3 + colour) * 9 + k] = row[Math.floor(k / 3)]! * column[k % 3]!;
      }
    }
  }
  return f32([3 * cells, 3, 3, 3], kernel);
}
