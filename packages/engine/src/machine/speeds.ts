import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Folder for what the engine keeps between runs and can make again: measured speeds, graphs, quantised weights. */
export function cacheFolder(): string {
  const { AKEZORA_CACHE, XDG_CACHE_HOME } = process.env;
  return AKEZORA_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'akezora');
}

type Speeds = Record<string, number>;

const calibrationFile = () => join(cacheFolder(), 'speeds.json');

async function readAll(): Promise<Record<string, Speeds>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(calibrationFile(), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, Speeds>) : {};
  } catch {
    return {};
  }
}

/** Speeds (units of work a second, by `model:stage:precision`) that earlier runs reached on this machine. */
export async function readCalibration(machine: string): Promise<Speeds> {
  const speeds = (await readAll())[machine] ?? {};
  return Object.fromEntries(Object.entries(speeds).filter(([, value]) => Number.isFinite(value) && value > 0));
}

/**
 * Mixes what a run reached into the kept speeds (half and half, so that one run on a busy machine does not spoil the
 * estimate). Failing to write is not an error: the estimate is then only worse.
 */
export async function recordSpeeds(machine: string, reached: Speeds): Promise<void> {
  const all = await readAll();
  const kept = { ...all[machine] };
  for (const [key, value] of Object.entries(reached)) {
    if (!Number.isFinite(value) || value <= 0) continue;
    kept[key] = kept[key] === undefined ? value : (kept[key] + value) / 2;
  }
  try {
    const file = calibrationFile();
    await mkdir(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    await writeFile(temporary, JSON.stringify({ ...all, [machine]: kept }, null, 1));
    await rename(temporary, file);
  } catch {
    // A read-only home keeps the shipped estimates.
  }
}
