import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extend, type GenerationPlan, type GenerationRequestInput, videoAt } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { generate } from '../../../../src/generate.ts';
import { continuedScene } from '../../../../src/models/akezora/scene/continued.ts';
import { openModel } from '../../../../src/models/index.ts';
import { planRequest } from '../../../../src/plan.ts';
import { decodeVideo } from '../../../../src/video/decode.ts';
import type { Frame } from '../../../../src/video/frame.ts';

const prompt = 'a horse running to the left on a beach';

async function make(request: GenerationRequestInput, file: string): Promise<GenerationPlan> {
  let plan: GenerationPlan | undefined;
  for await (const event of generate(request, { file })) if (event.type === 'planned') plan = event.plan;
  return plan!;
}

describe('extending a clip of ours', () => {
  test('continues its scene where it ended, with any seed, but not with another prompt', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'akezora-extend-'));
    try {
      const file = join(folder, 'first.mp4');
      const first = await make({ prompt, seed: 4, seconds: 2, resolution: '360p', fps: 12 }, file);
      const part = videoAt({ kind: 'video', file }, { from: 1, to: 2 });
      const model = await openModel('akezora-2');
      const { plan } = await planRequest({ ...part, prompt, seed: 99, seconds: 3 }, model);
      expect(plan.scene).toEqual({ ...continuedScene(first.scene!, 1, 3), aspect: '16:9', seconds: 3 });
      expect(plan.scene!.props).toEqual(first.scene!.props);
      const other = await planRequest({ ...part, prompt: 'a cat in a city at night', seed: 99, seconds: 3 }, model);
      expect(other.plan.shots!.map(({ from, scene }) => [from, scene.place, scene.time])).toEqual([
        [0, 'beach', first.scene!.time],
        [1, 'city', 'night'],
      ]);
      const clip = { source: { kind: 'video', file }, seconds: 2, width: 640, height: 360 } as const;
      const whole = (await planRequest({ ...extend(clip, 3).part, prompt, seed: 99 }, model)).plan;
      expect(whole.seconds).toBe(5);
      expect(whole.scene).toEqual({ ...continuedScene(first.scene!, 0, 5), aspect: '16:9', seconds: 5 });
      const [path, earlier] = [whole.scene!, first.scene!].map(({ subjects }) => subjects[0]!.path);
      expect(path!.slice(0, 2)).toEqual(earlier!.slice(0, 2));
      expect(path!.at(-1)!.at).toBeGreaterThanOrEqual(5);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

/** Mean difference of brightness of two frames, of 255. */
function apart(a: Frame, b: Frame): number {
  const light = ({ data }: Frame, i: number) => 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
  let sum = 0;
  for (let i = 0; i < a.data.length; i += 4) sum += Math.abs(light(a, i) - light(b, i));
  return sum / (a.data.length / 4);
}

test('an extension and a loop show no step where they join', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'akezora-joins-'));
  try {
    const size = { width: 284, height: 160 };
    const file = join(folder, 'first.mp4');
    await make({ prompt, seed: 4, seconds: 2, size }, file);
    const clip = { source: { kind: 'video', file }, seconds: 2, ...size } as const;
    const { aspect: _a, resolution: _r, ...part } = extend(clip, 2).part;
    const [longer, looped] = [join(folder, 'longer.mp4'), join(folder, 'loop.mp4')];
    await make({ ...part, prompt, seed: 9, size }, longer);
    await make({ prompt, seed: 4, seconds: 3, size, loop: 'normal' }, looped);
    const steps = async (of: string, around: boolean) => {
      const frames: Frame[] = [];
      for await (const frame of decodeVideo(of, { field: 'clip' })) frames.push(frame);
      const all = around ? [...frames, ...frames.slice(0, 8)] : frames;
      return all.slice(1).map((frame, i) => apart(all[i]!, frame));
    };
    for (const [of, joint, around] of [
      [longer, 47, false],
      [looped, 71, true],
    ] as const) {
      const found = await steps(of, around);
      const beside = [...found.slice(joint - 6, joint), ...found.slice(joint + 1, joint + 7)];
      expect(found[joint]!).toBeLessThanOrEqual(1.5 * Math.max(0.5, beside.reduce((a, b) => a + b) / beside.length));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}, 180_000);
