/**
 * Choosing the precision of a transformer by the available memory: the fastest that fits whole, else f32 weights that are loaded
 * block by block. Quantised products follow `graph/layers/linear.ts`.
 */
import { AkezoraError, type Precision } from '@akezora/contract';
import type { Machine } from '../machine/machine.ts';
import { int8Precision } from '../runtime/cpu.ts';

/** Bytes of one parameter in memory, mapped and packed by the runtime (`bench/ltx-video.ts`). */
const bytesPerWeight: Readonly<Record<Precision, number>> = {
  f32: 4.1,
  f16: 2.1,
  int8: 1.1,
  int7: 1.1,
  w8: 1.75,
  w4: 0.9,
};

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
  /** Whether the device computes in half precision. Default `false`. */
  readonly half?: boolean | undefined;
  /** Precision of the request; `undefined`: the fastest that fits. */
  readonly wanted: Precision | undefined;
}

/** Arithmetic of a device in a precision: half wherever it can and nothing else was asked for. */
export const floatsOf = (precision: Precision, device: string, half: boolean): 'f32' | 'f16' =>
  device !== 'cpu' && half && precision !== 'f32' ? 'f16' : 'f32';

/** Precision of the text encoder: what the machine is set to, else half where the transformer's arithmetic is; `undefined`: its own. */
export const encoderPrecision = (
  precision: Precision,
  { device, textPrecision }: Pick<Machine, 'device' | 'textPrecision'>,
  half: boolean,
): Precision | undefined => textPrecision ?? (floatsOf(precision, device, half) === 'f16' ? 'f16' : undefined);

/** Precisions of a device, the fastest first. Integer products exist on the CPU only. */
function fastestOf(device: string, half: boolean): readonly Precision[] {
  if (device === 'cpu') return [int8Precision(), 'w4'];
  return [half ? 'f16' : 'f32', 'w8', 'w4'];
}

/**
 * The fastest precision that fits, or the wanted one.
 * @throws AkezoraError `request_invalid` for half precision on a device that does not compute in it.
 */
export function choosePrecision(options: PrecisionOptions): PrecisionChoice {
  const { size, activationBytes, memoryBytes, device, half = false, wanted } = options;
  if (wanted === 'f16' && (device === 'cpu' || !half)) throw new AkezoraError('request_invalid', noHalf(device));
  const fits = (precision: Precision, blocks: number) =>
    transformerWeightBytes(size, precision, blocks) + activationBytes <= memoryBytes;
  const fastest = fastestOf(device, half);
  const whole = (wanted ? [wanted] : fastest).find((precision) => fits(precision, size.blocks));
  if (whole) return { precision: whole, residentBlocks: size.blocks };
  const precision = wanted ?? (half ? 'f16' : 'f32');
  let residentBlocks = size.blocks;
  while (residentBlocks > 1 && !fits(precision, residentBlocks)) residentBlocks--;
  return { precision, residentBlocks };
}

const noHalf = (device: string) => ({
  field: 'precision',
  reason: {
    en: `${device} does not compute in f16; leave the precision out, or take another device`,
    ja: `${device} は f16 で計算できません。precision を指定しないか、別のデバイスを使ってください`,
  },
});
