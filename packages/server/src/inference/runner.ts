import type { GenerationEvent, GenerationRequest, Text } from '@akezora/contract';
import type { Attempt } from '../jobs/running.ts';
import type { JobRow } from '../platform/store/tables.ts';
import type { MadeClip, PostprocessSteps } from './protocol.ts';

/** Makes a clip file from a request: an inference child or a remote server. */
export type Runner = (run: {
  readonly job: JobRow;
  readonly attempt: Attempt;
  readonly request: GenerationRequest;
  /** What the facts of the clip call the local files of the request. */
  readonly names: Readonly<Record<string, string>>;
  /** What notices call them. */
  readonly called: Readonly<Record<string, Text>>;
  readonly file: string;
  readonly postprocess: PostprocessSteps;
  readonly signal: AbortSignal;
  readonly onEvent: (event: GenerationEvent) => void;
  /** Takes the pieces of the live stream; runners that see no frames call it never. */
  readonly onLive: (piece: Uint8Array) => void;
}) => Promise<MadeClip>;
