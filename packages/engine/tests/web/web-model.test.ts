import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../../src/models/akezora/actors/cast-member.ts';
import { readActor } from '../../src/models/akezora/actors/read-actor.ts';
import { builtInFolder } from '../../src/models/akezora/checkpoints.ts';
import { openAkezora } from '../../src/models/akezora/model.ts';
import { framesOf, openHere, requestOf, short } from './page-here.ts';

const pipFile = fileURLToPath(new URL('../../../../docs/film/pip.svg', import.meta.url));
const machine = { device: 'cpu', threads: 1, freeMemoryBytes: 8e9, speeds: {}, precision: 'int8' } as const;

describe('the model in a page', () => {
  it('plans without weights and without pictures', async () => {
    const read: string[] = [];
    const page = await openHere(read);
    const { plan } = await page.plan(requestOf({ prompt: '雪の中のキツネ', ...short }));
    expect(plan.scene?.subjects[0]?.name).toBe('fox');
    expect(read.sort()).toEqual(['art/index.json', 'config.json', 'sha256.json', 'world.json']);
  });

  it('refuses files, and names the field', async () => {
    const page = await openHere();
    const image = { source: { kind: 'image', file: 'fox.png' }, at: 0 };
    const planning = page.plan(requestOf({ prompt: 'a fox', ...short, conditions: [image] }));
    await expect(planning).rejects.toMatchObject({ code: 'request_invalid', field: 'conditions' });
  });

  it('plans with pictures that were read, and refuses those that were not', async () => {
    const page = await openHere();
    const request = requestOf({ prompt: '@pip walks', ...short, actors: [{ name: 'pip', image: 'pip.svg' }] });
    await expect(page.plan(request)).rejects.toMatchObject({ code: 'request_invalid', field: 'actors.0' });
    const pip = memberOf(await readActor(pipFile, { name: 'pip' }));
    const native = await (await openAkezora(builtInFolder)).plan(
      { ...request, actors: [{ name: 'pip', image: pipFile }] },
      machine,
    );
    const { plan } = await page.plan(request, { cast: [pip] });
    expect(plan.scene).toEqual(native.scene);
    expect(plan.actors).toEqual(native.actors);
    expect(plan.actors).toMatchObject([{ name: 'pip' }]);
  });

  it('knows subjects of the world by the name of an actor, and no other names', async () => {
    const page = await openHere();
    const named = (name: string) => page.plan(requestOf({ prompt: `@${name} walks`, ...short, actors: [{ name }] }));
    expect((await named('fox')).plan.scene?.subjects[0]?.name).toBe('fox');
    await expect(named('momo')).rejects.toMatchObject({ code: 'option_unsupported', field: 'actors.0.name' });
  });

  it('ends with its signal', async () => {
    const page = await openHere();
    const planned = await page.plan(requestOf({ prompt: 'a fox', ...short }));
    const stop = new AbortController();
    const events = page.run(planned, stop.signal);
    await events.next();
    stop.abort(new Error('enough'));
    await expect(framesOf(events)).rejects.toThrow('enough');
  });
});
