import { expect, test } from 'vitest';
import { actions, briefSchema, colours, sceneSchema, understoodText } from '../src/index.ts';

const path = [{ at: 0, x: 0, y: 1, size: 0.3 }];
const scene = sceneSchema.parse({
  version: 2,
  place: 'snowfield',
  time: 'sunset',
  weather: 'snow',
  subjects: [
    { name: 'fox', motion: 'left', action: 'run', colour: 'white', path },
    { name: 'fox', motion: 'left', action: 'run', colour: 'white', path },
    { name: 'taxi', actor: 'automobile', motion: 'still', path },
  ],
});
const understood = briefSchema.parse({
  ...{ place: 'snowfield', time: 'sunset', weather: 'snow', style: null, camera: null, pace: 'slow' },
  subjects: [
    { name: 'fox', count: 2, size: 'small', action: 'run', relation: { kind: 'behind', to: 'house' } },
    { name: 'automobile' },
  ],
  things: [{ name: 'house', colour: 'red', size: 'large' }],
});

test('a prompt is told as it was understood: colours, sizes, actions and relations too', () => {
  expect(understoodText({ scene, understood }, 'en')).toBe(
    'snowfield, sunset, snow, slow motion, 2 × small white fox (runs, left, behind house), automobile (still), large red house',
  );
  expect(understoodText({ scene, understood }, 'ja')).toBe(
    '雪原、夕暮れ、雪、スローモーション、小さい白いキツネ×2（走る、左へ移動、家の後ろ）、automobile（静止）、大きい赤い家',
  );
});

test('a scene that was given is told by itself', () => {
  expect(understoodText({ scene }, 'en')).toBe(
    'snowfield, sunset, snow, 2 × white fox (runs, left), automobile (still)',
  );
});

test('every colour and action has words in both languages', () => {
  for (const language of ['en', 'ja'] as const) {
    const told = (subject: object) =>
      understoodText(
        {
          scene: sceneSchema.parse({ version: 2, place: 'meadow', subjects: [{ name: 'cat', path, ...subject }] }),
          understood: briefSchema.parse({
            ...{ place: null, time: null, weather: null, style: null, camera: null },
            subjects: [{ name: 'cat', ...subject }],
          }),
        },
        language,
      );
    const all = [...colours.map((colour) => told({ colour })), ...actions.map((action) => told({ action }))];
    expect(new Set(all).size).toBe(colours.length + actions.length);
    for (const text of all) expect(text).not.toContain('undefined');
  }
});
