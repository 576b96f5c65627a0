import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GenerationPlan, type GenerationRequestInput, imageToVideo, type Scene } from '@akezora/contract';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../../../src/generate.ts';
import { subjectAt } from '../../../../src/models/akezora/scene/motion.ts';
import { openModel } from '../../../../src/models/index.ts';
import { planRequest } from '../../../../src/plan.ts';
import { decodeVideo } from '../../../../src/video/decode.ts';
import type { Frame } from '../../../../src/video/frame.ts';
import { decodeImage } from '../../../../src/video/image.ts';
import { resample } from '../../../../src/video/resample.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** A horse on a beach at sunset, drawn by the recipe's renderer at the painter's size, and its scene. */
const render = at('../../../fixtures/akezora/rendered.png');
const drawn: Scene = JSON.parse(readFileSync(at('../../../fixtures/akezora/rendered.json'), 'utf8'));

const minutes = 60_000;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'akezora-inputs-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function planOf(request: GenerationRequestInput): Promise<GenerationPlan> {
  const { plan } = await planRequest({ seed: 5, seconds: 2, ...request }, await openModel('akezora-2'));
  return plan;
}

const codes = (plan: GenerationPlan) => plan.notices.map(({ code }) => code);

describe('a picture of the world', () => {
  test('fills in what the prompt leaves open, and places its subject', async () => {
    const plan = await planOf({ prompt: '', ...imageToVideo({ kind: 'image', file: render }) });
    expect(plan.scene).toMatchObject({ place: 'beach', time: 'sunset', weather: 'clear' });
    expect(plan.scene!.subjects.map(({ name }) => name)).toEqual(['horse']);
    expect(codes(plan)).toContain('read_from_picture');
    const [got, wanted] = [plan.scene!.subjects[0]!, drawn.subjects[0]!].map((subject) => subjectAt(subject, 0));
    expect(Math.abs(got!.x - wanted!.x)).toBeLessThan(0.08);
    expect(Math.abs(got!.y - wanted!.y)).toBeLessThan(0.08);
    expect(Math.abs(got!.size / wanted!.size - 1)).toBeLessThan(0.25);
    expect(plan.scene!.subjects[0]!.motion).toBe(wanted!.x < 0 ? 'right' : 'left');
  });

  test('does not grow beyond the frame when its subject comes nearer', async () => {
    const plan = await planOf({
      prompt: 'a horse running towards the camera',
      ...imageToVideo({ kind: 'image', file: render }),
    });
    const [subject] = plan.scene!.subjects;
    expect(subject).toMatchObject({ name: 'horse', motion: 'towards' });
    const largest = Math.max(...subject!.path.map(({ size }) => size));
    expect(largest).toBeGreaterThan(subjectAt(subject!, 0).size);
    expect(largest).toBeLessThanOrEqual(0.72);
  });

  test('gives way to the prompt', async () => {
    const plan = await planOf({ prompt: 'a cat in a city at night', ...imageToVideo({ kind: 'image', file: render }) });
    expect(plan.scene).toMatchObject({ place: 'city', time: 'night' });
    expect(plan.scene!.subjects.map(({ name }) => name)).toEqual(['cat']);
  });

  test('does not affect storyboard cards before it', async () => {
    const storyboard = [
      { at: 0, prompt: 'a cat in a city' },
      { at: 2, prompt: 'at night' },
    ];
    const model = await openModel('akezora-2');
    const request = {
      prompt: '',
      storyboard,
      seed: 5,
      seconds: 4,
      resolution: '360p',
      ...imageToVideo({ kind: 'image', file: render }, { at: 2 }),
    } as const;
    const { plan } = await planRequest(request, model);
    expect(plan.scene).toMatchObject({ place: 'city' });
    expect(plan.scene!.subjects.map(({ name }) => name)).toEqual(['cat']);
  });

  test(
    'as the first frame comes back at 30 dB at the size it is painted at',
    async () => {
      const file = join(folder, 'from-render.mp4');
      const request = {
        prompt: '',
        seed: 5,
        seconds: 2,
        resolution: '360p',
        fps: 12,
        ...imageToVideo({ kind: 'image', file: render }),
      } as const;
      for await (const _ of generate(request, { file }));
      const picture = await decodeImage(render, { field: 'image' });
      for await (const frame of decodeVideo(file, { field: 'clip' })) {
        expect(psnr(resample(frame, picture.width, picture.height).data, picture.data)).toBeGreaterThan(30);
        break;
      }
    },
    5 * minutes,
  );
});

