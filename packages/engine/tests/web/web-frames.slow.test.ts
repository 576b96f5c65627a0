import { expect, it } from 'vitest';
import { builtInFolder } from '../../src/models/akezora/checkpoints.ts';
import { openAkezora } from '../../src/models/akezora/model.ts';
import { framesOf, openHere, requestOf, short } from './page-here.ts';

const machine = { device: 'cpu', threads: 1, freeMemoryBytes: 8e9, speeds: {}, precision: 'int8' } as const;

it('makes in a page the frames that the engine makes, byte for byte', async () => {
  const { signal } = new AbortController();
  const request = requestOf({ prompt: 'a red fox runs across a snowy field at dawn', ...short });
  const native = await openAkezora(builtInFolder);
  const plan = await native.plan(request, machine);
  const expected = await framesOf(native.run(request, plan, { machine, signal }));
  const page = await openHere();
  const planned = await page.plan(request);
  expect(planned.plan).toEqual({ ...plan, stages: expect.anything(), estimatedSeconds: expect.anything() });
  const made = await framesOf(page.run(planned, signal));
  expect(made.length).toBe(24);
  for (const [i, frame] of made.entries()) expect(frame.equals(expected[i]!), `frame ${i}`).toBe(true);
}, 300_000);
