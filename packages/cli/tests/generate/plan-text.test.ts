import { describe, expect, it } from 'vitest';
import { planLines, stageLines } from '../../src/generate/plan-text.ts';
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
});
