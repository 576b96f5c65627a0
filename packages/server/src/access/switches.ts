import { defaultOptions } from '../config/settings.ts';
import type { Queries } from '../platform/store/database.ts';
import { readSettings, writeSetting } from '../platform/store/settings.ts';

/** What the server's owner allows to be shown to others. */
export interface Switches {
  /** Whether public clips are shown to everyone, in a gallery. */
  readonly gallery: boolean;
  /** Whether the links of clips work. */
  readonly sharing: boolean;
}

/** Key of the setting with the switches that the server was started with. */
const startedWith = 'switches';

/**
 * The switches that hold now: those that the server's owner set in the studio, else those that the server was started
 * with. Read them where a rule is decided, in the transaction of the change.
 */
export async function readSwitches(db: Queries): Promise<Switches> {
  const stored = await readSettings(db, ['gallery', 'sharing', startedWith]);
  const started = { ...defaultOptions, ...(stored.get(startedWith) as Partial<Switches> | undefined) };
  const flag = (key: keyof Switches) => (stored.has(key) ? stored.get(key) === true : started[key]);
  return { gallery: flag('gallery'), sharing: flag('sharing') };
}

/** Records the switches that the server was started with, so that its workers on other machines decide alike. */
export const storeSwitches = (db: Queries, { gallery, sharing }: Switches): Promise<void> =>
  writeSetting(db, startedWith, { gallery, sharing });
