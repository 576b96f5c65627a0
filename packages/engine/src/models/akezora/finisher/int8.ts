import { layeredSource, memorySource, type TensorSource } from '../../../tensor/source.ts';
import { f32, toF32 } from '../../../tensor/tensor.ts';
import { texelChannels } from '../painter/textures.ts';
import type { FinisherSizes } from './graph.ts';

/**
 * Ranges of the finisher's activations, measured over training crops when it was exported: minimum and maximum before each
 * activation function, and the largest absolute value of every concatenated channel.
 */
export interface FinisherRanges {
  readonly a1: readonly [number, number];
  readonly a2: readonly [number, number];
  readonly b1: readonly [number, number];
  readonly b2: readonly [number, number];
  /** Of each channel of the feature image; the last, coverage, needs no scaling. */
  readonly image: readonly number[];
  /** Of each channel from the low-resolution layers to the middle ones. */
  readonly handed: readonly number[];
}

type Change = (read: (name: string) => Promise<Float32Array>) => Promise<ReturnType<typeof f32>>;

/**
 * The weights of the int8 finisher, below the name `int8`: channels with the same levels are scaled to [−1, 1], and
 * channels of pixel shuffles are in the order (row, column, channel), since channels come last. `wide` and `base` are the
 * bilinear enlargements as convolutions; the weights of `base` are multiples of `baseStep`.
 */
export async function int8Weights(
  source: TensorSource,
  sizes: FinisherSizes,
  ranges: FinisherRanges,
): Promise<TensorSource> {
  const { low, handed, middle, middleScale: m } = sizes;
  const cells = m * m;
  const read = async (name: string) => toF32(await source.read(name)).data;
  const changed = {
    'int8.a1.weight': f32([low, 7 + texelChannels * cells, 3, 3], await shuffledInputs(read, sizes, ranges)),
    'int8.up.weight': f32(
      [handed * cells, low, 1, 1],
      shuffledOutputs(await read('up.weight'), handed, cells, ranges.handed),
    ),
    'int8.up.bias': f32([handed * cells], shuffledOutputs(await read('up.bias'), handed, cells, ranges.handed)),
    'int8.b1.weight': f32(
      [middle, handed + texelChannels + 3, 3, 3],
      scaledInputs(await read('b1.weight'), [...ranges.handed, ...imageScales(ranges), 1, 1, 1]),
    ),
    'wide.weight': bilinearKernel(m),
    'base.weight': bilinearKernel(sizes.fineScale),
  };
  return layeredSource([memorySource(changed, source.label), source]);
}

/** Divisors of the composite's channels, as in `scaledBank`. */
const imageScales = ({ image }: FinisherRanges): number[] => [...image.slice(0, -1), 1];

/** The largest number that divides every weight of the bilinear enlargement. */
export const baseStep = (fineScale: number): number => 1 / (2 * fineScale) ** 2;

async function shuffledInputs(
  read: Parameters<Change>[0],
  { low, middleScale: m }: FinisherSizes,
  ranges: FinisherRanges,
): Promise<Float32Array> {
  const weight = await read('a1.weight');
  const [cells, taps] = [m * m, 9];
  const inputs = 7 + texelChannels * cells;
  const scales = imageScales(ranges);
  const out = new Float32Array(weight.length);
  for (let row = 0; row < low; row += 1) {
    for (let input = 0; input < inputs; input += 1) {
      const [channel, cell] = [Math.floor((input - 7) / cells), (input - 7) % cells];
      const to = input < 7 ? input : 7 + cell * texelChannels + channel;
      const scale = input < 7 ? 1 : scales[channel]!;
      for (let k = 0; k < taps; k += 1) {
        out[(row * inputs + to) * taps + k] = weight[(row * inputs + input) * taps + k]! * scale;
      }
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
