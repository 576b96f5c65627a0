import type { ModelCapabilities } from '@akezora/contract';
import { expect, it } from 'vitest';
import { knownOf } from '../../../src/compose/knows/known.ts';
import { artOfTheBox } from '../../server/art.ts';

const model = {
  places: [{ id: 'beach', name: { en: 'Beach', ja: '浜辺' } }],
  presets: [{ id: 'papercraft', name: { en: 'Papercraft', ja: 'ペーパークラフト' } }],
} as unknown as ModelCapabilities;
const ask = (
  text: string,
  { language = 'en', written = language }: { language?: 'en' | 'ja'; written?: 'en' | 'ja' } = {},
) => knownOf(model, artOfTheBox(), { group: 'animals', text, language, written });

it('finds animals, places, lights, styles and camera moves by names of either language', () => {
  for (const [text, name] of [
    ['キツネ', 'fox'],
    ['浜辺', 'Beach'],
    ['夕暮れ', 'Sunset'],
    ['ペーパー', 'Papercraft'],
    ['ズームイン', 'Zoom in'],
  ] as const)
    expect(ask(text).map((one) => one.name)).toContain(name);
});

it('shows names in the language of the studio and writes them in that of the prompt', () => {
  const [beach] = ask('beach', { language: 'ja', written: 'en' });
  expect(beach).toMatchObject({ name: '浜辺', does: { put: { name: 'beach', phrase: 'on the beach' } } });
  const fox = ask('fox', { language: 'ja', written: 'en' }).find(({ key }) => key === 'art fox');
  expect(fox).toMatchObject({ name: 'キツネ', does: { put: { name: 'fox', phrase: 'a fox' } } });
});
