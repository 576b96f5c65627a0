import type { GenerationEvent, GenerationRequestInput } from '@akezora/contract';
import type { JournalClip } from './journal.ts';

/** What a maker tells while it works: the events of the engine, or the share that a server has made. */
export type MakingEvent = GenerationEvent | { readonly type: 'share'; readonly share: number };

/** One clip to make. */
export interface Making {
  /** What is known of it, from an earlier process too. */
  readonly clip: JournalClip;
  readonly request: GenerationRequestInput;
  /** Where the clip goes; the JSON with its facts beside it. */
  readonly file: string;
  readonly signal: AbortSignal;
  /** Keeps what `clip` says now, whatever happens next. */
  readonly keep: () => Promise<void>;
  readonly onEvent: (event: MakingEvent) => Promise<void>;
  /** Called before waiting for a server that cannot be reached or has no room. */
  readonly onWait: (error: unknown) => void;
}

/** Something that makes clips: this machine, or a server. Each throws a typed error for a clip that cannot be made. */
export type Maker = (making: Making) => Promise<void>;
