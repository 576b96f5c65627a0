import { layeredSource, memorySource, type TensorSource } from '../../../tensor/source.ts';
import { f32, toF32 } from '../../../tensor/tensor.ts';
import { lightChannels, unlitChannels } from '../compositor/lit-scene.ts';
import type { FinisherSizes, layerNames } from './graph.ts';

/** Ranges of the finisher's layers before their activation function, measured over training crops when it was exported. */
export type FinisherRanges = Readonly<Record<(typeof layerNames)[number], readonly [number, number]>>;

type Read = (name: string) => Promise<Float32Array>;

/**
 * The weights of the int8 finisher, below the name `int8`: the first layer's inputs are in the order (row, column, channel), since
 * channels come last; `out` gives light and the fine part of the remainder at once; `coarse` takes the mean of the image over a
 * painted pixel. `wide` is the bilinear enlargement as a convolution.
 */
export async function int8Weights(source: TensorSource, sizes: FinisherSizes): Promise<TensorSource> {
  const { low, fineScale: m, imageChannels } = sizes;
  const [cells, fine] = [m * m, 3 * m * m];
  const read = async (name: string) => toF32(await source.read(name)).data;
  const joined = async (kind: string) =>
    Float32Array.from([...(await read(`light.${kind}`)), ...(await read(`fine.${kind}`))]);
  const changed = {
    'int8.a1.weight': f32([low, 3 + imageChannels * cells, 3, 3], await shuffledInputs(read, sizes)),
    'int8.out.weight': f32([lightChannels + fine, low], await joined('weight')),
    'int8.out.bias': f32([lightChannels + fine], await joined('bias')),
    'int8.coarse.weight': meanOfCells(cells, imageChannels),
    'int8.coarse.bias': f32([unlitChannels], new Float32Array(unlitChannels)),
    'wide.weight': bilinearKernel(m),
  };
  return layeredSource([memorySource(changed, source.label), source]);
}

async function shuffledInputs(read: Read, { low, fineScale: m, imageChannels }: FinisherSizes): Promise<Float32Array> {
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

/** From painted colours and cells (row, column, channel) to the means of the first channels: `[unlitChannels, 3 + cells · channels]`. */
function meanOfCells(cells: number, channels: number): ReturnType<typeof f32> {
  const inputs = 3 + cells * channels;
  const matrix = new Float32Array(unlitChannels * inputs);
  for (let channel = 0; channel < unlitChannels; channel += 1) {
    for (let cell = 0; cell < cells; cell += 1) matrix[channel * inputs + 3 + cell * channels + channel] = 1 / cells;
  }
  return f32([unlitChannels, inputs], matrix);
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
