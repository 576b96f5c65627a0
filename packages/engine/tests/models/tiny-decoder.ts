import { noise } from '../../src/tensor/noise.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { saveSafetensors } from '../../src/weights/write.ts';

/** Writes a tiny decoder of random weights. */
export async function writeTinyDecoder(
  file: string,
  { channels, growth }: { channels: number; growth: readonly [number, number, number] },
): Promise<void> {
  const tensors: Record<string, Tensor> = {};
  const add = (name: string, shape: readonly number[]) => {
    const count = shape.reduce((a, b) => a * b, 1);
    const fan = shape.length > 1 ? count / shape[0]! : 100;
    tensors[`decoder.${name}`] = f32(
      shape,
      noise(5, name, { count }).map((value) => value / Math.sqrt(fan)),
    );
  };
  const widths = [6, 4, 4, 4];
  add('1.weight', [widths[0]!, channels, 3, 3]);
  add('1.bias', [widths[0]!]);
  for (const [i, time] of growth.entries()) {
    const [width, next, place] = [widths[i]!, widths[i + 1]!, 3 + 6 * i];
    for (const memory of [0, 1, 2])
      for (const layer of [0, 2, 4]) {
        add(`${place + memory}.conv.${layer}.weight`, [width, layer === 0 ? 2 * width : width, 3, 3]);
        add(`${place + memory}.conv.${layer}.bias`, [width]);
      }
    add(`${place + 4}.conv.weight`, [width * time, width, 1, 1]);
    add(`${place + 5}.weight`, [next, width, 3, 3]);
  }
  add('22.weight', [3, widths[3]!, 3, 3]);
  add('22.bias', [3]);
  await saveSafetensors(file, tensors);
}
