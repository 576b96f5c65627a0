/**
 * Choosing the arithmetic of a transformer by the memory there is: the fastest that fits whole, else f32 weights that are loaded
 * block by block. Quantised products follow `graph/layers/linear.ts`.
 */
import type { Precision } from '@akezora/contract';
import { int8Precision } from '../runtime/cpu.ts';

/** Bytes one parameter takes in memory: mapped, with what the runtime packs (`bench/ltx-video.ts`). */
const bytesPerWeight: Readonly<Record<Precision, number>> = { f32: 4.1, int8: 1.1, int7: 1.1, w8: 1.75, w4: 0.9 };

/** Size of a transformer. */
export interface TransformerSize {
  readonly blocks: number;
  /** Parameters of one block. */
  readonly blockParameters: number;
  /** Parameters outside the blocks; they are always f32. */
  readonly outsideParameters: number;
}

/** Bytes of a transformer's weights when some of its blocks are loaded; all by default. */
export const transformerWeightBytes = (
  { blocks, blockParameters, outsideParameters }: TransformerSize,
  precision: Precision,
  residentBlocks = blocks,
): number => residentBlocks * blockParameters * bytesPerWeight[precision] + outsideParameters * bytesPerWeight.f32;

/** How a transformer is held and computed. */
export interface PrecisionChoice {
  readonly precision: Precision;
  /** Blocks that are loaded at once; fewer than all means loading them anew for every pass. */
  readonly residentBlocks: number;
}

/** What the choice depends on. */
export interface PrecisionOptions {
  readonly size: TransformerSize;
  /** Bytes of activations beside the weights. */
  readonly activationBytes: number;
  /** Bytes that weights and activations may take. */
  readonly memoryBytes: number;
  readonly device: string;
  /** Precision the caller wants; the fastest that fits by default. */
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
