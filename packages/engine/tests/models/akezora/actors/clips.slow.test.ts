/** Clips with actors: the same again for the same seed, and memory that neither their number nor the length drives up. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { generate } from '../../../../src/generate.ts';
import { scratch } from '../../../video/media.ts';
import { fish, raw, swimming } from './pictures.ts';

const path = scratch();
const run = promisify(execFile);
const minutes = 60_000;

describe('the same request', () => {
  async function clipOf(name: string, seed: number): Promise<string> {
    const [still, loop] = [path('still.png'), path('loop.webp')];
    await writeFile(still, await raw(fish(), 96, 64).png().toBuffer());
    await writeFile(loop, await swimming('webp', 6));
    const actors = [
      { name: 'ao', image: still },
      { name: 'kai', image: loop },
    ];
    const prompt = '@ao and @kai walk in the park at sunset';
    const small = { seconds: 2, fps: 12, resolution: '360p', steps: 1 } as const;
    for await (const _ of generate({ prompt, seed, actors, ...small }, { file: path(name) }));
    return createHash('sha256')
      .update(await readFile(path(name)))
      .digest('hex');
  }

  test(
    'gives the same file byte for byte with the same seed, and another with another',
    async () => {
      const first = await clipOf('first.mp4', 7);
      expect(await clipOf('again.mp4', 7)).toBe(first);
      expect(await clipOf('other.mp4', 8)).not.toBe(first);
    },
    5 * minutes,
  );
});

describe('memory', () => {
  const peak = async (actors: number, seconds: number, kind: 'still' | 'loop') => {
    const child = fileURLToPath(new URL('./clip-child.ts', import.meta.url));
    const { stdout } = await run(process.execPath, [child, path('.'), String(actors), String(seconds), kind]);
    return Number(stdout.trim()) / 1e6;
  };

  test(
    'of ten large stills: at most 25 MB each, and 12 s take hardly more than 2 s',
    async () => {
      const [one, ten, long] = [await peak(1, 2, 'still'), await peak(10, 2, 'still'), await peak(10, 12, 'still')];
      expect(one).toBeGreaterThan(100);
      expect(ten - one).toBeLessThan(9 * 25);
      expect(long / ten).toBeLessThan(1.15);
    },
    10 * minutes,
  );

  test(
    'of ten large loops of 24 drawings: at most 60 MB each, whatever the number of threads',
    async () => {
      const [one, ten] = [await peak(1, 2, 'loop'), await peak(10, 2, 'loop')];
      expect(one).toBeGreaterThan(100);
      expect(ten - one).toBeLessThan(9 * 60);
    },
    10 * minutes,
  );
});
