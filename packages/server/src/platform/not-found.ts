import { AkezoraError, type Text } from '@akezora/contract';

/** The error for something that does not exist or belongs to somebody else: a caller cannot tell the two apart. */
export const notFound = (what: string | Text, field = 'id'): AkezoraError =>
  new AkezoraError('not_found', { field, what: typeof what === 'string' ? what.slice(0, 80) : what });

/** The error for a name that must be unique and is not. */
export const nameTaken = (name: string): AkezoraError =>
  new AkezoraError('state_conflict', {
    field: 'name',
    reason: { en: `the name ${name} is already in use`, ja: `名前 ${name} はすでに使われています` },
  });
