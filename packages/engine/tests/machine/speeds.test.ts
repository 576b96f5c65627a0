import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSpeeds, recordSpeeds } from '../../src/machine/speeds.ts';
import { unsharedSeconds, watchProcessors } from '../../src/machine/unshared.ts';

describe('speeds of earlier runs', () => {
  const before = process.env.AKEZORA_CACHE;
  const folder = mkdtempSync(join(tmpdir(), 'akezora-speeds-'));
  beforeAll(() => {
    process.env.AKEZORA_CACHE = folder;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.AKEZORA_CACHE;
    else process.env.AKEZORA_CACHE = before;
    rmSync(folder, { recursive: true });
  });

  test('are the first one, then moved by half towards a long run and less towards a short one', async () => {
    await recordSpeeds('here', { 'm:cpu:int8:finish': { speed: 16, seconds: 1 } });
    expect(await readSpeeds('here')).toEqual({ 'm:cpu:int8:finish': 16 });
    await recordSpeeds('here', { 'm:cpu:int8:finish': { speed: 10, seconds: 60 } });
    expect((await readSpeeds('here'))['m:cpu:int8:finish']).toBe(13);
    await recordSpeeds('here', { 'm:cpu:int8:finish': { speed: 3, seconds: 1 } });
    expect((await readSpeeds('here'))['m:cpu:int8:finish']).toBe(12);
    expect(await readSpeeds('elsewhere')).toEqual({});
  });

  test('leave out what is no speed', async () => {
    await recordSpeeds('odd', { a: { speed: Number.NaN, seconds: 1 }, b: { speed: 0, seconds: 1 } });
    expect(await readSpeeds('odd')).toEqual({});
  });
});

describe('seconds on a machine that does nothing else', () => {
  test.each([
    ['an idle machine: those on the clock', { wall: 10, own: 18, busy: 18, processors: 2 }, 10],
    ['one thread beside an idle processor', { wall: 10, own: 10, busy: 10.2, processors: 2 }, 10],
    ['others with a processor to spare', { wall: 10, own: 18, busy: 60, processors: 16 }, 10],
    ['others have half of all', { wall: 20, own: 20, busy: 40, processors: 2 }, 10],
    ['others have three quarters', { wall: 40, own: 20, busy: 80, processors: 2 }, 10],
    ['a system that does not say', { wall: 10, own: 18, busy: 0, processors: 2 }, 10],
  ])('%s', (_, time, expected) => {
    expect(unsharedSeconds(time)).toBeCloseTo(expected, 6);
  });

  test('are never fewer than its own processor time on all processors', () => {
    expect(unsharedSeconds({ wall: 10, own: 16, busy: 40, processors: 2 })).toBeGreaterThanOrEqual(8);
  });

  test('are measured from the system: of work in this process hardly less than its own processor time', () => {
    const since = watchProcessors();
    const until = performance.now() + 300;
    while (performance.now() < until);
    const time = since();
    expect(time.wall).toBeGreaterThan(0.29);
    expect(time.own).toBeGreaterThan(0);
    expect(time.own).toBeLessThan(time.wall * time.processors + 0.1);
    expect(unsharedSeconds(time)).toBeLessThanOrEqual(time.wall + 1e-6);
  });
});
