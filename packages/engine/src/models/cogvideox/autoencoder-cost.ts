/** Work and memory of the autoencoder, from its config and the size of a clip. */
import type { LatentBox } from '../../diffusion/latents.ts';
import { chunksOf } from './autoencoder.ts';
import type { AutoencoderConfig } from './config.ts';
import type { Storage } from './features.ts';

/** Work and memory of decoding or encoding. */
export interface CodingCost {
  readonly operations: number;
  /** Peak bytes beside the process. */
  readonly memoryBytes: number;
}

/** Bytes that windows, the library and the garbage that is not collected yet take. */
const restBytes = 0.7e9;

/** Bytes of a stored weight, as the runtime packs it. */
const bytesPerParameter = 4.4;

/** One residual block. */
interface Block {
  readonly inner: number;
  readonly out: number;
  /** Cells of a frame. */
  readonly cells: number;
  /** Frames of the largest chunk, and of the clip. */
  readonly frames: number;
  readonly total: number;
}

/** The residual blocks of a half, with the size of their frames. */
function blocksOf(
  config: AutoencoderConfig,
  { frames, rows, columns }: LatentBox,
  half: 'encoder' | 'decoder',
): Block[] {
  const widths = half === 'decoder' ? config.block_out_channels.toReversed() : config.block_out_channels;
  const levels = widths.length - 1;
  const times = Math.log2(config.temporal_compression_ratio);
  const [from, to] = chunksOf(frames, 2)[0]!;
  /** Block `level` of the decoder; the encoder's come in reverse. */
  const at = (level: number) => {
    const doublings = Math.min(level, times);
    const grown = (count: number) => (count - 1) * 2 ** doublings + 1;
    return { cells: rows * columns * 4 ** level, frames: grown(to - from), total: grown(frames) };
  };
  const blocks: Block[] = [];
  const middle = half === 'decoder' ? widths[0]! : widths.at(-1)!;
  for (let i = 0; i < 2; i++) blocks.push({ inner: middle, out: middle, ...at(0) });
  let inner = widths[0]!;
  for (const [block, out] of widths.entries())
    for (let i = 0; i < config.layers_per_block + (half === 'decoder' ? 1 : 0); i++) {
      blocks.push({ inner, out, ...at(half === 'decoder' ? block : levels - block) });
      inner = out;
    }
  return blocks;
}

/** Cost of decoding latents, or of encoding pictures to them. */
export function codingCost(
  config: AutoencoderConfig,
  box: LatentBox,
  half: 'encoder' | 'decoder',
  storage: Storage,
): CodingCost {
  const bytes = storage === 'f32' ? 4 : 2;
  let [operations, weights, remembered, widest] = [0, 0, 0, 0];
  for (const { inner, out, cells, frames, total } of blocksOf(config, box, half)) {
    const parameters = 27 * (inner * out + out * out) + (inner === out ? 0 : inner * out);
    operations += 2 * parameters * cells * total;
    weights += parameters;
    remembered += 2 * bytes * cells * (inner + out);
    // Features before and after; where a block is narrower than its input, that goes as the block's two take its place.
    const kept = inner === out ? 2 * out : Math.max(inner, 2 * out);
    widest = Math.max(widest, bytes * cells * (frames * kept + 2 * Math.max(inner, out)));
  }
  return { operations, memoryBytes: restBytes + weights * bytesPerParameter + remembered + widest };
}

/** Exact features where they fit, else such in half the memory: the pictures then differ by less than a level. */
export function storageFor(
  config: AutoencoderConfig,
  box: LatentBox,
  half: 'encoder' | 'decoder',
  bytes: number,
): Storage {
  return codingCost(config, box, half, 'f32').memoryBytes <= bytes ? 'f32' : 'f16';
}
