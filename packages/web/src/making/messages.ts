import type { ClipFacts, ErrorShape, GenerationPlan, GenerationRequest } from '@akezora/contract';

/** What the page asks of the worker that makes clips. Where things lie is for the page to say. */
export interface MakeMessage {
  readonly request: GenerationRequest;
  /** Address of the model's folder, with `/` at its end. */
  readonly model: string;
  /** Address of onnxruntime's folder, with `/` at its end. */
  readonly onnx: string;
  /** Workers that make frames beside the painter. */
  readonly workers: number;
  /** Precision of the nets. Default `int8`. */
  readonly precision?: 'int8' | 'f32';
}

/** A painted picture, small, while the clip is made: RGBA. */
export interface Preview {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Seconds of the clip that it shows. */
  readonly at: number;
}

/** What the worker tells the page. */
export type MakeEvent =
  | { readonly type: 'planned'; readonly plan: GenerationPlan }
  | { readonly type: 'step'; readonly index: number; readonly total: number }
  | { readonly type: 'preview'; readonly preview: Preview }
  | { readonly type: 'frames'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly file: Blob; readonly facts: ClipFacts }
  | { readonly type: 'failed'; readonly error: ErrorShape };
