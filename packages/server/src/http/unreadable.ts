import { AkezoraError, type Text } from '@akezora/contract';

/** The error of a body that cannot be read. */
export const unreadable = (reason: string | Text, choices: string | Text, cause?: unknown): AkezoraError =>
  new AkezoraError('body_unreadable', { field: 'body', reason, choices }, { cause });
