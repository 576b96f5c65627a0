/**
 * Positions of CogVideoX's tokens: sines and cosines added to the embeddings (2B), or rotary tables for queries and keys (5B: the grid
 * of the config resized and cropped in the middle; 1.5: plain positions). References: `get_3d_sincos_pos_embed`,
 * `get_3d_rotary_pos_embed` and `get_resize_crop_region_for_grid` in diffusers.
 */
import { type LatentBox, tokensOf } from '../../diffusion/latents.ts';
import { type RotaryTable, rotaryAngle, rotaryTable } from '../../graph/layers/rotary.ts';
import { roundHalfEven } from '../../tensor/round-half-even.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import { innerChannels, type TransformerConfig } from './config.ts';

const { fround } = Math;

/** Tokens of latents: the transformer's patches. */
export const patchBox = ({ frames, rows, columns }: LatentBox, config: TransformerConfig): LatentBox => ({
  frames: frames / (config.patch_size_t ?? 1),
  rows: rows / config.patch_size,
  columns: columns / config.patch_size,
});

/** Region of the config's grid that a grid of `rows` × `columns` covers, at its own proportions in the middle. */
function croppedRegion(rows: number, columns: number, base: { readonly rows: number; readonly columns: number }) {
  const tall = rows / columns > base.rows / base.columns;
  const height = tall ? base.rows : roundHalfEven((base.columns / columns) * rows);
  const width = tall ? roundHalfEven((base.rows / rows) * columns) : base.columns;
  const top = roundHalfEven((base.rows - height) / 2);
  const left = roundHalfEven((base.columns - width) / 2);
  return { top, left, bottom: top + height, right: left + width };
}

/** `count` positions from `start` to before `stop`, as `linspace(start, stop · (count − 1) / count, count)`. */
const spaced = (start: number, stop: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) =>
    count === 1 ? start : fround(start + (i * ((stop * (count - 1)) / count - start)) / (count - 1)),
  );

const plain = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/**
 * Rotary tables `[text + tokens, head / 2]`: a quarter of a head's channels turns with time, three eighths each with height and
 * width. The `text` tokens before those of the clip are not turned.
 */
export function rotaryPositions(config: TransformerConfig, latents: LatentBox, text: number): RotaryTable {
  const { attention_head_dim: size, patch_size: patch } = config;
  const box = patchBox(latents, config);
  const base = { rows: Math.floor(config.sample_height / patch), columns: Math.floor(config.sample_width / patch) };
  const region = croppedRegion(box.rows, box.columns, base);
  const sliced = config.patch_size_t !== undefined;
  const heights = sliced ? plain(box.rows) : spaced(region.top, region.bottom, box.rows);
  const widths = sliced ? plain(box.columns) : spaced(region.left, region.right, box.columns);
  const [time, space] = [Math.floor(size / 4), 3 * Math.floor(size / 8)];
  return rotaryTable(text + tokensOf(box), (time + 2 * space) / 2, (token, pair) => {
    if (token < text) return 0;
    const at = token - text;
    const column = at % box.columns;
    const row = Math.floor(at / box.columns) % box.rows;
    if (pair < time / 2) return rotaryAngle(Math.floor(at / (box.rows * box.columns)), pair, time);
    const inSpace = pair - time / 2;
    if (inSpace < space / 2) return rotaryAngle(heights[row]!, inSpace, space);
    return rotaryAngle(widths[column]!, inSpace - space / 2, space);
  });
}

/** Sines then cosines of positions, `channels` a position. */
function sinCos(positions: readonly number[], channels: number): Float32Array {
  const half = channels / 2;
  const out = new Float32Array(positions.length * channels);
  for (const [at, position] of positions.entries())
    for (let i = 0; i < half; i++) {
      const angle = position * 10_000 ** (-i / half);
      out[at * channels + i] = Math.sin(angle);
      out[at * channels + half + i] = Math.cos(angle);
    }
  return out;
}

/**
 * Positions added to the embeddings, `[text + tokens, width]`: zeros for text; a quarter of the channels for time, three eighths each
 * for width and height.
 */
export function addedPositions(config: TransformerConfig, latents: LatentBox, text: number): Tensor<'f32'> {
  const width = innerChannels(config);
  const box = patchBox(latents, config);
  const scaled = (length: number, scale: number) => plain(length).map((at) => fround(at / scale));
  const [time, space] = [width / 4, (3 * width) / 8];
  const frames = sinCos(scaled(box.frames, config.temporal_interpolation_scale), time);
  const columns = sinCos(scaled(box.columns, config.spatial_interpolation_scale), space);
  const rows = sinCos(scaled(box.rows, config.spatial_interpolation_scale), space);
  const out = new Float32Array((text + tokensOf(box)) * width);
  let at = text * width;
  for (let f = 0; f < box.frames; f++)
    for (let y = 0; y < box.rows; y++)
      for (let x = 0; x < box.columns; x++, at += width) {
        out.set(frames.subarray(f * time, (f + 1) * time), at);
        out.set(columns.subarray(x * space, (x + 1) * space), at + time);
        out.set(rows.subarray(y * space, (y + 1) * space), at + time + space);
      }
  return f32([text + tokensOf(box), width], out);
}

/** Whether the transformer's own learned table holds for latents: they are as many as in its config. */
export function hasLearnedPositions(config: TransformerConfig, { frames, rows, columns }: LatentBox): boolean {
  const own = (config.sample_frames - 1) / config.temporal_compression_ratio + 1;
  return (
    config.use_learned_positional_embeddings &&
    frames === own &&
    rows === config.sample_height &&
    columns === config.sample_width
  );
}
