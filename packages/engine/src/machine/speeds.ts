import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { modelCalled } from '@akezora/contract';
import { cacheFolder } from '../host/folders.ts';

/** Work per second, by `model:device:precision:stage`. */
type Speeds = Record<string, number>;

const speedsFile = () => join(cacheFolder(), 'speeds.json');

async function readAll(): Promise<Record<string, Speeds>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(speedsFile(), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, Speeds>) : {};
  } catch {
    return {};
  }
}

/** Speeds that earlier runs reached on a machine. Those of an earlier model stand for the one that replaced it, until it has run. */
export async function readSpeeds(machine: string): Promise<Speeds> {
  const stored = (await readAll())[machine] ?? {};
  const speeds: Speeds = {};
  for (const [key, value] of Object.entries(stored)) {
    const present = presentKey(key);
    const used = present === key || stored[present] === undefined;
    if (used && Number.isFinite(value) && value > 0) speeds[present] = value;
  }
  return speeds;
}

function presentKey(key: string): string {
  const [model = '', ...rest] = key.split(':');
  return [modelCalled(model), ...rest].join(':');
}

/**
 * Averages the speeds of a run with the stored ones, so that one run on a busy machine does not spoil the estimate. Failing to
 * write is not an error: the estimate is then only worse.
 */
export async function recordSpeeds(machine: string, reached: Speeds): Promise<void> {
  const all = await readAll();
  const stored = { ...all[machine] };
  for (const [key, value] of Object.entries(reached)) {
    if (!Number.isFinite(value) || value <= 0) continue;
    stored[key] = stored[key] === undefined ? value : (stored[key] + value) / 2;
  }
  try {
    const file = speedsFile();
    await mkdir(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    await writeFile(temporary, JSON.stringify({ ...all, [machine]: stored }, null, 1));
    await rename(temporary, file);
  } catch {
    // With a read-only home, the shipped estimates are used.
  }
}
