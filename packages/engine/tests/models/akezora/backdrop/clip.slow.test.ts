import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenerationRequestInput } from '@akezora/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../../src/generate.ts';
import { openModel } from '../../../../src/models/index.ts';
import { planRequest } from '../../../../src/plan.ts';
import { decodeVideo } from '../../../../src/video/decode.ts';
import { readFacts } from '../../../../src/video/facts-file.ts';
import type { Frame } from '../../../../src/video/frame.ts';
import { land, raw } from './pictures.ts';

let folder: string;
let image: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'akezora-backdrop-'));
  image = join(folder, 'land.png');
  await raw(land(640, 360, 0.6), 640, 360)
    .png()
    .toFile(image);
});
afterAll(() => rm(folder, { recursive: true }));

const model = await openModel('akezora-2');
const plan = async (request: GenerationRequestInput) =>
  (await planRequest({ seed: 4, seconds: 2, ...request }, model)).plan;
const codes = ({ notices }: Awaited<ReturnType<typeof plan>>) => notices.map(({ code }) => code);

describe('a plan before a backdrop', () => {
  it('has the picture in its scene, its SHA-256 in the facts, and nothing of the place itself', async () => {
    const planned = await plan({ prompt: 'a cat walks in the park', backdrop: { image } });
    const sha256 = createHash('sha256')
      .update(await readFile(image))
      .digest('hex');
    expect(planned.backdrop).toEqual({ sha256, horizon: expect.closeTo(0.6, 1) });
    expect(planned.scene).toMatchObject({ place: 'park', time: 'day', weather: 'clear', props: [] });
    expect(planned.scene?.backdrop).toMatchObject({ ratio: 1.7778, horizon: planned.backdrop?.horizon });
    expect((await plan({ prompt: 'a cat walks in the park' })).scene?.props.length).toBeGreaterThan(0);
  });

  it('puts subjects on the ground below the picture’s horizon', async () => {
    for (const horizon of [0.3, 0.6, 0.9]) {
      const { scene } = await plan({ prompt: 'a cat sits', backdrop: { image, horizon } });
      const { top, height } = scene!.backdrop!;
      expect(scene!.horizon).toBeGreaterThanOrEqual(top + horizon * height - 1e-3);
      expect(scene!.subjects[0]!.path[0]!.y).toBeGreaterThan(scene!.horizon + 0.1);
    }
  });

  it('takes place, hour and weather from the prompt, and the plainest where it says none', async () => {
    const said = await plan({ prompt: 'a dog at the beach on a rainy night', backdrop: { image } });
    expect(said.scene).toMatchObject({ place: 'beach', time: 'night', weather: 'rain' });
    for (const seed of [1, 2, 3]) {
      const open = await plan({ prompt: 'a dog runs', backdrop: { image }, seed });
      expect(open.scene).toMatchObject({ place: 'meadow', time: 'day', weather: 'clear' });
    }
    expect((await plan({ prompt: 'a whale', backdrop: { image } })).scene?.place).toBe('sea');
  });

  it('of every card of a storyboard has it', async () => {
    const storyboard = [
      { at: 0, prompt: 'a cat' },
      { at: 2, prompt: 'a cat at night' },
    ];
    const planned = await plan({ prompt: '', storyboard, seconds: 4, backdrop: { image } });
    expect(planned.scene?.backdrop).toBeDefined();
  });
});

describe('a scene with a backdrop, used again', () => {
  it('keeps it where somebody has put it, while the picture is given', async () => {
    const { scene } = await plan({ prompt: 'a cat', backdrop: { image } });
    const edited = { ...scene!, backdrop: { ...scene!.backdrop!, top: -0.2, height: 1.4, horizon: 0.5 } };
    const again = await plan({ prompt: '', scene: edited, backdrop: { image } });
    expect(again.scene?.backdrop).toEqual(edited.backdrop);
    expect(codes(again)).not.toContain('backdrop_missing');
    const said = await plan({ prompt: '', scene: edited, backdrop: { image, horizon: 0.7 } });
    expect(said.scene?.backdrop?.horizon).toBe(0.7);
    const tall = await plan({ prompt: '', scene: edited, backdrop: { image }, aspect: '9:16' });
    expect(tall.scene?.backdrop?.height).not.toBe(1.4);
  });

  it('falls back to its place without the picture, and says so', async () => {
    const { scene } = await plan({ prompt: 'a cat', backdrop: { image } });
    const again = await plan({ prompt: '', scene: scene! });
    expect(again.scene?.backdrop).toBeUndefined();
    expect(again.backdrop).toBeUndefined();
    const notice = again.notices.find(({ code }) => code === 'backdrop_missing');
    expect(notice?.field).toBe('backdrop');
    expect([notice?.message.en, notice?.message.ja].join()).toMatch(/again.*背景/s);
  });
});

describe('a clip before a backdrop', () => {
  const clip = async (prompt: string) => {
    const file = join(folder, `${prompt.replaceAll(' ', '-')}.mp4`);
    const request = { prompt, seed: 4, seconds: 2, fps: 12, resolution: '360p', backdrop: { image } } as const;
    for await (const _ of generate(request, { file }));
    for await (const frame of decodeVideo(file, { field: 'clip' })) return { file, frame };
    throw new Error('no frame');
  };
  /** Mean luma of the upper and of the lower third. */
  const light = ({ width, height, data }: Frame) =>
    [0, Math.floor((2 * height) / 3)].map((top) => {
      let sum = 0;
      const count = width * Math.floor(height / 3);
      for (let i = top * width; i < top * width + count; i += 1)
        sum += 0.21 * data[4 * i]! + 0.72 * data[4 * i + 1]! + 0.07 * data[4 * i + 2]!;
      return sum / count;
    }) as [number, number];

  it('is lit by the hour: darker by night than by day, in sky and on ground; its file names no folder', async () => {
    const [day, night] = [await clip('a cat sits at noon'), await clip('a cat sits at night')];
    const [[dayAbove, dayBelow], [nightAbove, nightBelow]] = [light(day.frame), light(night.frame)];
    expect(nightAbove).toBeLessThan(0.8 * dayAbove);
    expect(nightBelow).toBeLessThan(0.8 * dayBelow);
    const facts = await readFacts(day.file);
    expect(facts?.backdrop?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(facts?.request.backdrop).toEqual({ image: 'land.png' });
    expect(JSON.stringify(facts)).not.toContain(folder);
  }, 240_000);
});
