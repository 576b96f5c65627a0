/**
 * Choosing the precision of a transformer by the available memory: the fastest that fits whole, else f32 weights that are loaded
 * block by block. Quantised products follow `graph/layers/linear.ts`.
 */
import type { Precision } from '@akezora/contract';
import { int8Precision } from '../runtime/cpu.ts';

/** Bytes of one parameter in memory, mapped and packed by the runtime (`bench/ltx-video.ts`). */
const bytesPerWeight: Readonly<Record<Precision, number>> = { f32: 4.1, int8: 1.1, int7: 1.1, w8: 1.75, w4: 0.9 };

/** Size of a transformer. */
export interface TransformerSize {
  readonly blocks: number;
  /** Parameters of one block. */
  readonly blockParameters: number;
  /** Parameters outside the blocks; they are always f32. */
  readonly outsideParameters: number;
}

/** Bytes of a transformer's weights with some of its blocks in memory (default: all). */
export const transformerWeightBytes = (
  { blocks, blockParameters, outsideParameters }: TransformerSize,
  precision: Precision,
  residentBlocks = blocks,
): number => residentBlocks * blockParameters * bytesPerWeight[precision] + outsideParameters * bytesPerWeight.f32;

/** Precision of a transformer, and how many of its blocks are in memory. */
export interface PrecisionChoice {
  readonly precision: Precision;
  /** Blocks in memory at once; fewer than all are loaded again for every pass. */
  readonly residentBlocks: number;
}

/** Input of the choice of a precision. */
export interface PrecisionOptions {
  readonly size: TransformerSize;
  /** Bytes of activations beside the weights. */
  readonly activationBytes: number;
  /** Bytes of memory available to weights and activations. */
  readonly memoryBytes: number;
  readonly device: string;
  /** Precision of the request; `undefined`: the fastest that fits. */
  readonly wanted: Precision | undefined;
}

/** The fastest precision that fits, or the wanted one. Integer products exist on the CPU only: other devices compute in f32. */
export function choosePrecision(options: PrecisionOptions): PrecisionChoice {
  const { size, activationBytes, memoryBytes, device, wanted } = options;
  const fits = (precision: Precision, blocks: number) =>
    transformerWeightBytes(size, precision, blocks) + activationBytes <= memoryBytes;
  const fastest: readonly Precision[] = [device === 'cpu' ? int8Precision() : 'f32', 'w4'];
  const whole = (wanted ? [wanted] : fastest).find((precision) => fits(precision, size.blocks));
  if (whole) return { precision: whole, residentBlocks: size.blocks };
  const precision = wanted ?? 'f32';
  let residentBlocks = size.blocks;
  while (residentBlocks > 1 && !fits(precision, residentBlocks)) residentBlocks--;
  return { precision, residentBlocks };
}
