import type { Frame } from '../../../video/frame.ts';
import { framesPerPatch, nativeFps } from '../config.ts';
import { type ConditioningVideo, overlay } from '../inputs/conditioning-video.ts';
import { type Shot, shotAt } from '../scene/shot.ts';
import type { Finisher } from './finisher.ts';

/** The part of the finisher that makes frames; `draftFinisher` has it too. */
export type FinishFrame = Pick<Finisher, 'finish' | 'free'>;

/** Input for finishing a clip. */
export interface Finishing {
  readonly finisher: FinishFrame;
  readonly shots: readonly Shot[];
  readonly conditioningVideo: ConditioningVideo;
  readonly fps: number;
  /** Frames of the finished clip. */
  readonly frames: number;
  readonly loop: boolean;
}

/**
 * Turns painted patch-frames, in order, into output frames. An output frame is made as soon as the painted frame after it
 * exists. Frames of two shots are never mixed; the last frames of a loop lead into its first.
 */
export class FrameFinisher {
  readonly #finishing: Finishing;
  #painted = new Map<number, Float32Array>();
  #first: Float32Array | undefined;
  #next = 0;

  constructor(finishing: Finishing) {
    this.#finishing = finishing;
  }

  /** Adds a patch-frame `[4, h, w, 3]` and makes the frames that are possible with it. */
  async *take(patch: number, pixels: Float32Array): AsyncGenerator<Frame, void, void> {
    const length = pixels.length / framesPerPatch;
    for (let i = 0; i < framesPerPatch; i += 1) {
      this.#painted.set(patch * framesPerPatch + i, pixels.subarray(i * length, (i + 1) * length));
    }
    if (patch === 0) this.#first = this.#painted.get(0);
    yield* this.#ready((patch + 1) * framesPerPatch - 1);
  }

  /** Makes the remaining frames. */
  async *end(): AsyncGenerator<Frame, void, void> {
    yield* this.#ready(Number.POSITIVE_INFINITY);
  }

  async *#ready(lastPainted: number): AsyncGenerator<Frame, void, void> {
    const { fps, frames } = this.#finishing;
    while (
      this.#next < frames &&
      (this.#next * nativeFps) / fps <= lastPainted - (this.#isWhole(this.#next) ? 0 : 1) + 1e-9
    ) {
      const number = this.#next;
      yield await this.#frame(number);
      this.#next += 1;
      const oldest = Math.floor((this.#next * nativeFps) / fps);
      for (const index of this.#painted.keys()) if (index < oldest - 1) this.#painted.delete(index);
    }
  }

  async #frame(number: number): Promise<Frame> {
    const picture = await this.#finishing.conditioningVideo.at(number);
    if (picture?.opacity === 1) return picture.frame;
    const painted = await this.#finish(number);
    return picture === undefined ? painted : overlay(painted, picture);
  }

  #isWhole(number: number): boolean {
    return Number.isInteger((number * nativeFps) / this.#finishing.fps);
  }

  #finish(number: number): Promise<Frame> {
    const { finisher, shots, fps, loop } = this.#finishing;
    const at = number / fps;
    const position = at * nativeFps;
    const index = Math.floor(position + 1e-9);
    const between = this.#isWhole(number) ? 0 : position - index;
    const shot = shotAt(shots, Math.floor(index / framesPerPatch));
    const before = this.#painted.get(index) ?? [...this.#painted.values()].at(-1)!;
    const followsCut = shotAt(shots, Math.floor((index + 1) / framesPerPatch)) !== shot;
    const next = this.#painted.get(index + 1) ?? (loop ? this.#first : undefined);
    const after = followsCut || next === undefined ? before : next;
    const pair = new Float32Array(before.length * 2);
    pair.set(before);
    pair.set(after, before.length);
    return finisher.finish(pair, between, shot.scene, at - shot.from, at);
  }
}
