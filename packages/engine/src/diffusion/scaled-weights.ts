/**
 * Weights stored in 8 bits with a factor beside them, as fp8 files of several programs do (`weight_scale` of torchao, `scale_weight` of
 * ComfyUI).
 */
import type { TensorSource } from '../tensor/source.ts';
import { f32, toF32 } from '../tensor/tensor.ts';

/** Endings of the names of a weight's factor in 8-bit files. */
const scaleEndings = ['_scale', '.scale_weight'] as const;
const isScale = (name: string) => /\.weight_scale$|\.scale_weight$|\.input_scale$|^scaled_fp8$/.test(name);

/** Name of the factor stored for a weight, if there is one. */
function scaleOf(source: TensorSource, name: string): string | undefined {
  if (!name.endsWith('.weight')) return undefined;
  const layer = name.slice(0, -'.weight'.length);
  return [`${name}${scaleEndings[0]}`, `${layer}${scaleEndings[1]}`].find((scale) => source.find(scale));
}

/**
 * A source of 8-bit weights with their factors applied as they are read: some fp8 files store a weight as value times
 * factor, the factor beside it. Files without factors pass through.
 */
export function scaledWeights(source: TensorSource): TensorSource {
  if (!source.names.some(isScale)) return source;
  return {
    label: source.label,
    names: source.names.filter((name) => !isScale(name)),
    find(name) {
      const info = source.find(name);
      return info && scaleOf(source, name) ? { name, dtype: 'f32', shape: info.shape } : info;
    },
    async read(name) {
      const scale = scaleOf(source, name);
      if (!scale) return source.read(name);
      const [value, factors] = [toF32(await source.read(name)), toF32(await source.read(scale)).data];
      const each = value.data.length / factors.length;
      return f32(
        value.shape,
        value.data.map((element, i) => element * factors[Math.floor(i / each)]!),
      );
    },
    close: () => source.close(),
  };
}
