import { describe, expect, it } from 'vitest';
import {
  clipMeasuresSchema,
  deviceSchema,
  generationRequestSchema,
  precisionSchema,
  readQuality,
  type Stage,
  stageSchema,
  stages,
  stageText,
} from '../src/index.ts';

describe('stages', () => {
  it('have a text in both languages', () => {
    for (const stage of stages) {
      expect(stageText(stage, 'en')).toMatch(/^[A-Z][a-z ]+$/);
      expect(stageText(stage, 'ja')).toMatch(/\p{Script=Hiragana}/u);
    }
  });

  it.each([
    ['text', 'encode-prompt'],
    ['known frames', 'condition'],
    ['paint', 'denoise'],
    ['finish', 'finish'],
  ])('reads %s of a stored job as %s', (stored, now) => {
    expect(stageSchema.parse(stored)).toBe(now);
    expect(stageText(stored as Stage, 'en')).toBe(stageText(now as Stage, 'en'));
  });

  it('rejects an unknown name, and shows it as it is where a stored job has one', () => {
    expect(stageSchema.safeParse('painter').success).toBe(false);
    expect(stageText('painter' as Stage, 'ja')).toBe('painter');
  });

  it('are read in the measures of an earlier clip', () => {
    const stored = { totalSeconds: 2, stages: [{ name: 'paint', seconds: 1 }], peakResidentBytes: 1e8 };
    expect(clipMeasuresSchema.parse(stored).stages).toEqual([{ name: 'denoise', seconds: 1 }]);
  });
});

describe('devices and precisions', () => {
  it('are closed', () => {
    expect(deviceSchema.safeParse('tpu').success).toBe(false);
    expect(precisionSchema.safeParse('bf16').success).toBe(false);
  });
});

describe('quality', () => {
  it.each([
    ['turbo', 'fast'],
    ['teacher', 'best'],
    ['fast', 'fast'],
    ['best', 'best'],
  ] as const)('reads %s as %s', (word, now) => {
    expect(generationRequestSchema.parse({ prompt: 'a fox', quality: word }).quality).toBe(now);
    expect(readQuality(word)).toBe(now);
  });

  it('rejects any other word', () => {
    expect(generationRequestSchema.safeParse({ prompt: 'a fox', quality: 'good' }).success).toBe(false);
  });
});

describe('adapters', () => {
  it('are added in full unless a strength is given', () => {
    const loras = [{ file: 'a.safetensors' }, { id: 'b', strength: 0.5 }];
    expect(generationRequestSchema.parse({ prompt: 'a fox', loras }).loras).toEqual([
      { file: 'a.safetensors', strength: 1 },
      { id: 'b', strength: 0.5 },
    ]);
  });
});
