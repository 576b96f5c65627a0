import { AkezoraError, type Text } from '@akezora/contract';

/** `input_unreadable` for a file, with the reason, and with the way out where it is another than converting it. */
export function unreadable(
  input: { file: string; field: string },
  reason: Text | string,
  cause?: unknown,
  way?: Text,
): AkezoraError {
  return new AkezoraError('input_unreadable', { field: input.field, path: input.file, reason, way }, { cause });
}

/** `input_too_large` for a file. */
export function tooLarge(input: { file: string; field: string }, size: string, limit: string): AkezoraError {
  return new AkezoraError('input_too_large', { field: input.field, path: input.file, size, limit });
}
