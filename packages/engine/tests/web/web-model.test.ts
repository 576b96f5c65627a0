import { describe, expect, it } from 'vitest';
import { framesOf, openHere, requestOf, short } from './page-here.ts';

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
