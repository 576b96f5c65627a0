import { describe, expect, it } from 'vitest';
import { hashOf, requestOf, type Settings, settingsIn, usualSettings } from '../src/page/settings.ts';

const usual = usualSettings(false);
const fox: Settings = {
  prompt: '雪の中のキツネ & 1=2',
  aspect: '9:16',
  resolution: '360p',
  seconds: 2,
  seed: 4294967295,
};

describe('settings in a link', () => {
  it('come back as they were', () => {
    expect(settingsIn(`#${hashOf(fox)}`, usual)).toEqual(fox);
  });

  it.each(['', '#', '#seed=-1&seconds=900&aspect=2:1&resolution=8k', '#seed=1.5', '#seed=x'])(
    'are the usual ones where a link says nothing of use: %s',
    (hash) => {
      expect(settingsIn(hash, usual)).toEqual(usual);
    },
  );

  it('become a request', () => {
    expect(requestOf(fox)).toMatchObject({ ...fox, model: 'akezora-2' });
  });
});
