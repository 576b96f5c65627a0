import { framesPerPatch, nativeFps } from '../config.ts';
import type { Size } from '../frame-sizes.ts';
import { type Shot, shotAt } from '../scene/shot.ts';
import { imageChannels, type WriteImage } from './feature-image.ts';

/** What feature images are drawn from. */
interface Drawing {
  readonly painter: { readonly size: Size };
  readonly writeImage: WriteImage;
  readonly shots: readonly Shot[];
}

/** The feature images of a window. All windows share one piece of memory, and one patch-frame that two of them see is drawn once. */
export class WindowImages {
  readonly #drawing: Drawing;
  /** Values of an image. */
  readonly #length: number;
  #images = new Float32Array(0);
  /** The patch-frames whose images are there, in order. */
  #patches: readonly number[] = [];

  constructor(drawing: Drawing) {
    this.#drawing = drawing;
    const { width, height } = drawing.painter.size;
    this.#length = width * height * imageChannels;
  }

  /** Images of patch-frames, `[frames, 4, h, w, channels]`; the next call writes over them. */
  of(patches: readonly number[]): Float32Array {
    const length = framesPerPatch * this.#length;
    const known = this.#patches.indexOf(patches[0]!);
    if (this.#images.length < patches.length * length) {
      const larger = new Float32Array(patches.length * length);
      larger.set(this.#images);
      this.#images = larger;
    }
    if (known > 0) this.#images.copyWithin(0, known * length, (known + 1) * length);
    for (const [i, patch] of patches.entries()) if (i > 0 || known < 0) this.#draw(patch, i);
    this.#patches = patches;
    return this.#images.subarray(0, patches.length * length);
  }

  #draw(patch: number, place: number): void {
    const { shots, writeImage } = this.#drawing;
    const shot = shotAt(shots, patch);
    for (let frame = 0; frame < framesPerPatch; frame += 1) {
      const t = (patch * framesPerPatch + frame) / nativeFps - shot.from;
      const at = (place * framesPerPatch + frame) * this.#length;
      writeImage(shot.scene, t, this.#images.subarray(at, at + this.#length));
    }
  }
}
