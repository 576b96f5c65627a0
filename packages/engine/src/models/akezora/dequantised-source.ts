import type { TensorInfo, TensorSource } from '../../tensor/source.ts';
import { tensor, toF32 } from '../../tensor/tensor.ts';

/**
 * A source that reads int8 tensors as f32: `NAME.scale` has one scale a row of `NAME`, or a channel of a texture.
 * Quantising such a matrix again, with one scale a row, gives the same integers, so int8 layers lose nothing.
 */
export function dequantisedSource(source: TensorSource): TensorSource {
  const scaleOf = (name: string) => (source.find(name)?.dtype === 'i8' ? `${name}.scale` : undefined);
  return {
    label: source.label,
    names: source.names.filter((name) => !name.endsWith('.scale')),
    find(name): TensorInfo | undefined {
      const info = source.find(name);
      if (info === undefined || scaleOf(name) === undefined) return info;
      return { name, dtype: 'f32', shape: info.shape };
    },
    async read(name) {
      const stored = await source.read(name);
      const scaleName = scaleOf(name);
      if (scaleName === undefined || stored.dtype !== 'i8') return stored;
      const scales = toF32(await source.read(scaleName)).data;
      const out = new Float32Array(stored.data.length);
      const row = out.length / scales.length;
      for (let i = 0; i < scales.length; i += 1) {
        const scale = scales[i]!;
        for (let j = i * row; j < (i + 1) * row; j += 1) out[j] = stored.data[j]! * scale;
      }
      return tensor('f32', stored.shape, out);
    },
    close: () => source.close(),
  };
}
