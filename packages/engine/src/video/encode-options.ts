import type { ClipFacts, Codec } from '@akezora/contract';
import type { Aim } from './formats.ts';
import type { Frame } from './frame.ts';
import type { SoundPiece } from './sound/clip-sound.ts';

/** A video or animation to write. */
export interface EncodeOptions {
  /** Path of the clip. Its extension chooses the container (MP4 for unknown ones). The file appears only when it is complete. */
  readonly file: string;
  /** Width of the clip in pixels. */
  readonly width: number;
  /** Height of the clip in pixels. */
  readonly height: number;
  /** Constant frames per second: frame `i` begins at `i / fps`, regardless of its own time. */
  readonly fps: number;
  /** Codec of the frames; the container must support it. */
  readonly codec: Codec;
  /**
   * Whether the quality of pictures stays the same, or the rate of the file; only H.264 has `quality`. Default `rate`: with grain
   * of a camera a file of one quality may become very large.
   */
  readonly aim?: Aim;
  /** Facts in the file's metadata. Default: none. */
  readonly facts?: ClipFacts;
  /**
   * Largest number of frames. With it an MP4 is written in place with its index in front; without it all packets stay in
   * memory until the end. Default: `facts.frames`.
   */
  readonly frames?: number;
  /** Sound of other files, with times in seconds of this clip. Default: silence. */
  readonly sound?: readonly SoundPiece[];
  /** Last change to every frame, for visible and invisible marks. Default: none. */
  readonly mark?: (frame: Frame, index: number) => Frame | Promise<Frame>;
  /**
   * Takes the frames while they are encoded, as pieces of a fragmented MP4 in H.264 (no sound): a header first, then fragments
   * of at most half a second. A clip in H.264 shares its own pictures; others are encoded a second time, at 360p at most. The
   * next frame waits for the promise. Default: none.
   */
  readonly live?: (piece: Uint8Array) => void | Promise<void>;
  /** Cancels the encoding; no file is left. Default: none. */
  readonly signal?: AbortSignal;
}

/** Progress of an encoding: frames passed to the encoder, then once `written` when the file is complete. */
export type EncodeEvent =
  | { readonly type: 'frames'; readonly done: number }
  | { readonly type: 'written'; readonly file: string; readonly bytes: number; readonly frames: number };
