/**
 * Positions of the sequence. Text is at 0; frames count through all parts from the oldest; rows and columns of a coarser part lie between
 * those of the last one. miniFLUX turns heads by frame, row and column, SD3 by the frame alone and adds a stored table of rows and columns.
 */
import type { LatentBox } from '../../diffusion/latents.ts';
import { type RotaryTable, rotaryAngle, rotaryTable } from '../../graph/layers/rotary.ts';
import { expectTensor, type TensorSource } from '../../tensor/source.ts';
import { f32, reshaped, type Tensor } from '../../tensor/tensor.ts';
import { embedRows } from '../../text/embedding.ts';
import { inPatches, patchesOf } from './clips.ts';
import { innerChannels, type TransformerConfig } from './config.ts';

/** Name of SD3's stored table of rows and columns, `[1, size², width]`. */
export const tableName = 'pos_embed.pos_embed';

/** Where place `index` of `count` lies on an axis of `of` places (`interpolate`, linear, half-pixel centres). */
function placeOn(index: number, count: number, of: number): number {
  if (count === of) return index;
  return Math.min(of - 1, Math.max(0, ((index + 0.5) * of) / count - 0.5));
}

/** Cosines and sines `[textTokens + patches, head size / 2]` of a sequence. */
export function rotaryOf(config: TransformerConfig, textTokens: number, boxes: readonly LatentBox[]): RotaryTable {
  const size = config.attention_head_dim;
  const axes = config._class_name === 'PyramidFluxTransformer' ? config.axes_dims_rope : ([size, 0, 0] as const);
  const last = inPatches(boxes.at(-1)!);
  const places: (readonly [number, number, number])[] = new Array(textTokens).fill([0, 0, 0]);
  let frame = 0;
  for (const box of boxes) {
    const { frames, rows, columns } = inPatches(box);
    for (const end = frame + frames; frame < end; frame++)
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++)
          places.push([frame, placeOn(row, rows, last.rows), placeOn(column, columns, last.columns)]);
  }
  return rotaryTable(places.length, size / 2, (token, pair) => {
    let rest = pair;
    for (const [axis, channels] of axes.entries()) {
      if (rest < channels / 2) return rotaryAngle(places[token]![axis]!, rest, channels);
      rest -= channels / 2;
    }
    return 0;
  });
}

/**
 * Rows and columns of a sequence as SD3 adds them, `[1, patches, width]`: the middle of the stored table at the size of the last part,
 * resized for coarser ones.
 * @throws AkezoraError `weights_mismatch` when the table is missing.
 */
export async function addedPositions(
  source: TensorSource,
  config: TransformerConfig,
  boxes: readonly LatentBox[],
): Promise<Tensor<'f32'>> {
  const width = innerChannels(config);
  const last = inPatches(boxes.at(-1)!);
  const grid = await middleOf(source, width, last);
  const out = new Float32Array(patchesOf(boxes) * width);
  let at = 0;
  for (const box of boxes) {
    const { frames, rows, columns } = inPatches(box);
    const resized = resizedGrid(grid, last, { rows, columns }, width);
    for (let frame = 0; frame < frames; frame++) {
      out.set(resized, at);
      at += resized.length;
    }
  }
  return f32([1, out.length / width, width], out);
}

/** The middle of the stored table. */
async function middleOf(source: TensorSource, width: number, { rows, columns }: LatentBox): Promise<Float32Array> {
  const { shape } = expectTensor(source, tableName);
  const size = Math.sqrt(shape[1]!);
  const [top, left] = [Math.floor((size - rows) / 2), Math.floor((size - columns) / 2)];
  const ids: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) ids.push((top + row) * size + left + column);
  const flat: TensorSource = {
    label: source.label,
    names: source.names,
    close: () => source.close(),
    find: (name) => {
      const info = source.find(name);
      return info && { ...info, shape: [size * size, width] };
    },
    read: async (name) => reshaped(await source.read(name), [size * size, width]),
  };
  return (await embedRows(flat, tableName, ids)).data;
}

/** A grid `[rows · columns, width]` at another size, bilinear. */
function resizedGrid(
  grid: Float32Array,
  from: { readonly rows: number; readonly columns: number },
  to: { readonly rows: number; readonly columns: number },
  width: number,
): Float32Array {
  if (from.rows === to.rows && from.columns === to.columns) return grid;
  const out = new Float32Array(to.rows * to.columns * width);
  for (let row = 0; row < to.rows; row++) {
    const y = placeOn(row, to.rows, from.rows);
    const [top, down] = [Math.floor(y), y - Math.floor(y)];
    const below = Math.min(from.rows - 1, top + 1);
    for (let column = 0; column < to.columns; column++) {
      const x = placeOn(column, to.columns, from.columns);
      const [left, along] = [Math.floor(x), x - Math.floor(x)];
      const right = Math.min(from.columns - 1, left + 1);
      const cell = (r: number, c: number, i: number) => grid[(r * from.columns + c) * width + i]!;
      for (let i = 0; i < width; i++)
        out[(row * to.columns + column) * width + i] =
          (1 - down) * ((1 - along) * cell(top, left, i) + along * cell(top, right, i)) +
          down * ((1 - along) * cell(below, left, i) + along * cell(below, right, i));
    }
  }
  return out;
}
