/** Names that this program gives files, held against the rules of Windows. */
import { win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slug } from '../../../cli/src/generate/output.ts';
import { unfinishedPrefix, withEnding } from '../../../engine/src/host/output-place.ts';
import { fileName } from '../../src/exporting/rows.ts';
import { damagedPrefix, dataNames, earlierFormatPrefix } from '../../src/platform/data-names.ts';
import { checkKey } from '../../src/platform/storage/storage.ts';
import { newId } from '../../src/platform/store/ids.ts';
import type { ClipRow } from '../../src/platform/store/tables.ts';

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
function isWindowsName(name: string): boolean {
  const [stem = ''] = name.split('.');
  const isDevice = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])$/i.test(stem.trimEnd());
  return !isDevice && !/[<>:"/\\|?*\p{Cc}]/u.test(name) && !/[. ]$/.test(name) && name.length > 0;
}

describe('names on Windows', () => {
  it('of a data folder', () => {
    const names = [...Object.values(dataNames), `${damagedPrefix}20260101T000000Z`, `${earlierFormatPrefix}18`];
    expect(names.filter((name) => !isWindowsName(name))).toEqual([]);
    // Case does not tell files apart there.
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });

  it('of stored files lie below their folder', () => {
    const keys = [`clips/${newId('clip')}/video.mp4`, `uploads/${newId('upload')}/file.png`];
    for (const key of keys) {
      expect(win32.relative('D:\\data\\files', win32.join('D:\\data\\files', checkKey(key)))).toBe(
        key.replaceAll('/', '\\'),
      );
      expect(key.split('/').every(isWindowsName)).toBe(true);
    }
    for (const key of ['clips\\..\\x', 'C:/x', 'clips/C:x', 'clips/../x', '//host/share', 'clips/file.mp4::$DATA'])
      expect(() => checkKey(key), key).toThrow();
  });

  it('of a data set', () => {
    expect(isWindowsName(fileName({ id: newId('clip'), files: { video: 'clips/a/video.mp4' } } as ClipRow))).toBe(true);
  });

  it('of clips that prompts name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (prompt) => {
        for (const name of [`akezora-${slug(prompt)}.mp4`, `001-${slug(prompt)}.mp4`])
          expect(isWindowsName(name), name).toBe(true);
      }),
      { numRuns: 1000 },
    );
    expect(slug('CON')).toBe('con');
  });

  it('of unfinished files and of notes beside a clip', () => {
    expect(isWindowsName(`${unfinishedPrefix('fox.mp4')}123-1.part`)).toBe(true);
    expect(isWindowsName(withEnding('fox.mp4', '.json'))).toBe(true);
  });
});
