import { AkezoraError, type GenerationRequestInput } from '@akezora/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModel } from '../../../src/models/index.ts';
import { planRequest } from '../../../src/plan.ts';
import { openStills, type Stills } from '../../../src/stills.ts';
import type { Frame } from '../../../src/video/frame.ts';
import { decodePicture } from '../../../src/video/image.ts';

const fox = { prompt: 'a fox runs in the snow at dawn', seconds: 2, seed: 5 } satisfies GenerationRequestInput;
const night = { prompt: 'a lighthouse at night', seconds: 2, seed: 5 } satisfies GenerationRequestInput;

let stills: Stills;
beforeAll(async () => {
  stills = await openStills('akezora-2');
});
afterAll(() => stills.close());

const stillOf = async (request: GenerationRequestInput, at: number) =>
  decodePicture((await stills.make(request, { at })).image);

/** The frame of the clip itself at the size of a still. */
async function frameOf(input: GenerationRequestInput, size: { width: number; height: number }, number: number) {
  const model = await openModel('akezora-2');
  const { request, plan, machine } = await planRequest({ ...input, size }, model);
  let seen = 0;
  const { signal } = new AbortController();
  for await (const event of model.run(request, plan, { machine, signal })) {
    if (event.type !== 'frame') continue;
    if (seen === number) return { ...event.frame, data: event.frame.data.slice() };
    seen += 1;
  }
  throw new Error(`the clip has ${seen} frames`);
}

/** Mean difference of two pictures of the same size, in bytes. */
function difference(a: Frame, b: Frame): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  let sum = 0;
  for (let i = 0; i < a.data.length; i += 1) if (i % 4 !== 3) sum += Math.abs(a.data[i]! - b.data[i]!);
  return sum / (a.width * a.height * 3);
}

describe('a still of akezora-2', () => {
  it('shows the moment as the clip does', async () => {
    const early = await stillOf(fox, 0.25);
    const late = await stillOf(fox, 1.5);
    const clip = await frameOf(fox, { width: 256, height: 144 }, 36);
    // WebP, and a patch-frame that was painted alone: a few levels. The fox has run on between the two moments.
    expect(difference(late, clip)).toBeLessThan(5);
    expect(difference(early, clip)).toBeGreaterThan(1.3 * difference(late, clip));
  }, 120_000);

  it('has no light of the still before it', async () => {
    const alone = await stillOf(fox, 1);
    await stillOf(night, 1);
    expect(difference(await stillOf(fox, 1), alone)).toBe(0);
  }, 60_000);

  it('follows the scene that it is given, and the shape of the clip', async () => {
    const { plan } = await planRequest(fox, await openModel('akezora-2'));
    const scene = { ...plan.scene!, time: 'night' as const };
    const [day, dark] = [await stillOf(fox, 1), await stillOf({ ...fox, scene }, 1)];
    const brightness = ({ data }: Frame) => data.reduce((sum, value) => sum + value, 0) / data.length;
    expect(brightness(dark)).toBeLessThan(0.7 * brightness(day));
    expect(await stillOf({ ...fox, aspect: '9:16' }, 1)).toMatchObject({ width: 144, height: 256 });
    expect(await stillOf({ ...fox, aspect: '1:1' }, 1)).toMatchObject({ width: 256, height: 256 });
  }, 60_000);

  it('is the second shot after a cut, and the last frame after the end', async () => {
    const storyboard = [
      { at: 0, prompt: fox.prompt },
      { at: 1, prompt: night.prompt },
    ];
    const board = { prompt: '', storyboard, seconds: 2, seed: 5 };
    const [first, second] = [await stillOf(board, 0.5), await stillOf(board, 1.5)];
    expect(difference(first, second)).toBeGreaterThan(30);
    expect(difference(await stillOf(fox, 2), await stillOf(fox, 9))).toBe(0);
  }, 60_000);

  it('is not made when its sender has gone, and the next one is', async () => {
    const stop = AbortSignal.abort(new AkezoraError('cancelled'));
    await expect(stills.make(fox, { at: 1, signal: stop })).rejects.toMatchObject({ code: 'cancelled' });
    expect(await stillOf(fox, 1)).toMatchObject({ width: 256 });
  }, 60_000);
});
