/**
 * What content credentials cost: the time of signing beside that of making the clip, and the bytes that they add. `node
 * bench/credentials.ts` prints a table and writes bench/results/credentials-<machine>.json. Signing is repeated, and the quickest counts.
 */
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '@akezora/engine';
import { readCredentials, signFile } from '@akezora/engine/credentials';
import { saveResults } from './measure.ts';

/** Seconds and resolution of the clips: the least that people make, what they mostly make, and a long one. */
const clips = [
  [2, '360p'],
  [4, '720p'],
  [10, '1080p'],
] as const;
const rounds = 5;

const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
const keys = join(folder, 'keys');
const rows: Record<string, string | number>[] = [];
const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};
const quickest = async (work: () => Promise<unknown>): Promise<number> => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) best = Math.min(best, await secondsOf(work));
  return best;
};
const rounded = (value: number) => Math.round(value * 1000) / 1000;

try {
  for (const [seconds, resolution] of clips) {
    const clip = join(folder, `${resolution}.mp4`);
    const file = join(folder, 'signed.mp4');
    const request = { prompt: 'a fox runs through the snow', seconds, resolution, seed: 1 };
    const made = await secondsOf(async () => {
      for await (const _ of generate(request, { file: clip }));
    });
    const copied = await quickest(() => copyFile(clip, file));
    const signed = await quickest(async () => {
      await copyFile(clip, file);
      await signFile(file, { keys });
    });
    const read = await quickest(() => readCredentials(file, keys));
    const [before, after] = [(await stat(clip)).size, (await stat(file)).size];
    const row = {
      clip: `${seconds} s, ${resolution}`,
      made: rounded(made),
      signed: rounded(signed - copied),
      share: `${((100 * (signed - copied)) / made).toFixed(1)} %`,
      read: rounded(read),
      bytes: before,
      added: after - before,
    };
    rows.push(row);
    console.log(row);
  }
  await saveResults('credentials', { rounds, rows });
} finally {
  await rm(folder, { recursive: true, force: true });
}
