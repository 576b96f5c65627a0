import { expect, test } from 'vitest';
import { draftFinisher } from '../../../../src/models/akezora/finisher/draft-finisher.ts';
import { openModel } from '../../../../src/models/index.ts';
import { planRequest } from '../../../../src/plan.ts';

const size = { width: 2, height: 1 };
const scene = {} as Parameters<ReturnType<typeof draftFinisher>['finish']>[2];

test('returns the painted frame as it is', async () => {
  const draft = draftFinisher(size);
  const frame = await draft.finish(Float32Array.from([-1, -1, -1, 0, 1, 1.2]), 0, scene, 0, 0.5);
  expect(frame).toMatchObject({ ...size, at: 0.5 });
  expect([...frame.data]).toEqual([0, 0, 0, 255, 128, 255, 255, 255]);
});

test('a draft of a clip has the same scene and costs less time and memory', async () => {
  const model = await openModel('akezora-2');
  const asked = { prompt: 'a fox in the snow', seed: 3, seconds: 2 };
  const finished = (await planRequest(asked, model)).plan;
  const draft = (await planRequest({ ...asked, finish: { upscale: false } }, model)).plan;
  expect(draft.scene).toEqual(finished.scene);
  expect([draft.width, draft.height]).toEqual([160, 90]);
  expect(draft.peakMemoryBytes).toBeLessThan(finished.peakMemoryBytes);
  const seconds = (plan: typeof draft) => plan.stages.find((stage) => stage.name === 'finish')?.seconds;
  expect(seconds(draft)).toBeLessThan(seconds(finished)!);
});
