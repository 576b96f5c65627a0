/** Actors whom a prompt names without `@`: with a drawing `unicorn.png`, 「the unicorn walks」 means the drawing. */
import { calledNames } from '@akezora/contract';
import type { CastMember } from '../actors/cast-member.ts';
import { type ArtWord, artNamed, artWordsIn } from '../art/art-words.ts';
import type { ArtEntry } from '../art/index-file.ts';
import type { Art } from '../art/shelf.ts';
import { type Replacement, type ResolvedPrompt, replaced } from '../prompt/replaced.ts';

/** Fewest letters of a name that may stand for a longer word: `uni` for `unicorn`. */
const leastOfPrefix = 3;

/**
 * A prompt that calls by `@name` the actors with a picture whose name it says as a word for a thing, in English or Japanese: a part
 * of the name that is such a word (`my-unicorn`, ユニコーン), or that only one of them begins with (`uni`). Actors whom the
 * prompt calls already stay as they are.
 */
export function callingByName(prompt: string, cast: readonly CastMember[], art: Art): ResolvedPrompt {
  const called = new Set(
    calledNames(
      prompt,
      cast.map(({ name }) => name),
    ).map(({ name }) => name),
  );
  const members = cast.filter(({ name, look }) => look !== undefined && !called.has(name));
  if (members.length === 0) return replaced(prompt, []);
  const words = artWordsIn(prompt, [{ start: 0, end: prompt.length }], art, true).filter(
    ({ start }) => !/[@＠]$/.test(prompt.slice(0, start)),
  );
  const replacements: Replacement[] = [];
  for (const { name } of members) {
    const free = words.filter(({ start }) => replacements.every((one) => one.start !== start));
    const meant = wordsFor(name, { prompt, words: free, art });
    replacements.push(...meant.map(({ start, end }) => ({ start, end, text: `@${name}` })));
  }
  return replaced(prompt, replacements);
}

type Span = Pick<ArtWord, 'start' | 'end'>;

/** The words that an actor of some name plays: all of the same thing. */
function wordsFor(
  name: string,
  { prompt, words, art }: { readonly prompt: string; readonly words: readonly ArtWord[]; readonly art: Art },
): readonly Span[] {
  const parts = [name, ...name.split(/[-_\s\d]+/)].map((part) => part.toLowerCase()).filter((part) => part !== '');
  for (const part of parts) {
    const entry = artNamed(art, part);
    const same = [...words.filter((one) => one.entry === entry || one.word === part), ...kanjiOf(entry, prompt)];
    if (same.length > 0) return same;
  }
  for (const part of parts) {
    if ([...part].length < leastOfPrefix || artNamed(art, part) !== undefined) continue;
    const longer = words.filter(({ word }) => word.toLowerCase().startsWith(part));
    if (longer.length > 0 && longer.every(({ entry }) => entry === longer[0]!.entry)) return longer;
  }
  return [];
}

const han = /\p{Script=Han}/u;

/** Where a text says a thing by the one character that is among its tags, as 犬 for a dog, and not in a longer word. */
function kanjiOf(entry: ArtEntry | undefined, text: string): Span[] {
  const characters = (entry?.tags?.ja ?? []).filter((tag) => tag.length === 1 && han.test(tag));
  return characters.flatMap((character) =>
    [...text.matchAll(new RegExp(`(?<!\\p{Script=Han})${character}(?!\\p{Script=Han})`, 'gu'))].map(({ index }) => ({
      start: index,
      end: index + character.length,
    })),
  );
}
