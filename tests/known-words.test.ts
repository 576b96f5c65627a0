import { cameraMoves, languages, type Scene, timesOfDay, weathers } from '@akezora/contract';
import { openModel, planRequest } from '@akezora/engine';
import { expect, it } from 'vitest';
import { ja } from '../packages/studio/src/i18n/ja/index.ts';
import { en } from '../packages/studio/src/i18n/messages.ts';

const texts = { en, ja };

it.each(languages)(
  'what the studio puts into a prompt at a press is what the model understands, %s',
  async (language) => {
    const { knows } = texts[language];
    const model = await openModel('akezora-2');
    const wrong: string[] = [];
    const check = async (words: string, isMeant: (scene: Scene) => boolean) => {
      const { plan } = await planRequest({ prompt: words, seed: 1, seconds: 2 }, model);
      if (plan.unknownWords.length > 0 || plan.scene === undefined || !isMeant(plan.scene)) wrong.push(words);
    };
    for (const { id, name } of model.capabilities.places ?? [])
      await check(knows.places[id] ?? name[language], ({ place }) => place === id);
    for (const time of timesOfDay) await check(knows.times[time], (scene) => scene.time === time);
    for (const weather of weathers) await check(knows.weathers[weather], (scene) => scene.weather === weather);
    for (const move of cameraMoves) await check(knows.moves[move], ({ camera }) => camera.move === move);
    expect(wrong).toEqual([]);
  },
);
