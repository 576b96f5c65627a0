import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { f32ToBf16 } from '../../src/tensor/half.ts';
import { noise } from '../../src/tensor/noise.ts';
import { tensor } from '../../src/tensor/tensor.ts';
import { packParts } from '../../src/weights/cached-graph.ts';
import { openSafetensors } from '../../src/weights/store.ts';
import { saveSafetensors } from '../../src/weights/write.ts';
import { newFolder } from '../models/new-folder.ts';
import { blockPart, blockShape } from './pack-blocks.ts';

const blocks = 10;
const parts = Array.from({ length: blocks }, (_, i) => blockPart(i));
const child = fileURLToPath(new URL('pack-child.ts', import.meta.url));

const before = process.env.AKEZORA_CACHE;
const folder = newFolder();
const weights = join(folder, 'weights.safetensors');
beforeAll(async () => {
  const drawn = noise(2, 'blocks', { count: blockShape[0] * blockShape[1] });
  const names = parts.flatMap((_, i) => [`${i}.a.weight`, `${i}.b.weight`]);
  const matrices = names.map((name, i) => [name, tensor('bf16', blockShape, f32ToBf16(drawn.map((v) => v + i / 9)))]);
  await saveSafetensors(weights, Object.fromEntries(matrices));
});
afterAll(() => {
  if (before === undefined) delete process.env.AKEZORA_CACHE;
  else process.env.AKEZORA_CACHE = before;
});

/** Packs here, into a cache of that name: the missing blocks, and the folder that they are in. */
async function pack(cache: string): Promise<{ missing: number; inside: string }> {
  process.env.AKEZORA_CACHE = join(folder, cache);
  const source = await openSafetensors(weights);
  let missing = 0;
  await packParts(source, 'int8', parts, { onPart: (_, total) => (missing = total) });
  await source.close();
  const [only] = readdirSync(join(folder, cache, 'weights'));
  return { missing, inside: join(folder, cache, 'weights', only!) };
}

/** Packs in a process that is killed when three blocks are done. */
async function packUntilKilled(cache: string): Promise<void> {
  const env = { ...process.env, AKEZORA_CACHE: join(folder, cache) };
  const packing = spawn(process.execPath, [child, weights, String(blocks)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const text of packing.stdout.setEncoding('utf8')) if (/^[3-9]$/m.test(text)) packing.kill('SIGKILL');
  if (packing.exitCode === null && packing.signalCode === null) await once(packing, 'exit');
  expect(packing.signalCode).toBe('SIGKILL');
}

it('goes on after a kill with what was packed, and ends with the same bytes as without one', async () => {
  const whole = await pack('whole');
  expect(whole.missing).toBe(blocks);
  await packUntilKilled('killed');
  const killed = join(folder, 'killed', 'weights');
  const [left] = readdirSync(killed);
  const done = readdirSync(join(killed, left!)).filter((name) => name.endsWith('.safetensors'));
  expect(done.length).toBeGreaterThanOrEqual(3);
  expect(done.length).toBeLessThan(blocks);
  const resumed = await pack('killed');
  expect(resumed.missing).toBe(blocks - done.length);
  for (let i = 0; i < blocks; i++) {
    const name = `block-${i}.int8.safetensors`;
    expect(readFileSync(join(resumed.inside, name)).equals(readFileSync(join(whole.inside, name)))).toBe(true);
  }
  expect((await pack('killed')).missing).toBe(0);
});

it('removes what a killed process left unfinished, and nothing of one that lives or has only just stopped', async () => {
  const { inside } = await pack('left');
  const [file] = readdirSync(inside);
  // A process that has ended; its number is not given anew at once.
  const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(ended, 'exit');
  const long = join(inside, `block-0.int8.safetensors.${ended.pid}.part`);
  const just = join(inside, `block-1.int8.safetensors.${ended.pid}.part`);
  const living = join(inside, `block-2.int8.safetensors.${process.ppid}.part`);
  for (const path of [long, just, living]) writeFileSync(path, 'half');
  for (const path of [long, living]) utimesSync(path, new Date(0), new Date(0));
  // Another process looks: this one has looked already.
  rmSync(join(inside, file!));
  const env = { ...process.env, AKEZORA_CACHE: join(folder, 'left') };
  await once(spawn(process.execPath, [child, weights, String(blocks)], { env, stdio: 'ignore' }), 'exit');
  expect(existsSync(join(inside, file!))).toBe(true);
  expect([long, just, living].map((path) => existsSync(path))).toEqual([false, true, true]);
});
