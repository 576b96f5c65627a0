import type { Scene } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { planLines, sceneWords, stageLines } from '../../src/generate/plan-text.ts';
import { recordingTerminal } from '../terminal.ts';
import { plan } from './plan.ts';

describe('a plan', () => {
  it('is written with size, cost, scene and unknown words', () => {
    const text = [
      ...planLines(plan, recordingTerminal().terminal),
      ...stageLines(plan, recordingTerminal().terminal),
    ].join('\n');
    for (const part of [
      '1920×1080',
      '10 s',
      'seed 7',
      '1 min 15 s',
      '1.2 GB',
      'forest, day, snow, 2 × fox (left)',
      'does not know (not drawn): quantum\n',
      'Note: rounded',
      'Painting',
    ]) {
      expect(text).toContain(part);
    }
    expect(planLines(plan, recordingTerminal('ja').terminal).join('\n')).toMatch(
      /知らない言葉: quantum[\s\S]*丸めました/,
    );
  });

  it('has its scene in the language of the reader', () => {
    const scene = { place: 'snowfield', time: 'sunset', weather: 'snow', style: 'none', camera: { move: 'static' } };
    const fox = { name: 'fox', motion: 'left' };
    const text = (language: 'en' | 'ja') =>
      sceneWords({ ...scene, subjects: [fox, fox] } as unknown as Scene, language);
    expect(text('en')).toBe('snowfield, sunset, snow, 2 × fox (left)');
    expect(text('ja')).toBe('雪原、夕暮れ、雪、キツネ×2（左へ移動）');
  });
});
