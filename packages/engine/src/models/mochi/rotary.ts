/** Rotary positions of Mochi (`MochiRoPE` in diffusers): learned frequencies for each head, time, row and column added up. */
import { type RotaryTable, rotaryTable } from '../../graph/layers/rotary.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { toF32 } from '../../tensor/tensor.ts';
import type { TransformerConfig } from './config.ts';
import { innerChannels } from './config.ts';

/** Name of the learned frequencies, `[3, heads, head size / 2]`. */
export const frequenciesName = 'pos_frequencies';

/** Patches of the picture that positions are scaled to. */
const targetArea = 192 * 192;

/** Size of a clip in patches. */
export interface PatchBox {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Cosines and sines `[tokens, width / 2]`, one angle for each head and pair of channels. Frames count from 0; rows and columns are measured
 * from the middle, so that any picture covers the same area.
 */
export async function rotaryTables(
  source: TensorSource,
  config: TransformerConfig,
  { frames, rows, columns }: PatchBox,
): Promise<RotaryTable> {
  const pairs = innerChannels(config) / 2;
  const { data } = toF32(await source.read(frequenciesName));
  const scale = Math.sqrt(targetArea / (rows * columns));
  const centre = (index: number, count: number) => (index + 0.5 - count / 2) * scale;
  return rotaryTable(frames * rows * columns, pairs, (token, pair) => {
    const frame = Math.floor(token / (rows * columns));
    const row = centre(Math.floor(token / columns) % rows, rows);
    const column = centre(token % columns, columns);
    return frame * data[pair]! + row * data[pairs + pair]! + column * data[2 * pairs + pair]!;
  });
}
