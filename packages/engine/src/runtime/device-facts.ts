/** What `checkDevice` found, kept in the cache folder until the driver or the runtime changes. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../host/folders.ts';
import type { DeviceFacts } from './runtime.ts';

const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

const entries = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).sort();

/** Identity of the adapters and drivers of this machine: their ids, the drivers' files, and the variables that choose among them. */
async function driverIdentity(): Promise<string> {
  const cards = await entries('/sys/class/drm');
  const ids = cards.flatMap((card) =>
    ['vendor', 'device'].map((name) => text(`/sys/class/drm/${card}/device/${name}`)),
  );
  const chosen = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'VK_LOADER_DRIVERS_SELECT'].map(
    (name) => process.env[name] ?? '',
  );
  const folders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];
  const installed = await Promise.all(
    folders.map(async (folder) => (await entries(folder)).map((name) => join(folder, name))),
  );
  const drivers = [...installed.flat(), ...chosen.flatMap((list) => list.split(':'))].map(async (path) => {
    const library = /"library_path"\s*:\s*"([^"]+)"/.exec(await text(path))?.[1] ?? '';
    const file = library.startsWith('/') ? library : join('/usr/lib/x86_64-linux-gnu', library);
    const { size = 0, mtimeMs = 0 } = (await stat(file).catch(() => undefined)) ?? {};
    return [path, library, size, mtimeMs];
  });
  return JSON.stringify([
    process.platform,
    process.arch,
    release(),
    chosen,
    await Promise.all(ids),
    await text('/sys/module/nvidia/version'),
    await Promise.all(drivers),
  ]);
}

const isFacts = (value: unknown): value is DeviceFacts =>
  typeof (value as DeviceFacts)?.half === 'boolean' && typeof (value as DeviceFacts)?.fusedAttention === 'boolean';

/** The facts of a device, from the cache or by `check`; where the cache cannot be written they are found out again next time. */
export async function cachedFacts(
  device: string,
  runtimeVersion: string,
  check: () => Promise<DeviceFacts>,
): Promise<DeviceFacts> {
  // Windows names no file of its graphics driver: there the check is made by every process.
  if (process.platform === 'win32') return check();
  const identity = JSON.stringify([device, runtimeVersion, await driverIdentity()]);
  const id = createHash('sha256').update(identity).digest('hex').slice(0, 24);
  const path = join(cacheFolder(), 'devices', `${id}.json`);
  try {
    const known: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isFacts(known)) return known;
  } catch {
    // None yet, or a damaged file: it is written again.
  }
  const facts = await check();
  await mkdir(dirname(path), { recursive: true })
    .then(() => writeFile(path, JSON.stringify(facts)))
    .catch(() => {});
  return facts;
}
