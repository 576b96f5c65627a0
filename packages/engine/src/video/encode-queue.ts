import type { VideoEncoder, VideoFrame } from '@napi-rs/webcodecs';
import { countClosedFrame } from './native-memory.ts';

/** A frame on its way into the encoder. */
interface Waiting {
  readonly picture: VideoFrame;
  readonly keyFrame: boolean;
  /** Native bytes of the frame. */
  readonly bytes: number;
}

/**
 * Gives an encoder one frame at a time. While this library's encoder is at work it holds a lock that each of its methods and
 * properties waits for (`encode` and `encodeQueueSize`, too), so that whoever asks it stands still for as long as frames
 * take. It is asked here only when it has said that it is done.
 */
export class EncodeQueue {
  readonly #encoder: VideoEncoder;
  readonly #waiting: Waiting[] = [];
  #busy = false;
  #failure: unknown;
  #changed: (() => void)[] = [];

  /** Takes the encoder's `ondequeue`. */
  constructor(encoder: VideoEncoder) {
    this.#encoder = encoder;
    encoder.ondequeue = () => {
      this.#busy = false;
      this.#next();
    };
  }

  /** Adds a frame, which is closed when the encoder has it; resolves when at most `most` frames wait, or at the first failure. */
  async add(picture: VideoFrame, keyFrame: boolean, bytes: number, most: number): Promise<void> {
    if (this.#failure !== undefined) return picture.close();
    this.#waiting.push({ picture, keyFrame, bytes });
    this.#next();
    await this.#until(() => this.#waiting.length <= most);
  }

  /** Resolves when every frame has been encoded, or at the first failure. */
  settled(): Promise<void> {
    return this.#until(() => this.#waiting.length === 0 && !this.#busy);
  }

  /** Says that the encoder failed: nothing is given to it any more, and nobody waits. */
  fail(failure: unknown): void {
    this.#failure ??= failure;
    for (const { picture } of this.#waiting.splice(0)) picture.close();
    this.#wake();
  }

  /** The first failure. */
  get failure(): unknown {
    return this.#failure;
  }

  #next(): void {
    const next = this.#busy ? undefined : this.#waiting.shift();
    if (next !== undefined) {
      this.#busy = true;
      try {
        this.#encoder.encode(next.picture, { keyFrame: next.keyFrame });
      } catch (failure) {
        this.fail(failure);
      }
      next.picture.close();
      countClosedFrame(next.bytes);
    }
    this.#wake();
  }

  async #until(met: () => boolean): Promise<void> {
    if (met() || this.#failure !== undefined) return;
    // An encoder at work does not keep the process alive by itself.
    const alive = setInterval(() => undefined, 60_000);
    try {
      while (!met() && this.#failure === undefined) await new Promise<void>((resolve) => this.#changed.push(resolve));
    } finally {
      clearInterval(alive);
    }
  }

  #wake(): void {
    for (const resolve of this.#changed.splice(0)) resolve();
  }
}
