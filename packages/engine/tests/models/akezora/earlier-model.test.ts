import { readFileSync } from 'node:fs';
import { type ClipFacts, extend, type GenerationEvent } from '@akezora/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { generate } from '../../../src/generate.ts';
import { builtInModel, openModel } from '../../../src/models/index.ts';
import { planRequest } from '../../../src/plan.ts';
import { encodeVideo } from '../../../src/video/encode.ts';
import { readFacts } from '../../../src/video/facts-file.ts';
import { charts, collect, scratch } from '../../video/media.ts';

const path = scratch();
const small = { prompt: 'a fox in the park', seed: 3, seconds: 2, finish: { upscale: false } } as const;
const old: ClipFacts[] = JSON.parse(
  readFileSync(new URL('../../../../contract/tests/fixtures/akezora-1-facts.json', import.meta.url), 'utf8'),
);
const before = process.env.AKEZORA_CACHE;
afterEach(() => {
  if (before === undefined) delete process.env.AKEZORA_CACHE;
  else process.env.AKEZORA_CACHE = before;
});

describe('a request for a model by another name', () => {
  it('runs on the model in the box; only the name that it had before is worth a remark', async () => {
    for (const model of ['akezora-1', 'akezora-2', 'sora-2', 'sora-2-pro']) {
      const { request, plan } = await planRequest({ ...small, model }, await openModel(model));
      expect([request.model, plan.model]).toEqual(['akezora-2', 'akezora-2']);
      const codes = plan.notices.map(({ code }) => code);
      expect(codes.filter((code) => code === 'model_replaced')).toHaveLength(model === 'akezora-1' ? 1 : 0);
    }
    expect(await builtInModel('akezora-1')).toBe(await builtInModel('akezora-2'));
  });

  it('says in the facts of its clip what really ran', async () => {
    const file = path('old-name.mp4');
    const events: GenerationEvent[] = await collect(generate({ ...small, model: 'akezora-1' }, { file }));
    expect(events[0]).toMatchObject({ type: 'planned', plan: { notices: [{ code: 'model_replaced' }] } });
    expect(await readFacts(file)).toMatchObject({
      model: 'akezora-2',
      modelVersion: expect.stringMatching(/^akezora-2\./),
      request: { model: 'akezora-2' },
    });
  });
});

describe('a clip of akezora-1', () => {
  it('is read with its scene, which goes on in an extension', async () => {
    const facts = old[0]!;
    const file = path('earlier.mp4');
    const size = { width: 320, height: 176, fps: 24 };
    await collect(encodeVideo(charts(48), { file, ...size, frames: 48, codec: 'h264', facts }));
    const read = (await readFacts(file))!;
    expect(read).toMatchObject({ model: 'akezora-1', scene: { version: 2, place: facts.scene!.place } });
    const clip = { source: { kind: 'video', file }, seconds: 2, width: 320, height: 176 } as const;
    const request = { ...extend(clip, 3).part, prompt: facts.prompt, seed: 8 };
    const { plan } = await planRequest(request, await openModel('akezora-2'));
    expect(plan.scene).toMatchObject({ version: 2, place: facts.scene!.place, props: read.scene!.props });
    expect(plan.scene!.subjects.map(({ name }) => name)).toEqual(facts.scene!.subjects.map(({ name }) => name));
  });

  it('is made again from its scene', async () => {
    for (const { scene, prompt } of old) {
      const request = { prompt, scene: scene!, seed: 1, seconds: 2 };
      const { plan } = await planRequest(request, await openModel('akezora-1'));
      expect(plan.scene).toEqual({ ...scene, version: 2, seconds: 2 });
    }
  });
});
