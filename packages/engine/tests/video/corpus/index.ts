import { codecs } from './codecs.ts';
import { containers } from './containers.ts';
import type { Entry } from './entry.ts';
import { colours, fields, shapes } from './looks.ts';
import { damages, extras, refusals } from './odds.ts';
import { reported } from './reported.ts';
import { edits, times } from './times.ts';

/** Every file of the corpus. */
export const corpus: readonly Entry[] = [
  ...containers,
  ...codecs,
  ...times,
  ...edits,
  ...shapes,
  ...colours,
  ...fields,
  ...damages,
  ...refusals,
  ...extras,
  ...reported,
];
