import { describe, expect, it } from 'vitest';
import {
  canHold,
  codecOfName,
  codecs,
  extensionOfCodec,
  extensionOfMime,
  formatOfCodec,
  formatOfMime,
  formatOfName,
  mimeOfCodec,
} from '../src/index.ts';

describe('the table of formats', () => {
  it.each(codecs)('writes %s in a format that holds it and that its name and type stand for', (codec) => {
    const format = formatOfCodec(codec);
    expect(canHold(format, codec)).toBe(true);
    expect(formatOfMime(mimeOfCodec(codec))).toBe(format);
    expect(formatOfName(`clip.${extensionOfCodec(codec)}`)).toBe(format);
  });

  it.each([
    ['a.MP4', 'mp4', 'h264'],
    ['a.m4v', 'mp4', 'h264'],
    ['folder.gif/a.webm', 'webm', 'vp9'],
    ['a.gif', 'gif', 'gif'],
    ['a.jpg', 'jpeg', 'h264'],
    ['a', undefined, 'h264'],
    ['a.txt', undefined, 'h264'],
  ])('reads the name %s as %s', (name, format, codec) => {
    expect([formatOfName(name), codecOfName(name)]).toEqual([format, codec]);
  });

  it('leaves parameters of a type aside', () => {
    expect(formatOfMime('video/webm; codecs="vp9"')).toBe('webm');
    expect(formatOfMime('text/plain')).toBeUndefined();
    expect([extensionOfMime('video/quicktime'), extensionOfMime('text/plain')]).toEqual(['mov', undefined]);
  });

  it('keeps H.264 out of WebM', () => {
    expect(canHold('webm', 'h264')).toBe(false);
  });
});
