import { AkezoraError } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { reportFailure } from '../src/failure.ts';
import { recordingTerminal } from './terminal.ts';

describe('failures', () => {
  it('are reported in the language with the remedy, without a trace, with their exit code', () => {
    const { terminal, written } = recordingTerminal('ja');
    expect(reportFailure(new AkezoraError('prompt_empty'), terminal, false)).toBe(2);
    expect(written.err).toBe('エラー: プロンプトが空です。\n  → 見たい場面を短い言葉で書いてください。\n');
    expect(reportFailure(new Error('boom'), recordingTerminal().terminal, false)).toBe(1);
    expect(reportFailure(new DOMException('x', 'AbortError'), recordingTerminal().terminal, false)).toBe(130);
  });

  it('are one line of JSON where JSON is asked for', () => {
    const { terminal, written } = recordingTerminal();
    reportFailure(new AkezoraError('prompt_empty'), terminal, true);
    expect(JSON.parse(written.out)).toMatchObject({ type: 'error', error: { code: 'prompt_empty' } });
    expect(written.err).toBe('');
  });
});

it('names the way out for a file whose name is not UTF-8', () => {
  const { terminal, written } = recordingTerminal('ja');
  reportFailure(new AkezoraError('input_missing', { field: '--image', path: 'na\ufffdme.png' }), terminal, false);
  expect(written.err).toContain('ファイル名が UTF-8 ではありません');
});
