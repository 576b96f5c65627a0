import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenerationRequestInput } from '@akezora/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clips, openClips } from '../src/clips.ts';
import { generate } from '../src/generate.ts';

let folder: string;
let clips: Clips;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'akezora-clips-'));
  clips = openClips();
  await clips.prepare();
});

afterAll(async () => {
  await clips.close();
  await rm(folder, { recursive: true });
});

const shape = { resolution: '360p', seconds: 2 } as const;
const fox = { ...shape, prompt: 'a fox runs in a snowy forest', seed: 1 } as const;

async function fileOf(by: Pick<Clips, 'generate'>, request: GenerationRequestInput): Promise<string> {
  const file = join(folder, 'clip.mp4');
  for await (const _ of by.generate(request, { file }));
  return createHash('sha1').update(readFileSync(file)).digest('hex');
}

const apart = new Map<string, Promise<string>>();

/** The clip of a request as a process makes it that made none before; computed once. */
function fileApart(request: GenerationRequestInput): Promise<string> {
  const key = JSON.stringify(request);
  const file = apart.get(key) ?? fileOf({ generate }, request);
  apart.set(key, file);
  return file;
}

test('a clip is the same whatever was made before it', async () => {
  const requests: readonly GenerationRequestInput[] = [
    fox,
    { ...shape, prompt: 'two dolphins swim at night', seed: 2 },
    fox,
    { ...fox, aspect: '1:1' },
    { ...fox, finish: { upscale: false } },
    fox,
  ];
  for (const request of requests)
    expect([request, await fileOf(clips, request)]).toEqual([request, await fileApart(request)]);
}, 300_000);

test('a clip that was cancelled leaves the next one as it is', async () => {
  const stop = new AbortController();
  const cancelled = (async () => {
    for await (const event of clips.generate(fox, { file: join(folder, 'left.mp4'), signal: stop.signal }))
      if (event.type === 'frames') stop.abort(new Error('enough'));
  })();
  await expect(cancelled).rejects.toThrow('enough');
  expect(await fileOf(clips, fox)).toBe(await fileApart(fox));
}, 120_000);
