import { AkezoraError, type Text } from '@akezora/contract';

/** One thing the doctor looked at. `note` is worth knowing; `trouble` must be done something about. */
export interface Finding {
  readonly about: Text;
  readonly state: 'well' | 'note' | 'trouble';
  readonly found: Text;
  readonly remedy?: Text;
}

/** A text that is the same in every language, such as an address or a number. */
export const same = (text: string): Text => ({ en: text, ja: text });

/** Bytes for people. */
export const amount = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;

/** What an error means for a check. */
export function troubleOf(about: Text, thrown: unknown): Finding {
  const error = AkezoraError.from(thrown);
  return { about, state: 'trouble', found: error.text, remedy: error.remedy };
}

/** Runs a check; what it throws is its finding. */
export async function looked(about: Text, look: () => Promise<Omit<Finding, 'about'>>): Promise<Finding> {
  try {
    return { about, ...(await look()) };
  } catch (thrown) {
    return troubleOf(about, thrown);
  }
}
