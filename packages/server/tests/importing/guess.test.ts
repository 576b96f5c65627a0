import { describe, expect, it } from 'vitest';
import { promptFromName } from '../../src/importing/guess.ts';

describe('prompts guessed from names', () => {
  it.each([
    ['a_fox_in_the_snow-2.mp4', 'a fox in the snow'],
    ['clips/A red kite (3).mov', 'A red kite'],
    ['2025-03-01 12.30 an owl.mp4', 'an owl'],
    ['20250301_1230_a-calm-sea_01jqx2v8m4k9t7w3.mp4', 'a calm sea'],
    ['video_68a1b2c3d4e5f60718.mp4', ''],
    ['0b1e7c1e-6a2f-4a57-9d5e-3a5f0e1d2c3b.mp4', ''],
    ['IMG_0042.MOV', ''],
    ['雪の中の猫_2.mp4', '雪の中の猫'],
  ])('%s', (name, prompt) => expect(promptFromName(name)).toBe(prompt));
});
