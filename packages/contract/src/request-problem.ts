import type { ModelCapabilities } from './capabilities.ts';
import type { ErrorCode } from './error-messages.ts';
import type { ErrorDetails } from './errors.ts';
import type { Text } from './text.ts';

/** Something in a request that a model cannot do, as data for an `AkezoraError`. */
export interface RequestProblem {
  readonly code: Extract<
    ErrorCode,
    'prompt_empty' | 'prompt_too_long' | 'size_unsupported' | 'seconds_unsupported' | 'option_unsupported'
  >;
  /** Path of the field at fault, e.g. `quality`, `storyboard.2.prompt`, `conditions.0`. */
  readonly field: string;
  /** Values for the message of the code. */
  readonly details: ErrorDetails;
  /** True: the request is possible without the field, which the model does not have, or of which it has other values. */
  readonly canBeIgnored: boolean;
}

/** The model does not take this value of the option, and these instead: undefined for nothing. */
export const unsupported = (
  model: ModelCapabilities,
  field: string,
  asked: string | number,
  choices: string | Text | undefined,
  canBeIgnored = false,
): RequestProblem => ({
  code: 'option_unsupported',
  field,
  details: { model: model.id, asked, choices },
  canBeIgnored,
});
