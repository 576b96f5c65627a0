import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../src/index.ts';

/** Bytes of a text in an encoding, as iconv of the system writes them. */
const inEncoding = (text: string, name: string): Uint8Array =>
  execFileSync('iconv', ['-f', 'UTF-8', '-t', name], { input: text });

const table = 'file_name,prompt\r\na.mp4,狐が雪の中を走る\r\nb.mp4,テスト\r\n';
const hiragana = '三匹のねこがうみべをあるく\n';

describe('text files', () => {
  it.each([
    ['UTF-8', 'utf-8'],
    ['UTF-16', 'utf-16le'],
    ['UTF-16LE', 'utf-16le'],
    ['UTF-16BE', 'utf-16be'],
    ['CP932', 'shift_jis'],
    ['SHIFT_JIS', 'shift_jis'],
  ])('of Japanese in %s are read', (name, encoding) => {
    // A heading in ASCII tells UTF-16 without a mark.
    const text = name.startsWith('UTF-16') ? `a list of prompts for clips with foxes\n${table}` : table;
    expect(decodeText(inEncoding(text, name))).toEqual({ text, encoding });
  });

  it.each([
    ['EUC-JP', 'euc-jp'],
    ['CP932', 'shift_jis'],
  ])('of hiragana in %s are told apart', (name, encoding) => {
    expect(decodeText(inEncoding(hiragana, name))).toEqual({ text: hiragana, encoding });
  });

  it.each(['テスト', '狐', '走る', 'ﾃｽﾄ', 'fox と 狐', '～①㈱'])('of a few letters in CP932 are read: %s', (text) => {
    expect(decodeText(inEncoding(text, 'CP932'))?.text).toBe(text);
  });

  it.each(['a fox in a café', 'a “quoted” fox – Noël', 'Übermut und Öl'])(
    'of Latin letters in CP1252 are read: %s',
    (text) => {
      expect(decodeText(inEncoding(text, 'CP1252'))).toEqual({ text, encoding: 'windows-1252' });
    },
  );

  it('lose their byte order mark', () => {
    expect(decodeText(Buffer.from('\ufeffa fox'))?.text).toBe('a fox');
  });

  it('are not what a picture is', () => {
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8', 'base64');
    expect(decodeText(png)).toBeUndefined();
  });
});
