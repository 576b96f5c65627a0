import { AkezoraError, type Text } from '@akezora/contract';

/** Result of one check. A `note` needs no action; `trouble` needs one. */
export interface Finding {
  readonly about: Text;
  readonly state: 'well' | 'note' | 'trouble';
  readonly found: Text;
  readonly remedy?: Text;
}

/** A text that is the same in both languages, such as an address or a number. */
export const same = (text: string): Text => ({ en: text, ja: text });

/** The finding of a check that threw an error. */
export function troubleOf(about: Text, thrown: unknown): Finding {
  const error = AkezoraError.from(thrown);
  return { about, state: 'trouble', found: error.text, remedy: error.remedy };
}

/** Runs a check; a thrown error becomes its finding. */
export async function findingOf(about: Text, check: () => Promise<Omit<Finding, 'about'>>): Promise<Finding> {
  try {
    return { about, ...(await check()) };
  } catch (thrown) {
    return troubleOf(about, thrown);
  }
}
