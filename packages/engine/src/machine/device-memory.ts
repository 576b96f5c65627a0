/** Memory of graphics cards that have their own; the runtime does not say how much there is. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { DeviceName } from '@akezora/contract';

/** Free bytes out of what `nvidia-smi --query-gpu=memory.free --format=csv,noheader,nounits` prints, in MiB: the most of one card. */
export function freeOfNvidiaSmi(text: string): number | undefined {
  const cards = text
    .trim()
    .split('\n')
    .map((line) => Number.parseInt(line, 10));
  const known = cards.filter((mebibytes) => Number.isInteger(mebibytes) && mebibytes >= 0);
  return known.length === 0 ? undefined : Math.max(...known) * 2 ** 20;
}

async function nvidiaMemory(): Promise<number | undefined> {
  const query = ['--query-gpu=memory.free', '--format=csv,noheader,nounits'];
  return promisify(execFile)('nvidia-smi', query, { timeout: 5000 }).then(
    ({ stdout }) => freeOfNvidiaSmi(stdout),
    () => undefined,
  );
}

/** Free memory of AMD's cards under Linux, from the driver's files: the most of one card. */
async function amdMemory(cards = '/sys/class/drm'): Promise<number | undefined> {
  const names = await readdir(cards).catch(() => []);
  const free = await Promise.all(
    names
      .filter((name) => /^card\d+$/.test(name))
      .map(async (name) => {
        const of = async (what: string) =>
          Number(await readFile(`${cards}/${name}/device/mem_info_vram_${what}`, 'utf8'));
        return (await of('total').catch(() => 0)) - (await of('used').catch(() => 0));
      }),
  );
  // A graphics unit inside a processor has a small window of its own and computes in the machine's memory.
  const largest = Math.max(0, ...free);
  return largest > 2 ** 31 ? largest : undefined;
}

/**
 * Free bytes of the memory of a device; undefined where it computes in the machine's memory (CPU, Apple, graphics units of processors),
 * with a software driver, and where nothing says how much there is.
 */
export async function deviceMemory(device: DeviceName): Promise<number | undefined> {
  if (device === 'cpu' || process.platform === 'darwin') return undefined;
  const driver = process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES ?? '';
  if (device === 'webgpu' && /lvp_icd|swiftshader/.test(driver)) return undefined;
  return (await nvidiaMemory()) ?? (await amdMemory());
}
