import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../host/folders.ts';
import { replaceFile } from '../host/replace-file.ts';

/** Work per second, by `model:device:precision:stage`. */
type Speeds = Record<string, number>;

/** Name under which the speed of a stage is stored. */
export const speedKey = (model: string, device: string, precision: string, stage: string): string =>
  `${model}:${device}:${precision}:${stage}`;

const speedsFile = () => join(cacheFolder(), 'speeds.json');

async function readAll(): Promise<Record<string, Speeds>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(speedsFile(), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, Speeds>) : {};
  } catch {
    return {};
  }
}

/** Speeds that earlier runs reached on a machine. */
export async function readSpeeds(machine: string): Promise<Speeds> {
  const stored = (await readAll())[machine] ?? {};
  return Object.fromEntries(Object.entries(stored).filter(([, value]) => Number.isFinite(value) && value > 0));
}

/** Seconds from which on a stage tells its speed well: what starts and ends it hardly counts. */
const telling = 10;

/** A speed, and the seconds for which it was kept up. */
export interface ReachedSpeed {
  readonly speed: number;
  readonly seconds: number;
}

/**
 * Averages the speeds of a run with the stored ones, in which a short run counts less, so that one odd run does not spoil the
 * estimate. Failing to write is not an error: the estimate is then only worse.
 */
export async function recordSpeeds(machine: string, reached: Readonly<Record<string, ReachedSpeed>>): Promise<void> {
  const all = await readAll();
  const stored = { ...all[machine] };
  for (const [key, { speed, seconds }] of Object.entries(reached)) {
    if (!Number.isFinite(speed) || speed <= 0) continue;
    const weight = Math.min(0.5, seconds / telling);
    stored[key] = stored[key] === undefined ? speed : stored[key] + weight * (speed - stored[key]);
  }
  try {
    const file = speedsFile();
    await mkdir(dirname(file), { recursive: true });
    await replaceFile(file, JSON.stringify({ ...all, [machine]: stored }, null, 1));
  } catch {
    // With a read-only home, the shipped estimates are used.
  }
}
