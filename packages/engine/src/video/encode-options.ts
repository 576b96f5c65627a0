import type { ClipFacts, Codec } from '@akezora/contract';
import type { Frame } from './frame.ts';
import type { SoundPiece } from './sound.ts';

/** A video or animation to write. */
export interface EncodeOptions {
  /** Path of the clip; it appears only when it is whole. The ending chooses the container (MP4 for any other ending). */
  readonly file: string;
  /** Width of the clip in pixels. */
  readonly width: number;
  /** Height of the clip in pixels. */
  readonly height: number;
  /** Constant frames a second: frame `i` begins at `i / fps`, whatever its own time says. */
  readonly fps: number;
  /** Codec of the frames; the container must support it. */
  readonly codec: Codec;
  /** Written into the file's metadata; none by default. */
  readonly facts?: ClipFacts;
  /**
   * Most frames that will come; `facts.frames` by default. With it an MP4 is written in place with its index in front;
   * without it all packets stay in memory until the end.
   */
  readonly frames?: number;
  /** Sound of other files, placed in seconds of this clip; silent by default. */
  readonly sound?: readonly SoundPiece[];
  /** Last change to every frame, for visible and invisible marks; none by default. */
  readonly mark?: (frame: Frame, index: number) => Frame | Promise<Frame>;
  /** Stops the encoding and leaves no file behind. Default: none. */
  readonly signal?: AbortSignal;
}

/** Progress of an encoding: frames handed to the encoder, then once `written` when the file is complete. */
export type EncodeEvent =
  | { readonly type: 'frames'; readonly done: number }
  | { readonly type: 'written'; readonly file: string; readonly bytes: number; readonly frames: number };
