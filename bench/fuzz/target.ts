import { AkezoraError } from '@akezora/contract';

/** A parser of foreign bytes under test. */
export interface Target {
  readonly name: string;
  /** Inputs of a full run. */
  readonly inputs: number;
  /** Valid inputs that the changed ones come from. */
  readonly seeds: readonly Uint8Array[];
  /** Words of the format that changes insert. */
  readonly words: readonly Uint8Array[];
  /** Part of the file names whose coverage guides the changes, such as `importing/`. */
  readonly covers: RegExp;
  /**
   * Parses one input. Returning is acceptance. Throwing anything but an `AkezoraError` that blames the input is a fault, as is
   * a result that breaks a promise of the parser (the target throws then).
   */
  run(input: Buffer): unknown;
  /** Called at the end. */
  close?(): Promise<void>;
}

/** Codes that put the blame on the server or on nobody: no input may lead to them. */
const faults = new Set(['internal', 'database_unavailable', 'not_enough_disk']);

/** What one input led to. */
export type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'fault'; readonly error: unknown };

/** Runs a target on one input. */
export async function outcomeOf(target: Target, input: Buffer): Promise<Outcome> {
  try {
    await target.run(input);
    return { kind: 'accepted' };
  } catch (error) {
    return error instanceof AkezoraError && !faults.has(error.code) ? { kind: 'refused' } : { kind: 'fault', error };
  }
}

/** Text as bytes. */
export const bytesOf = (...texts: readonly string[]): Uint8Array[] => texts.map((text) => Buffer.from(text, 'latin1'));
