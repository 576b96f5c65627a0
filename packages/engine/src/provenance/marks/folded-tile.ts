import { codedBits } from './payload-code.ts';
import type { PictureSum } from './picture-sum.ts';
import { chipPlan, chips, drawTile, softened } from './tile.ts';

const side = 128;
const turn = 2 ** 32;

/** How the tile may lie in a sum of pictures: its periods in pixels of the sum, turned by an angle in degrees, mirrored or not. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly degrees: number;
  readonly isMirrored: boolean;
}

/** How well a sum fits the tile's chips of known sign in a pose: standard deviations above chance, and where the tile begins. */
export interface Fit extends Pose {
  readonly evidence: number;
  readonly place: number;
}

/** Compares a sum of pictures with the tile. Works in the sum's memory: one at a time. */
export class TileReader {
  readonly #sum: PictureSum;

  constructor(sum: PictureSum) {
    this.#sum = sum;
    const { kernels, squares, roots } = sum;
    const [re, im] = [squares[2], squares[3]];
    this.#square(re).set(drawTile(side));
    this.#square(im).fill(0);
    kernels.transform(re, im, roots);
  }

  /** @returns the best fit of a pose */
  fit(pose: Pose): Fit {
    const { kernels, squares, roots } = this.#sum;
    const [re, im, syncRe, syncIm] = squares;
    this.#whitened(pose);
    kernels.correlate(re, im, syncRe, syncIm, roots);
    const place = kernels.highest(re);
    return { ...pose, place, evidence: kernels.evidence(re, place) };
  }

  /** @returns the best fits of a pose, at places apart from each other */
  fits(pose: Pose, count: number): Fit[] {
    const { kernels, squares } = this.#sum;
    const found = [this.fit(pose)];
    const values = this.#square(squares[0]);
    while (found.length < count) {
      const { place } = found.at(-1)!;
      const evidence = (at: number) => kernels.evidence(squares[0], at);
      for (let dy = -2; dy <= 2; dy += 1)
        for (let dx = -2; dx <= 2; dx += 1) values[(((place >> 7) + dy) & 127) * side + ((place + dx) & 127)] = 0;
      const next = kernels.highest(squares[0]);
      found.push({ ...pose, place: next, evidence: evidence(next) });
    }
    return found;
  }

  /** @returns the soft signs of the coded bits, of a tile that begins where a fit says; `isMild` weighs coarse and fine less evenly */
  soft(fit: Fit, isMild: boolean): Float64Array {
    const { kernels, squares, roots } = this.#sum;
    const [re, im] = squares;
    this.#whitened(fit, isMild);
    const imaginary = this.#square(im);
    for (let i = 0; i < imaginary.length; i += 1) imaginary[i] = -imaginary[i]!;
    kernels.transform(re, im, roots);
    const values = softened(this.#square(re), side, (side / chips) * 0.33);
    const [x, y] = [fit.place % side, Math.floor(fit.place / side)];
    const sums = new Float64Array(codedBits);
    const chipAt = (sample: number) => Math.floor((sample * chips) / side);
    for (let i = 0; i < side * side; i += 1) {
      const chip = chipAt(i >> 7) * chips + chipAt(i & 127);
      const bit = chipPlan.bits[chip]!;
      if (bit < 0) continue;
      sums[bit]! += chipPlan.signs[chip]! * values[(((i >> 7) + y) & 127) * side + (((i & 127) + x) & 127)]!;
    }
    return sums;
  }

  #square(at: number): Float32Array {
    return new Float32Array(this.#sum.memory.buffer, at, side * side);
  }

  /** Folds the sum in a pose into the first two squares, as a spectrum of even strength. */
  #whitened({ x, y, degrees, isMirrored }: Pose, isMild = false): void {
    const { kernels, squares, width, height, sum } = this.#sum;
    const [re, im, , , work] = squares;
    const angle = (degrees * Math.PI) / 180;
    const flip = isMirrored ? -1 : 1;
    const [ux, uy] = [((flip * Math.cos(angle)) / x) * turn, ((flip * Math.sin(angle)) / x) * turn];
    const [vx, vy] = [(-Math.sin(angle) / y) * turn, (Math.cos(angle) / y) * turn];
    const at = (along: number, down: number) => Math.round((along * (1 - width) + down * (1 - height)) / 2) | 0;
    const step = (value: number) => Math.round(value) | 0;
    kernels.fold(re, sum, width, height, at(ux, uy), at(vx, vy), step(ux), step(vx), step(uy), step(vy));
    this.#square(im).fill(0);
    kernels.transform(re, im, this.#sum.roots);
    this.#square(re)[0] = 0;
    this.#square(im)[0] = 0;
    kernels.whiten(re, im, work, isMild);
  }
}
