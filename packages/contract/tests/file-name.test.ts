import { win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileNameOf } from '../src/file-name.ts';

describe('the name of a file made of words', () => {
  it('is those words, in every script', () => {
    expect(fileNameOf('A fox, running', 'mp4', 'clip')).toBe('A fox, running.mp4');
    expect(fileNameOf('雪の森を狐が歩く', 'webm', 'clip')).toBe('雪の森を狐が歩く.webm');
  });

  it('has no character that Windows refuses, and none that hides its ending', () => {
    expect(fileNameOf('a/b\\c:"what?"<now>\n|*', 'mp4', 'clip')).toBe('a b c what now.mp4');
    expect(fileNameOf('fox\u202e4pm', 'exe', 'clip')).toBe('fox 4pm.exe');
    expect(fileNameOf('C:\\Windows\\..\\fox', 'mp4', 'clip')).toBe('C Windows .. fox.mp4');
  });

  it.each(['con', 'NUL', 'Aux', 'prn', 'COM1', 'lpt9', 'com²', 'CONOUT$', 'con.fire', 'nul .x'])(
    'is not that of the device %s',
    (words) => {
      expect(fileNameOf(words, 'mp4', 'clip')).toBe(`_${words}.mp4`);
    },
  );

  it.each(['a con artist', 'console', 'com10', 'nulls', 'auxiliary'])('leaves “%s”, which is none', (words) => {
    expect(fileNameOf(words, 'mp4', 'clip')).toBe(`${words}.mp4`);
  });

  it('neither begins nor ends with a dot or a space', () => {
    expect(fileNameOf(' . the end ... ', 'mp4', 'clip')).toBe('the end.mp4');
    expect(fileNameOf(`${'x'.repeat(59)} yes`, 'mp4', 'clip')).toBe(`${'x'.repeat(59)}.mp4`);
  });

  it('is cut between characters, to what a file system holds', () => {
    expect(fileNameOf('🦊'.repeat(100), 'mp4', 'clip')).toBe(`${'🦊'.repeat(60)}.mp4`);
    expect(fileNameOf('half \ud83e', 'mp4', 'clip')).toBe('half.mp4');
  });

  it('is another one where no word is left', () => {
    for (const words of ['', '???', '...', '\u202e', ' / ']) expect(fileNameOf(words, 'mp4', 'clip')).toBe('clip.mp4');
  });

  it('stays inside its folder, there and on Windows, whatever the words', () => {
    const words = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(words, (text) => {
        const name = fileNameOf(text, 'mp4', 'clip');
        expect(win32.dirname(win32.resolve('D:\\clips', name))).toBe('D:\\clips');
        expect(win32.isAbsolute(name) || win32.parse(name).root !== '').toBe(false);
        expect(name).toMatch(/^[^\s.<>:"/\\|?*\p{Cc}][^<>:"/\\|?*\p{Cc}]*\.mp4$/u);
        expect(name).not.toMatch(/[. ]\.mp4$/);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(decodeURIComponent(encodeURIComponent(name))).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });
});
