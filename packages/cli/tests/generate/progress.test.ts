import { still } from '@akezora/engine';
import { describe, expect, it } from 'vitest';
import { previewLines } from '../../src/generate/preview.ts';
import { cut, progressOn, secondsLeft } from '../../src/generate/progress.ts';
import { recordingTerminal } from '../terminal.ts';
import { plan } from './plan.ts';

describe('progress', () => {
  it('draws stage, step, frames and time left on one line and clears it', async () => {
    const { terminal, written } = recordingTerminal('en', true);
    const progress = progressOn(terminal);
    await progress.show({ type: 'planned', plan });
    await progress.show({ type: 'stage', name: 'denoise', index: 0, of: 2 });
    await progress.show({ type: 'step', stage: 'denoise', index: 2, total: 4, etaMs: 1000 });
    expect(written.err).toMatch(/Painting · step 2\/4 · 1 min 1\d s left\n$/);
    progress.end();
    expect(written.err.endsWith('\x1b[1A\r\x1b[J')).toBe(true);
  });

  it('writes each stage once where lines cannot be redrawn', async () => {
    const { terminal, written } = recordingTerminal('ja');
    const progress = progressOn(terminal);
    for (const name of ['denoise', 'denoise', 'encode'] as const)
      await progress.show({ type: 'stage', name, index: 0, of: 2 });
    expect(written.err).toBe('描いています\n書き出しています\n');
  });

  it('shows a picture as coloured half blocks', async () => {
    const data = new Uint8Array(160 * 90 * 4).fill(255);
    for (let i = 0; i < data.length; i += 4) data.set([200, 40, 40], i);
    const lines = await previewLines(await still({ width: 160, height: 90, data, at: 0 }), 40);
    expect(lines.length).toBeGreaterThan(8);
    const [, red, green] = /38;2;(\d+);(\d+);(\d+);48;2;/.exec(lines[3]!)!.map(Number);
    expect(Math.abs(red! - 200)).toBeLessThan(12);
    expect(Math.abs(green! - 40)).toBeLessThan(12);
    expect(lines[0]!.endsWith('\x1b[0m')).toBe(true);
  });

  it('trusts the plan first and the pace later', () => {
    expect(secondsLeft(5, { done: 0, total: 240 }, plan)).toBe(70);
    expect(secondsLeft(30, { done: 216, total: 240 }, plan)).toBeLessThan(10);
    expect(secondsLeft(500, { done: 0, total: 0 }, plan)).toBe(0);
  });

  it('cuts lines by the columns they take', () => {
    expect(cut('abcdef', 4)).toBe('abcd');
    expect(cut('描いています', 5)).toBe('描い');
    expect(cut('🦊🦊🦊', 5)).toBe('🦊🦊');
    // Families, flags and keycaps are one sign of two columns.
    expect(cut('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 3)).toBe('👨‍👩‍👧‍👦');
    expect(cut('🇯🇵🇯🇵', 3)).toBe('🇯🇵');
    // A mark takes no column of its own, and stays with its letter.
    expect(cut('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301e\u0301');
    expect(cut('か\u3099き', 2)).toBe('か\u3099');
    expect(cut('ｶﾞｷﾞ', 2)).toBe('ｶﾞ');
  });
});
