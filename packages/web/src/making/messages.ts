import type { ClipFacts, ErrorShape, GenerationPlan, GenerationRequest } from '@akezora/contract';
import type { CastMember } from '@akezora/engine/web';

/** What the page asks of the worker that makes clips. Where things lie is for the page to say. */
export interface MakeMessage {
  readonly request: GenerationRequest;
  /** The visitor's own pictures, as they were read. Default: none. */
  readonly cast?: readonly CastMember[];
  /** Address of the model's folder, with `/` at its end. */
  readonly model: string;
  /** Address of onnxruntime's folder, with `/` at its end. */
  readonly onnx: string;
  /** Workers that make frames beside the painter. */
  readonly workers: number;
  /** Precision of the nets. Default `int8`. */
  readonly precision?: 'int8' | 'f32';
}

/** A small picture: RGBA. */
export interface SmallPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** What the worker tells the page. */
export type MakeEvent =
  | { readonly type: 'planned'; readonly plan: GenerationPlan }
  | { readonly type: 'step'; readonly index: number; readonly total: number }
  /** A painted picture of the clip while it is made. */
  | { readonly type: 'preview'; readonly preview: SmallPicture }
  /** A piece of fragmented MP4, for a player that shows the clip while it is made. */
  | { readonly type: 'live'; readonly piece: Uint8Array<ArrayBuffer> }
  | { readonly type: 'frames'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly file: Blob; readonly facts: ClipFacts }
  | { readonly type: 'failed'; readonly error: ErrorShape };
