/** Manifests that were broken at random: the reader always answers, and never takes one for intact that says something else. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readCredentials, signFile } from '../../../src/provenance/credentials/index.ts';
import { scratch } from '../../video/media.ts';
import { makePicture, reportOn } from './signed-files.ts';

const path = scratch();
const keys = path('signing');

/** Numbers from 0 to 1, the same in each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

it('answers to 100 broken manifests, and calls none of them intact', async () => {
  const file = path('a.png');
  await makePicture(file);
  await signFile(file, { keys });
  const whole = readFileSync(file);
  const from = whole.indexOf('caBX') + 4;
  const length = whole.readUInt32BE(from - 8);
  const next = random(20);
  const states = new Set<string>();
  for (let round = 0; round < 100; round++) {
    const bytes = Buffer.from(whole);
    const at = from + Math.floor(next() * length);
    const count = 1 + Math.floor(next() ** 3 * 64);
    for (let byte = at; byte < Math.min(at + count, from + length); byte++)
      bytes[byte] = bytes[byte]! ^ (1 + Math.floor(next() * 255));
    const broken = path('broken.png');
    writeFileSync(broken, bytes);
    const { state, signer } = await reportOn(broken, 'image/png', keys);
    states.add(state);
    // The padding of a signature is signed by nobody.
    if (state === 'intact') expect(isPadding(whole, at, count), `${at}+${count}`).toBe(true);
    else expect(signer?.known ?? false).toBe(false);
  }
  expect(states.size).toBeGreaterThan(2);
});

/** Whether a stretch consists of zeros, as padding does. */
const isPadding = (bytes: Buffer, at: number, count: number): boolean =>
  bytes.subarray(at, at + count).every((byte) => byte === 0);

it('answers to files that are nothing but a head, in a process of its own', async () => {
  const heads = [
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    Buffer.from('000000186674797069736f6d', 'hex'),
  ];
  for (const head of heads) {
    const file = path('head');
    writeFileSync(file, Buffer.concat([head, Buffer.alloc(5000, 0xff)]));
    expect(['none', 'unreadable']).toContain((await readCredentials(file, keys)).state);
  }
});
