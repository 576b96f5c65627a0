import { AkezoraError, type Precision, precisions } from '@akezora/contract';

/** Engine options that environment variables set. */
export interface EnvironmentOptions {
  /** Precision of the model's linear layers. Default: not set. */
  readonly precision?: Precision;
  /** Precision of the text encoder. Default: not set. */
  readonly textPrecision?: Precision;
}

/**
 * Reads `AKEZORA_PRECISION` and `AKEZORA_TEXT_PRECISION`.
 * @throws AkezoraError `request_invalid` naming a variable with another value than a precision.
 */
export function environmentOptions(environment: NodeJS.ProcessEnv = process.env): EnvironmentOptions {
  const precision = precisionIn(environment, 'AKEZORA_PRECISION');
  const textPrecision = precisionIn(environment, 'AKEZORA_TEXT_PRECISION');
  return { ...(precision && { precision }), ...(textPrecision && { textPrecision }) };
}

function precisionIn(environment: NodeJS.ProcessEnv, name: string): Precision | undefined {
  const value = environment[name];
  if (value === undefined || value === '') return undefined;
  const precision = precisions.find((one) => one === value);
  if (precision !== undefined) return precision;
  const choices = precisions.join(', ');
  const reason = { en: `choose one of ${choices}`, ja: `${choices} から選んでください` };
  throw new AkezoraError('request_invalid', { field: name, reason });
}
