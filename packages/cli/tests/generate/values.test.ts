import { expect, it } from 'vitest';
import { fileWithSpan, placedFile, remixedFile } from '../../src/generate/values.ts';

it('reads values from their end, so that file names may hold the same signs', () => {
  expect(placedFile('--image', 'a@b.png@1.5:0.25')).toEqual({ file: 'a@b.png', at: 1.5, strength: 0.25 });
  expect(placedFile('--image', 'a@b.png')).toEqual({ file: 'a@b.png', at: 0, strength: 1 });
  expect(remixedFile('--remix', 'C:\\a.mp4:0.5')).toEqual({ file: 'C:\\a.mp4', strength: 0.5 });
  expect(remixedFile('--remix', 'a.mp4:mild')).toEqual({ file: 'a.mp4', strength: 'mild' });
  expect(fileWithSpan('--recut', 'a-b.mp4:1-2.5')).toEqual({ file: 'a-b.mp4', from: 1, to: 2.5 });
});
