import { stat } from 'node:fs/promises';
import { digestFile } from '../platform/storage/digest.ts';

/** Times that a file may end a child process before it is refused. */
const mostTimes = 2;
/** Milliseconds for which a file is remembered. */
const rememberedMs = 3_600_000;
/** Most files that are remembered; the oldest go first. */
const mostFiles = 1000;

interface Offence {
  readonly bytes: number;
  readonly times: number;
  readonly until: number;
}

/** Files that ended the process that read them, by checksum. */
export interface RefusedFiles {
  /** Whether a file ended its process twice before. */
  refuses(path: string): Promise<boolean>;
  /** Remembers that a file ended its process. */
  remember(path: string): Promise<void>;
}

/** Remembers files that crash or wedge the processes that read them. Only files of a remembered size are hashed. */
export function rememberFiles(now: () => number = () => performance.now()): RefusedFiles {
  const offences = new Map<string, Offence>();
  const forget = () => {
    for (const [checksum, { until }] of offences) if (until < now()) offences.delete(checksum);
  };
  return {
    refuses: async (path) => {
      forget();
      const candidates = [...offences.values()].filter(({ times }) => times >= mostTimes);
      if (candidates.length === 0) return false;
      const size = (await stat(path).catch(() => undefined))?.size;
      if (!candidates.some(({ bytes }) => bytes === size)) return false;
      const { checksum } = await digestFile(path);
      return (offences.get(checksum)?.times ?? 0) >= mostTimes;
    },
    remember: async (path) => {
      const found = await digestFile(path).catch(() => undefined);
      if (found === undefined) return;
      forget();
      const times = (offences.get(found.checksum)?.times ?? 0) + 1;
      offences.delete(found.checksum);
      offences.set(found.checksum, { bytes: found.bytes, times, until: now() + rememberedMs });
      const [oldest] = offences.keys();
      if (offences.size > mostFiles && oldest !== undefined) offences.delete(oldest);
    },
  };
}
