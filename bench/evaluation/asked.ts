/**
 * What prompts ask, written down by hand from the sentences alone: `training/evaluate/asked/*.json` is a list of `AskedPrompt`.
 * A wish is one thing that a viewer could check. Its `words` are those of the prompt that ask it, so that a word which nobody
 * answered can be told. `training/evaluate/README.md` has the rules that wishes are written and judged by.
 */
import { readFile } from 'node:fs/promises';
import { functionWords } from './function-words.ts';

/** One thing that a prompt asks, in the words of briefs (`packages/contract/src/scene.ts`). */
export type Wish = WishBody & {
  /** The words of the prompt that ask it; none where the sentence only implies it (`a dog`: one). */
  readonly words: readonly string[];
  /** Other wishes, each of which grants this one as well: `snowy` is a snowfield, or snow that falls. */
  readonly or?: readonly WishBody[];
};

/** A wish without the words that ask it. */
export type WishBody = NamedWish | OfWish | RelationWish | ChoiceWish | WithoutWish | MannerWish;

/** Somebody or something that is seen: `names` of the art, of which any will do. `woman*` stands for every name with that word. */
interface NamedWish {
  readonly kind: 'subject' | 'thing';
  /** What the other wishes call it; none in an `or`. */
  readonly key?: string;
  readonly names: readonly string[];
  /** Art that may stand in its place, if the plan says so. */
  readonly near?: readonly string[];
  /** Whether the prompt is in a language that is not read: it must then be told, and an empty stage is no fault. */
  readonly foreign?: boolean;
}

/** An attribute of somebody: any of `is` grants it; `near` half does, if the plan says so. */
type OfWish =
  | { readonly kind: 'count'; readonly of: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'size' | 'colour' | 'action' | 'motion';
      readonly of: string;
      readonly is: readonly string[];
      readonly near?: readonly string[];
    }
  /** `line`: they stand one after the other. `aloft`: it is in the air. */
  | { readonly kind: 'line' | 'aloft'; readonly of: string }
  /** What no scene can say: fur in the wind, a robe, dust. It can only be named. */
  | { readonly kind: 'other'; readonly of?: string };

interface RelationWish {
  readonly kind: 'relation';
  readonly of: string;
  readonly is: readonly string[];
  readonly to: string;
}

/** An attribute of the whole picture. */
interface ChoiceWish {
  readonly kind: 'place' | 'time' | 'weather' | 'style' | 'camera' | 'framing' | 'pace';
  readonly is: readonly string[];
  readonly near?: readonly string[];
}

/** What must not be seen. */
interface WithoutWish {
  readonly kind: 'without';
  readonly names?: readonly string[];
  readonly weather?: string;
}

/** Words of mood or manner, which no picture shows beyond doubt: they have to be used or named, and judge nothing else. */
interface MannerWish {
  readonly kind: 'manner';
  /** Names that a simile speaks of: who takes it by its word makes no fault. */
  readonly may?: readonly string[];
}

/** A prompt with everything that it asks. */
export interface AskedPrompt {
  /** Source and number, as `daily-03`. */
  readonly id: string;
  readonly source: string;
  readonly language: 'en' | 'ja' | 'fr';
  readonly prompt: string;
  readonly asks: readonly Wish[];
}

/** The lists: `real`, which the program was mended by, and `held-back`, which nobody may tune on. */
export const lists = ['real', 'held-back'] as const;

/** Reads a list of prompts. */
export async function readAsked(list: (typeof lists)[number]): Promise<AskedPrompt[]> {
  const file = new URL(`../../training/evaluate/asked/${list}.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as AskedPrompt[];
}

/** Words of a text that mean something: Latin words that are no function words, runs of kanji and of katakana. */
export function contentWords(text: string): string[] {
  const found = text.toLowerCase().match(/[\p{Script=Latin}\d]+|\p{Script=Han}+|[\p{Script=Katakana}ー]+/gu) ?? [];
  return found.filter((word) => !functionWords.has(word));
}

/** Content words of a prompt that no wish of it has: the list is then not complete. */
export function unasked({ prompt, asks }: AskedPrompt): string[] {
  const asked = asks.flatMap(({ words }) => words.map((word) => word.toLowerCase()));
  const japanese = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}]/u.test(prompt);
  if (!japanese) {
    const have = new Set(asked.flatMap((word) => word.split(/[^\p{Script=Latin}\d]+/u)));
    return contentWords(prompt).filter((word) => !have.has(word));
  }
  const left = [...asked]
    .sort((a, b) => b.length - a.length)
    .reduce((text, word) => text.replaceAll(word, ' '), prompt);
  return contentWords(left);
}
