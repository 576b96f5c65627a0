import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClipFacts } from '@akezora/contract';
import { encodeAll, type Frame, probe } from '@akezora/engine';
import { afterAll, expect, it } from 'vitest';
import { joinClip, partOf } from '../../src/generate/join-clip.ts';

const folder = mkdtempSync(join(tmpdir(), 'akezora-join-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const grey = (): Frame => ({ width: 64, height: 64, data: new Uint8Array(64 * 64 * 4).fill(120), at: 0 });
const encode = (file: string, frames: number) =>
  encodeAll(Array.from({ length: frames }, grey), { file, width: 64, height: 64, fps: 24, codec: 'h264' });

it.each(['after', 'before'] as const)('puts the generated part %s the clip without what both share', async (place) => {
  const original = join(folder, 'original.mp4');
  const file = join(folder, `${place}.mp4`);
  const part = partOf(file);
  await encode(original, 72);
  await encode(part, 48);
  const facts = { width: 64, height: 64, fps: 24, seconds: 2, frames: 48, codec: 'h264' } as ClipFacts;
  const joining = { source: { kind: 'video', file: original }, overlap: 0.5, place } as const;
  const joined = await joinClip({ file: part, facts }, joining, file, new AbortController().signal);
  expect(joined).toMatchObject({ seconds: 4.5, frames: 108 });
  expect((await probe(file)).seconds).toBeCloseTo(4.5, 2);
  expect(existsSync(part)).toBe(false);
});

it('leaves nothing behind when it is cancelled', async () => {
  const file = join(folder, 'cancelled.mp4');
  const part = partOf(file);
  await encode(part, 48);
  const facts = { width: 64, height: 64, fps: 24, seconds: 2, frames: 48, codec: 'h264' } as ClipFacts;
  const joining = { source: { kind: 'video', file: part }, overlap: 0.5, place: 'after' } as const;
  await expect(joinClip({ file: part, facts }, joining, file, AbortSignal.abort(new Error('stop')))).rejects.toThrow();
  expect([file, part].filter(existsSync)).toEqual([]);
});
