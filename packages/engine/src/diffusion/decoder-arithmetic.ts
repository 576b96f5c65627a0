/** Arithmetic of the convolutions of autoencoders over frames: f32, or int8 on the CPU. */
import type { Precision } from '@akezora/contract';
import type { FrameArithmetic } from '../graph/layers/conv-frames.ts';
import { type CpuFeature, cpuFeatures, int8Precision } from '../runtime/cpu.ts';

/** Where a convolution is: after norm and SiLU, on features as they are, from or to latents, or from or to pixels. */
export type ConvPlace = 'activated' | 'features' | 'latents' | 'pixels';

/** Arithmetic of a convolution by its channels and its place. */
export type ChooseArithmetic = (
  channels: { readonly inner: number; readonly out: number },
  place: ConvPlace,
) => FrameArithmetic;

/** Arithmetic of a decoder: int8 with weights of 8 bits, or of 7 where products of 8 saturate. */
export type DecoderPrecision = 'f32' | 'int8' | 'int7';

/** The precision of a decoder where the transformer's was chosen: f32 when asked for and beyond the CPU, else the processor's int8. */
export const decoderPrecision = (device: string, wanted: Precision | undefined): DecoderPrecision =>
  device !== 'cpu' || wanted === 'f32' ? 'f32' : wanted === 'int8' || wanted === 'int7' ? wanted : int8Precision();

/** Widest convolution that is faster as `QLinearConv` than as a matrix product (`bench/conv-frames.ts`). */
const widestBytes = 256;

/**
 * Arithmetic of each convolution. The first is f32: what it rounds all others would inherit, and it is a thousandth of the work. The last
 * has exact sums, since pixels show each rounding. With AMX all are products, which alone have kernels for it.
 */
export function decoderArithmetic(
  precision: DecoderPrecision,
  features: readonly CpuFeature[] = cpuFeatures(),
): ChooseArithmetic {
  if (precision === 'f32') return () => 'f32';
  const limit = precision === 'int8' ? 127 : 63;
  const tiles = features.includes('amx_int8');
  return ({ inner, out }, place) => {
    if (place === 'latents') return 'f32';
    const form = place === 'activated' && !tiles && Math.max(inner, out) <= widestBytes ? 'bytes' : 'products';
    return { limit, form };
  };
}
