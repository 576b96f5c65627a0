import { AkezoraError } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../src/making/failure.ts';
import { faultText, refusalText } from '../src/page/fault-text.ts';

describe('what failures say', () => {
  it.each([
    new RangeError('Array buffer allocation failed'),
    new Error('failed to call OrtRun(). ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc'),
    new WebAssembly.RuntimeError('Aborted(OOM)'),
    new RangeError('WebAssembly.Memory(): could not allocate memory', { cause: new Error('Out of memory') }),
    new AkezoraError('runtime_failed', { stage: 'finish', reason: 'Failed to allocate 8 MB' }),
  ])('full memory, whoever says it: %s', (thrown) => {
    const error = failureOf(thrown);
    expect(error.code).toBe('not_enough_memory');
    expect(faultText(error, 'en')).toContain('out of memory');
    expect(faultText(error, 'ja')).toContain('メモリが足りなく');
  });

  it('what else failed, with its reason, and never the commands of another program', () => {
    for (const error of [
      failureOf(new TypeError('x is not a function')),
      new AkezoraError('runtime_failed', {
        stage: 'page',
        reason: { en: 'a worker did not start', ja: '起動しませんでした' },
      }),
      new AkezoraError('weights_missing', { model: 'akezora-2', path: 'painter.safetensors' }),
      new AkezoraError('device_unavailable', { device: 'WebCodecs', reason: 'none' }),
    ]) {
      for (const language of ['en', 'ja'] as const) expect(faultText(error, language)).not.toContain('akezora doctor');
    }
    expect(faultText(failureOf(new TypeError('x is not a function')), 'en')).toContain('(x is not a function)');
  });

  it('of a picture: the field as the page calls it, the reason, and what to do', () => {
    const way = { en: 'Save it as PNG.', ja: 'PNG で保存してください。' };
    const reason = { en: 'it is damaged', ja: '壊れています' };
    const error = new AkezoraError('input_unreadable', { field: 'actors.3', path: 'a.png', reason, way });
    expect(refusalText(error, 'en')).toBe('Your pictures: a.png cannot be read: it is damaged. Save it as PNG.');
    expect(refusalText(error, 'ja')).toBe('自分の画像: a.png を読めません: 壊れています。PNG で保存してください。');
    const large = new AkezoraError('input_too_large', {
      field: 'actors.0',
      path: 'a.png',
      size: '99 MB',
      limit: '64 MB',
    });
    expect(refusalText(large, 'en')).toBe(
      'Your pictures: a.png is 99 MB; the limit is 64 MB. Make the file smaller or the clip shorter first.',
    );
  });
});
