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
  #image: Float32Array | undefined;
  #shown: Float32Array | undefined;

  constructor(size: Size) {
    this.#size = size;
  }

  /** Forgets the frames so far: what follows is another shot. */
  cut(): void {
    this.#image = undefined;
    this.#shown = undefined;
  }

  /**
   * The next frame.
   * @param image its feature image, `[h, w, imageChannels]`; kept until the next call
   * @param painted `[h, w, 3]` in [−1, 1]; changed in place
   */
  next(image: Float32Array, painted: Float32Array): void {
    if (this.#image !== undefined && this.#shown !== undefined) {
      const still = this.#stillPixels(this.#image, image);
      blend(painted, this.#shown, still);
    }
    this.#image = image;
    this.#shown = painted;
  }

  /** 1 for each pixel with no change of the scene within reach. */
  #stillPixels(before: Float32Array, now: Float32Array): Uint8Array {
    const { width, height } = this.#size;
    const still = new Uint8Array(width * height).fill(1);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const at = (y * width + x) * imageChannels;
        let same = true;
        for (let c = 0; c < imageChannels && same; c += 1) same = Math.abs(now[at + c]! - before[at + c]!) < moved;
        if (same) continue;
        for (let j = Math.max(0, y - reach); j <= Math.min(height - 1, y + reach); j += 1)
          still.fill(0, j * width + Math.max(0, x - reach), j * width + Math.min(width, x + reach + 1));
      }
    }
    return still;
  }
}

function blend(painted: Float32Array, before: Float32Array, still: Uint8Array): void {
  for (let i = 0; i < still.length; i += 1) {
    if (still[i] === 0) continue;
    let apart = 0;
    for (let c = 3 * i; c < 3 * i + 3; c += 1) apart = Math.max(apart, Math.abs(painted[c]! - before[c]!));
    if (apart >= change) continue;
    const share = least + (1 - least) * (apart / change) ** 2;
    for (let c = 3 * i; c < 3 * i + 3; c += 1) painted[c] = before[c]! + share * (painted[c]! - before[c]!);
  }
}
