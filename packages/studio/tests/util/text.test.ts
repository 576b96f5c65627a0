import { describe, expect, it } from 'vitest';
import { compact, pick } from '../../src/util/compact.ts';
import { fileName } from '../../src/util/file-name.ts';
import { splitTags } from '../../src/util/tags.ts';

describe('compact and pick', () => {
  it('drop undefined and keep every other empty value', () => {
    expect(compact({ a: undefined, b: null, c: 0, d: '', e: false })).toEqual({ b: null, c: 0, d: '', e: false });
    expect(Object.keys(pick({ a: 1, b: undefined, c: 3 }, ['a', 'b']))).toEqual(['a']);
  });
});

describe('the name of a clip’s file', () => {
  const clip = { id: 'clip_1', title: '', prompt: '', mime: 'video/mp4' };

  it('is the title, else the prompt, without what file systems refuse', () => {
    expect(fileName({ ...clip, title: 'Snow', prompt: 'a fox' })).toBe('Snow.mp4');
    expect(fileName({ ...clip, prompt: 'a/b\\c:"what?"<now>\n|*' })).toBe('a b c what now.mp4');
    expect(fileName({ ...clip, prompt: '雪の森を狐が歩く' })).toBe('雪の森を狐が歩く.mp4');
  });

  it('is short, and the clip’s id where no word is left', () => {
    expect(fileName({ ...clip, prompt: 'x'.repeat(300) })).toBe(`${'x'.repeat(60)}.mp4`);
    expect(fileName({ ...clip, prompt: '???' })).toBe('clip_1.mp4');
  });

  it('ends as its type says', () => {
    expect(fileName({ ...clip, title: 'a', mime: 'video/webm' })).toBe('a.webm');
    expect(fileName({ ...clip, title: 'a', mime: 'image/gif' })).toBe('a.gif');
    expect(fileName({ ...clip, title: 'a', mime: 'image/webp' })).toBe('a.webp');
  });
});

describe('tags', () => {
  it('are separated by commas of both scripts, trimmed, and each there once', () => {
    expect(splitTags(' snow, night、夜 , snow,, ')).toEqual(['snow', 'night', '夜']);
    expect(splitTags('  ')).toEqual([]);
  });
});
