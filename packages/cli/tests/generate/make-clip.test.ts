import { expect, it } from 'vitest';
import { jsonLine } from '../../src/generate/make-clip.ts';

it('writes events as lines of JSON with pictures as base64', () => {
  const line = jsonLine({ type: 'preview', jpeg: Uint8Array.of(1, 2, 3), frame: 4 });
  expect(JSON.parse(line)).toEqual({ type: 'preview', jpeg: 'AQID', frame: 4 });
});
