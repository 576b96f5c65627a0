/** What the system or the language says about a file or a text, in the reader's words. */
import type { Text } from './text.ts';

const faults: Readonly<Record<string, Text>> = {
  ENOENT: { en: 'there is no such file', ja: 'ファイルがありません' },
  ENOTDIR: { en: 'a part of the path is not a folder', ja: 'パスの途中がフォルダーではありません' },
  EISDIR: { en: 'it is a folder', ja: 'フォルダーです' },
  EACCES: { en: 'no permission to read it', ja: '読み取る権限がありません' },
  EPERM: { en: 'no permission to read it', ja: '読み取る権限がありません' },
  ELOOP: { en: 'its links lead in a circle', ja: 'リンクが循環しています' },
  ENAMETOOLONG: { en: 'the name is too long', ja: '名前が長すぎます' },
  EMFILE: { en: 'too many files are open', ja: '開いているファイルが多すぎます' },
  EIO: { en: 'the disk has a fault', ja: 'ディスクに障害があります' },
};

/** Why a file could not be read. */
export function wordsOfFileFault(thrown: unknown): Text {
  const { code, message } = thrown as { readonly code?: string; readonly message?: string };
  const known = faults[code ?? ''];
  if (known !== undefined) return known;
  const said = code ?? message ?? String(thrown);
  return { en: `the system says ${said}`, ja: `システムのエラー: ${said}` };
}

/** Where a text stops being JSON. */
export function wordsOfJsonFault(thrown: unknown): Text {
  const message = thrown instanceof Error ? thrown.message : '';
  const place = /line (\d+) column (\d+)/.exec(message);
  if (place !== null) {
    return {
      en: `not valid JSON from line ${place[1]}, column ${place[2]} on`,
      ja: `${place[1]}行${place[2]}文字目から JSON として読めません`,
    };
  }
  return /unexpected end/i.test(message)
    ? { en: 'not valid JSON: it ends too early', ja: 'JSON が途中で終わっています' }
    : { en: 'not valid JSON', ja: 'JSON として読めません' };
}
