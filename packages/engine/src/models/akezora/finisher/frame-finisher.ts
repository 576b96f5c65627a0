import type { Frame } from '../../../video/frame.ts';
import { framesPerPatch, nativeFps } from '../config.ts';
import type { ConditioningPicture, ConditioningVideo } from '../inputs/conditioning-video.ts';
import { overlay } from '../inputs/overlay.ts';
import { type Shot, shotAt } from '../scene/shot.ts';
import type { Finisher } from './finisher.ts';

/** The part of the finisher that makes frames; `draftFinisher` has it too. */
export type FinishFrame = Pick<Finisher, 'finish' | 'forget' | 'free'>;

/** Input for finishing a clip. */
export interface Finishing {
  readonly finisher: Pick<FinishFrame, 'finish'>;
  readonly shots: readonly Shot[];
  readonly conditioningVideo: ConditioningVideo;
  readonly fps: number;
  /** Frames of the finished clip. */
  readonly frames: number;
  /** Frames that may be in the making at once. */
  readonly atOnce: number;
}

/**
 * Turns painted patch-frames, in order, into output frames, in order. An output frame is lit by the painted frame of its shot
 * that is nearest in time, and begun as soon as that exists; a few are in the making at once.
 */
export class FrameFinisher {
  readonly #finishing: Finishing;
  readonly #making: Promise<Frame>[] = [];
  #painted = new Map<number, Float32Array>();
  #next = 0;

  constructor(finishing: Finishing) {
    this.#finishing = finishing;
  }

  /** Adds a patch-frame `[4, h, w, 3]`, begins the frames that are possible with it, and gives those that have to be finished first. */
  async *take(patch: number, pixels: Float32Array): AsyncGenerator<Frame, void, void> {
    const length = pixels.length / framesPerPatch;
    for (let i = 0; i < framesPerPatch; i += 1) {
      // A piece of its own: what a view is part of would go to the thread whole.
      this.#painted.set(patch * framesPerPatch + i, pixels.slice(i * length, (i + 1) * length));
    }
    yield* this.#ready((patch + 1) * framesPerPatch - 1);
  }

  /** Makes the remaining frames. */
  async *end(): AsyncGenerator<Frame, void, void> {
    yield* this.#ready(Number.POSITIVE_INFINITY);
    while (this.#making.length > 0) yield await this.#making.shift()!;
  }

  /** Resolves when no frame is in the making, however they end. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#making);
  }

  async *#ready(lastPainted: number): AsyncGenerator<Frame, void, void> {
    while (this.#next < this.#finishing.frames && this.#lightOf(this.#next) <= lastPainted) {
      // Conditions are read in order, so one after another.
      const picture = await this.#finishing.conditioningVideo.at(this.#next);
      const frame = this.#frame(this.#next, picture);
      // It is looked at when its turn comes.
      frame.catch(() => undefined);
      this.#making.push(frame);
      this.#next += 1;
      const oldest = this.#next < this.#finishing.frames ? this.#lightOf(this.#next) : Number.POSITIVE_INFINITY;
      for (const index of this.#painted.keys()) if (index < oldest - 1) this.#painted.delete(index);
      while (this.#making.length >= this.#finishing.atOnce) yield await this.#making.shift()!;
    }
  }

  async #frame(number: number, picture: ConditioningPicture | undefined): Promise<Frame> {
    if (picture?.opacity === 1) return picture.frame;
    const painted = await this.#finish(number);
    return picture === undefined ? painted : overlay(painted, picture);
  }

  /** The painted frame that lights an output frame. */
  #lightOf(number: number): number {
    const { fps, shots } = this.#finishing;
    const position = (number * nativeFps) / fps;
    const [before, after] = [Math.floor(position + 1e-9), Math.round(position)];
    const shotOf = (frame: number) => shotAt(shots, Math.floor(frame / framesPerPatch));
    return shotOf(after) === shotOf(before) ? after : before;
  }

  #finish(number: number): Promise<Frame> {
    const { finisher, shots, fps } = this.#finishing;
    const at = number / fps;
    const shot = shotAt(shots, Math.floor(Math.floor(at * nativeFps + 1e-9) / framesPerPatch));
    const index = this.#lightOf(number);
    const painted = this.#painted.get(index) ?? [...this.#painted.values()].at(-1)!;
    return finisher.finish(painted, index, shot.scene, at - shot.from, at);
  }
}
