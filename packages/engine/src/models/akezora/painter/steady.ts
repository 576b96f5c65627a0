import type { Size } from '../frame-sizes.ts';
import { imageChannels } from './feature-image.ts';

/** Share of a new frame that a pixel takes where nothing has changed. */
const least = 0.1;

/** Difference of colour, of 2, from which a pixel takes all of the new frame. Less is the painter's own unrest. */
const change = 8 / 127.5;

/** Difference of a feature that is a change of the scene. */
const moved = 1e-3;

/** Pixels around a change of the scene that follow it at once, too. */
const reach = 2;

/**
 * Keeps still what is still: painted frames in order, each blended with the ones before it where the scene has not changed and
 * the painting hardly has. A moving camera changes every pixel, and leaves frames as they are. (Recursive temporal filter with
 * motion adaptation, as in Dubois and Sabri 1984.)
 */
export class Steadier {
  readonly #size: Size;
  /** 1 for each pixel that follows the new frame. */
  readonly #changed: Uint8Array;
  readonly #spread: Uint8Array;
  #image: Float32Array | undefined;
  #shown: Float32Array | undefined;

  constructor(size: Size) {
    this.#size = size;
    this.#changed = new Uint8Array(size.width * size.height);
    this.#spread = new Uint8Array(size.width * size.height);
  }

  /** Forgets the frames so far: what follows is another shot. */
  cut(): void {
    this.#image = undefined;
    this.#shown = undefined;
  }

  /**
   * The next frame.
   * @param image its feature image, `[h, w, imageChannels]`
   * @param painted `[h, w, 3]` in [−1, 1]; changed in place
   */
  next(image: Float32Array, painted: Float32Array): void {
    if (this.#image !== undefined && this.#shown !== undefined) {
      this.#markChanges(this.#image, image);
      blend(painted, this.#shown, this.#changed);
    }
    this.#image ??= new Float32Array(image.length);
    this.#image.set(image);
    this.#shown = painted;
  }

  /** Marks each pixel with a change of the scene within reach. */
  #markChanges(before: Float32Array, now: Float32Array): void {
    const { width, height } = this.#size;
    const [changed, spread] = [this.#changed, this.#spread];
    for (let i = 0, at = 0; i < changed.length; i += 1, at += imageChannels) {
      let c = 0;
      while (c < imageChannels && Math.abs(now[at + c]! - before[at + c]!) < moved) c += 1;
      changed[i] = c < imageChannels ? 1 : 0;
    }
    for (let y = 0; y < height; y += 1) widen(changed, spread, y * width, 1, width);
    for (let x = 0; x < width; x += 1) widen(spread, changed, x, width, height);
  }
}

/** Spreads marks along a row or column of `count` pixels as far as `reach`. */
function widen(from: Uint8Array, to: Uint8Array, start: number, step: number, count: number): void {
  // How many pixels in a row the last mark still reaches: it begins `reach` pixels before the mark.
  let left = 0;
  for (let i = 0; i < Math.min(reach, count); i += 1) if (from[start + i * step] !== 0) left = reach + i + 1;
  for (let i = 0; i < count; i += 1) {
    if (i + reach < count && from[start + (i + reach) * step] !== 0) left = 2 * reach + 1;
    to[start + i * step] = left > 0 ? 1 : 0;
    left -= 1;
  }
}

function blend(painted: Float32Array, before: Float32Array, changed: Uint8Array): void {
  for (let i = 0; i < changed.length; i += 1) {
    if (changed[i] !== 0) continue;
    let apart = 0;
    for (let c = 3 * i; c < 3 * i + 3; c += 1) apart = Math.max(apart, Math.abs(painted[c]! - before[c]!));
    if (apart >= change) continue;
    const share = least + (1 - least) * (apart / change) ** 2;
    for (let c = 3 * i; c < 3 * i + 3; c += 1) painted[c] = before[c]! + share * (painted[c]! - before[c]!);
  }
}