describe('a foreign picture', () => {
  async function drawing(): Promise<string> {
    const file = join(folder, 'drawing.png');
    const circles =
      '<circle cx="90" cy="50" r="30" fill="red"/><rect x="20" y="20" width="50" height="60" fill="teal"/>';
    await sharp(Buffer.from(`<svg width="160" height="90" xmlns="http://www.w3.org/2000/svg">${circles}</svg>`))
      .flatten({ background: 'khaki' })
      .toFile(file);
    return file;
  }

  test.each([
    { strength: 1, held: [0, 0.5, 1, 1.9], gone: [] },
    { strength: 0.5, held: [0, 0.5, 0.9], gone: [1.96] },
    { strength: 0.2, held: [0, 0.2, 0.38], gone: [1.45, 1.9] },
  ])(
    'of strength $strength stays for that share of the clip, and is gone a second later',
    async ({ strength, held, gone }) => {
      const picture = await drawing();
      const file = join(folder, `held-${strength}.mp4`);
      const source = { kind: 'image', file: picture } as const;
      const request = { prompt: 'a fox', seed: 5, seconds: 2, resolution: '360p' as const };
      for await (const _ of generate({ ...request, ...imageToVideo(source, { strength }) }, { file }));
      const wanted = resample(await decodeImage(picture, { field: 'image' }), 640, 360);
      const differences: number[] = [];
      for await (const frame of decodeVideo(file, { field: 'clip' })) differences.push(meanDifference(frame, wanted));
      expect(differences).toHaveLength(48);
      // The camera moves over it, so that its edges do.
      expect(differences[0]).toBeLessThan(2);
      for (const at of held) expect([at, differences[Math.round(at * 24)]! < 6]).toEqual([at, true]);
      for (const at of gone) expect([at, differences[Math.min(47, Math.round(at * 24))]! > 40]).toEqual([at, true]);
      expect(new Set(differences).size).toBeGreaterThan(40);
    },
    5 * minutes,
  );

  test(
    'is reported before the run, in both languages, and not read',
    async () => {
      const file = await drawing();
      const plan = await planOf({ prompt: 'a fox', ...imageToVideo({ kind: 'image', file: file }) });
      const alone = await planOf({ prompt: 'a fox' });
      const notice = plan.notices.find(({ code }) => code === 'foreign_picture');
      expect(notice).toMatchObject({ field: 'conditions.0' });
      expect(notice!.message.en).toContain('drawing.png');
      expect(notice!.message.ja).toContain('drawing.png');
      expect(notice!.message.en).toContain('from 0 s to 2 s');
      expect(notice!.message.ja).toContain('0秒から2秒まで');
      expect(plan.scene).toEqual(alone.scene);
      await expect(planOf({ prompt: '', ...imageToVideo({ kind: 'image', file: file }) })).rejects.toMatchObject({
        code: 'prompt_empty',
      });
    },
    5 * minutes,
  );
});

/** Peak signal-to-noise ratio of colours, in dB. */
function psnr(got: Uint8Array, wanted: Uint8Array): number {
  let square = 0;
  for (let i = 0; i < wanted.length; i += 1) if (i % 4 < 3) square += (got[i]! - wanted[i]!) ** 2;
  return 10 * Math.log10((255 ** 2 * wanted.length * 0.75) / square);
}

/** Mean difference of colours, of 255. */
function meanDifference({ data }: Frame, wanted: Frame): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 1) if (i % 4 < 3) sum += Math.abs(data[i]! - wanted.data[i]!);
  return sum / (data.length * 0.75);
}
