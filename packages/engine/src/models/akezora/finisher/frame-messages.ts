import type { SessionOptions } from '../../../runtime/onnx-session.ts';
import type { PlacedBytes } from '../../../runtime/place-memory.ts';
import type { Picture } from '../compositor/picture.ts';
import type { FrameParts, FrameShape } from './frame-maker.ts';

/** What a thread that makes frames begins with. */
export interface FrameThreadData {
  readonly placed: PlacedBytes;
  readonly shape: FrameShape;
  readonly session: SessionOptions;
}

/**
 * A question to such a thread: whether it is ready, for a frame (with pictures it has not seen yet, and perhaps bytes to write it to),
 * to forget pictures and lights, or to free its memory.
 */
export type FrameQuestion = { readonly id: number } & (
  | { readonly type: 'ready' | 'forget' | 'close' }
  | {
      readonly type: 'make';
      readonly parts: FrameParts;
      readonly pictures: readonly (readonly [name: string, picture: Picture])[];
      readonly into: Uint8Array | undefined;
    }
);

/** Its answer: the frame's planes where one was asked for, or why there is none. */
export type FrameAnswer = { readonly id: number } & (
  | { readonly planes: Uint8Array | undefined }
  | { readonly failure: string }
);
