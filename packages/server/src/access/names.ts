import { AkezoraError, type Text } from '@akezora/contract';
import { nameKey, normalName, unseenCharacters } from '../platform/names.ts';

/** Letters of the longest name of an account. */
export const longestName = 100;

/** The name of an account in its stored form, and what is unique about it. */
export interface AccountName {
  readonly name: string;
  readonly key: string;
}

/** Names that mean something else: whoever reads `local` or `anonymous` must not take it for an account. */
const reserved = new Set(['local', 'anonymous', 'nobody', 'everyone', 'public', 'system', 'akezora']);

const unseen = new RegExp(unseenCharacters, 'u');

const looksLikeId = /^[a-z]+_[0-9a-f]{12,}$/u;

const cannotBeSeen: Text = {
  en: 'it contains characters that cannot be seen or are not assigned',
  ja: '見えない文字か、割り当てのない文字が含まれています',
};

const refusals: readonly { readonly when: (name: string, key: string) => boolean; readonly reason: Text }[] = [
  { when: (name) => name === '', reason: { en: 'it is empty', ja: '空です' } },
  {
    when: (name) => [...name].length > longestName,
    reason: { en: `it has more than ${longestName} characters`, ja: `${longestName}文字を超えています` },
  },
  { when: (name) => unseen.test(name), reason: cannotBeSeen },
  {
    when: (name) => /^\p{M}/u.test(name),
    reason: { en: 'it begins with a combining mark', ja: '結合文字で始まっています' },
  },
  {
    when: (name) => /\p{Script=Latin}/u.test(name) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(name),
    reason: {
      en: 'it mixes alphabets whose letters look alike',
      ja: '形の似た文字を持つ複数の文字体系が混ざっています',
    },
  },
  {
    when: (_, key) => reserved.has(key) || looksLikeId.test(key),
    reason: { en: 'this name is reserved', ja: 'この名前は予約されています' },
  },
];

const refusalOf = ({ name, key }: AccountName): Text | undefined =>
  refusals.find(({ when }) => when(name, key))?.reason;

/**
 * The name of an account as it is stored: NFC, without characters that cannot be seen.
 * @throws AkezoraError `request_invalid` for a name that accounts cannot have.
 */
export function accountName(text: string, field = 'name'): AccountName {
  // Only the ends and the width of spaces are mended; anything else that a reader would not see is refused.
  const named = { name: normalName(text), key: nameKey(text) };
  const reason = unseen.test(text) ? cannotBeSeen : refusalOf(named);
  if (reason !== undefined) throw new AkezoraError('request_invalid', { field, reason });
  return named;
}

/**
 * The name of a thing that others read beside an account's, such as a key: NFC, without characters that cannot be seen. Two
 * things may have the same.
 * @throws AkezoraError `request_invalid`.
 */
export function visibleName(text: string, field = 'name'): string {
  if (unseen.test(text)) throw new AkezoraError('request_invalid', { field, reason: cannotBeSeen });
  return normalName(text);
}

/** A name made of whatever a sign-in provider says, without the characters that accounts cannot have. */
export function mendedName(text: string, otherwise: string): AccountName {
  const kept = [...normalName(text.replace(new RegExp(unseenCharacters, 'gu'), ''))].slice(0, longestName).join('');
  const named = { name: normalName(kept), key: nameKey(kept) };
  return refusalOf(named) === undefined ? named : { name: otherwise, key: nameKey(otherwise) };
}
