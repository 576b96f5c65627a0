import { AkezoraError, type Text } from '@akezora/contract';
import { nameKey } from '../platform/names.ts';

/** Characters that a new password needs at least. Shorter ones of earlier versions still sign in. */
export const shortestPassword = 12;

/** Characters of the longest password. */
const longestPassword = 1000;

/** Words that come with the place where the password is used. */
const placeNames = ['akezora', 'akezoraserver', '明け空', 'あけぞら'];

const keyboard = [
  '`1234567890-=',
  "qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
  'qwertzuiopasdfghjklyxcvbnm',
  '1qaz2wsx3edc4rfv5tgb',
];

const lookalikes: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' },
};

let common: Promise<ReadonlyMap<string, number>> | undefined;

/** The most used passwords of published leaks with their rank, from 0. Loaded when the first password is chosen. */
const commonPasswords = (): Promise<ReadonlyMap<string, number>> => {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Map(dictionary['passwords-common'].map((password, rank) => [password, rank])),
  );
  return common;
};

/**
 * Checks a new password: length, and that it isn't among the first that anybody would try.
 * @param name name of the account.
 * @throws AkezoraError `password_refused` with the reason.
 */
export async function checkNewPassword(password: string, name: string, field = 'password'): Promise<void> {
  const reason = lengthRefusal(password) ?? (await guessRefusal(password, name));
  if (reason !== undefined) throw new AkezoraError('password_refused', { field, reason });
}

function lengthRefusal(password: string): Text | undefined {
  const { length } = [...password.normalize('NFC')];
  if (length < shortestPassword) {
    return {
      en: `it has fewer than ${shortestPassword} characters`,
      ja: `${shortestPassword}文字に足りません`,
    };
  }
  if (length <= longestPassword) return undefined;
  return { en: `it has more than ${longestPassword} characters`, ja: `${longestPassword}文字を超えています` };
}

async function guessRefusal(password: string, name: string): Promise<Text | undefined> {
  const text = nameKey(password);
  if (isMonotonous(text)) {
    return { en: 'it repeats or counts up', ja: '繰り返しか、並び順どおりの文字です' };
  }
  const ranks = await commonPasswords();
  const own = [nameKey(name), ...nameKey(name).split(/[^\p{L}\p{N}]+/u), ...placeNames].filter(
    (word) => word.length > 2,
  );
  const rest = own.reduce((left, word) => left.replaceAll(word, ''), text);
  const more = rest.replace(/[^\p{L}\p{N}]/gu, '');
  if (rest.length < text.length && (more.length < 8 || ranks.has(more))) {
    return {
      en: 'it is little more than the name of the account or of Akezora',
      ja: 'アカウント名か Akezora とほとんど同じです',
    };
  }
  const plain = [...text].map((letter) => lookalikes[letter] ?? letter).join('');
  if (isCommon(text, ranks) || isCommon(plain, ranks)) {
    return {
      en: 'it is one of the most used passwords, or little more than one',
      ja: 'よく使われるパスワードか、それに少し足しただけのものです',
    };
  }
  return undefined;
}

/** Few different letters, one part again and again, or letters in the order of the alphabet or keyboard. */
function isMonotonous(text: string): boolean {
  if (new Set(text).size < 5 || /^(.{1,6}?)\1+.{0,5}$/u.test(text)) return true;
  const letters = [...text];
  const steps = letters.slice(1).filter((letter, index) => follows(letters[index] ?? '', letter));
  return steps.length >= (letters.length - 1) * 0.75;
}

function follows(one: string, next: string): boolean {
  if (Math.abs((one.codePointAt(0) ?? 0) - (next.codePointAt(0) ?? 0)) <= 1) return true;
  return keyboard.some((row) => {
    const at = row.indexOf(one);
    return at >= 0 && (row[at + 1] === next || (at > 0 && row[at - 1] === next));
  });
}

/** A common password alone, twice, next to another very common one, or with digits and signs around it. */
function isCommon(text: string, ranks: ReadonlyMap<string, number>): boolean {
  if (ranks.has(text) || ranks.has(text.replace(/[^\p{L}\p{N}]/gu, ''))) return true;
  const core = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  if (core.length > 2 && text.length - core.length < 8 && ranks.has(core)) return true;
  const veryCommon = (part: string) => (ranks.get(part) ?? Number.POSITIVE_INFINITY) < 2000;
  for (let at = 3; at <= core.length - 3; at += 1) {
    if (veryCommon(core.slice(0, at)) && veryCommon(core.slice(at))) return true;
  }
  return false;
}
