import { describe, expect, it } from 'vitest';
import { openHere } from '../../engine/tests/web/page-here.ts';
import { drawIdeas } from '../src/page/gallery.ts';
import { requestOf, usualSettings } from '../src/page/settings.ts';

/** Every idea: each of the drawings of so many numbers. */
const all = [...new Set(Array.from({ length: 100 }, (_, i) => drawIdeas(() => i / 100)).flat())];

describe('the links of the gallery', () => {
  it('are different ones at each drawing', () => {
    for (let i = 0; i < 50; i += 1) expect(new Set(drawIdeas()).size).toBe(4);
    expect(all.length).toBeGreaterThanOrEqual(8);
  });

  it('are understood, every word in both languages', async () => {
    const page = await openHere();
    for (const { seed, aspect = '16:9', ...words } of all) {
      for (const prompt of [words.en, words.ja]) {
        const request = requestOf({ ...usualSettings(false), prompt, seed, aspect });
        const { plan } = await page.plan(request);
        expect([prompt, plan.unknownWords, plan.notices]).toEqual([prompt, [], []]);
        expect(plan.scene?.subjects.length, prompt).toBeGreaterThan(0);
      }
    }
  });
});
