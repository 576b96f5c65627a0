/**
 * The words that prompts are read with: every name of the art in the box with its synonyms, and the words of scenes, deeds and
 * grammar. One entry a word in the tables of `words/`; their other forms come by rule.
 */

import type { ArtEntry } from '../art/index-file.ts';
import type { Art } from '../art/shelf.ts';
import type { World } from '../scene/world.ts';
import { actsInScenes } from './acting-art.ts';
import { pluralOf, verbForms } from './inflect.ts';
import { type JapaneseVerb, japaneseVerb } from './japanese-verbs.ts';
import type { Meaning, Sense } from './tags.ts';
import { stillGaits } from './variants.ts';
import { cameraWords, framingWords, paceWords } from './words/camera-words.ts';
import { colourWords, countWords, motionWords, sizeWords } from './words/describing-words.ts';
import { filmWords, otherNouns } from './words/film-words.ts';
import {
  clauseWords,
  functionWords,
  japaneseFunctionWords,
  negationsAfter,
  negationsBefore,
  postpositions,
  praiseWords,
  prepositions,
  pronouns,
  sequenceWords,
} from './words/grammar-words.ts';
import { subjectWords } from './words/names-of-subjects.ts';
import { notThings, thingWords } from './words/names-of-things.ts';
import { placeThings, placeWords, weakPlaces } from './words/place-words.ts';
import { lyingSnowWords, snowWords, styleWords, timeWords, weatherWords } from './words/scene-words.ts';
import { type Deed, deeds } from './words/verbs.ts';

/** A Japanese verb with what it says. */
export interface VerbEntry extends JapaneseVerb {
  readonly deed: Deed;
  /** Whether the deed is only near to the verb. */
  readonly near: boolean;
}

/** Words by how they are written: English ones in lower case with single spaces and no hyphens. */
export interface Vocabulary {
  readonly english: ReadonlyMap<string, readonly Meaning[]>;
  readonly japanese: ReadonlyMap<string, readonly Meaning[]>;
  /** Japanese verbs by the first letter of their stem. */
  readonly verbs: ReadonlyMap<string, readonly VerbEntry[]>;
  /** Letters of the longest Japanese word, and words of the longest English one. */
  readonly longest: { readonly japanese: number; readonly english: number };
}

/** An English word as the vocabulary has it. */
export const asEnglish = (word: string): string =>
  word
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[-\s.]+/g, ' ')
    .trim();

const isJapanese = (word: string): boolean => /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(word);

/** The words of a line of a table: English ones, a semicolon, Japanese ones. */
export function wordsOf(line: string): readonly string[] {
  return line
    .split(/[,;]/)
    .map((word) => word.trim().replaceAll(/\s+/g, ' '))
    .filter((word) => word !== '');
}

const known = new WeakMap<Art, Vocabulary>();

/** The vocabulary of the art in the box. It is made once for each art. */
export function vocabularyOf(art: Art, world: World): Vocabulary {
  const before = known.get(art);
  if (before !== undefined) return before;
  const made = new VocabularyBuilder().build(art, world);
  known.set(art, made);
  return made;
}

/** Whether a word is `mouse face`, of a mouse: prompts mean a mouse that faces somebody. */
const isFaceOf = (word: string, entry: ArtEntry): boolean => / face$/.test(word) && actsInScenes(entry);

/** Words that are plurals by themselves. */
const plurals: ReadonlySet<string> = new Set([
  'neon lights',
  'meteor shower',
  '流星群',
  'ネオン街',
  'people',
  'family',
  'crowd',
  '~crowd',
  'kids',
  '人々',
  '家族',
  '木々',
  '花々',
  '家々',
  '子どもたち',
  '子供たち',
]);

/** People under what they do: prompts name the person and the deed, which `variantOf` joins. */
const doesInName = /^(?:person|man|woman) (?:walking|running|swimming|standing|dancing|kneeling)$/;

class VocabularyBuilder {
  readonly english = new Map<string, Meaning[]>();
  readonly japanese = new Map<string, Meaning[]>();
  readonly verbs = new Map<string, VerbEntry[]>();

  build(art: Art, world: World): Vocabulary {
    this.#names(art);
    for (const { deed, en, ja } of deeds) this.#deed(deed, en, ja);
    for (const [place, words] of placeWords) if (world.places.has(place)) this.#places(place, words);
    this.#addAll(lyingSnowWords, { tag: 'snow', lies: true });
    this.#addAll(snowWords, { tag: 'snow' });
    for (const [time, words] of timeWords) this.#addAll(words, { tag: 'time', time });
    for (const [weather, words] of weatherWords) this.#addAll(words, { tag: 'weather', weather });
    for (const [style, words] of styleWords) this.#addAll(words, { tag: 'style', style });
    for (const [camera, words] of cameraWords) this.#addAll(words, { tag: 'camera', camera });
    for (const [framing, words] of framingWords) this.#addAll(words, { tag: 'framing', framing });
    for (const [pace, words] of paceWords) this.#addAll(words, { tag: 'pace', pace });
    this.#addAll(filmWords, { tag: 'unknown', of: 'film' });
    this.#addAll(otherNouns, { tag: 'unknown' });
    for (const [colour, words] of colourWords) this.#addAll(words, { tag: 'colour', colour });
    for (const [size, words] of sizeWords) this.#addAll(words, { tag: 'size', size });
    for (const [count, words] of countWords) this.#addAll(words, { tag: 'count', count });
    for (const [motion, words] of motionWords) this.#addAll(words, { tag: 'motion', motion });
    for (const [relation, words] of [...prepositions, ...postpositions])
      this.#addAll(words, { tag: 'relation', relation });
    this.#addAll(negationsBefore, { tag: 'negation', side: 'before' });
    this.#addAll(negationsAfter, { tag: 'negation', side: 'after' });
    this.#addAll(pronouns, { tag: 'pronoun' });
    this.#addAll(clauseWords, { tag: 'clause' });
    this.#addAll(sequenceWords, { tag: 'sequence' });
    this.#addAll(praiseWords, { tag: 'praise' });
    this.#addAll(`${functionWords};${japaneseFunctionWords}`, { tag: 'function' });
    const lengths = (keys: Iterable<string>, length: (key: string) => number) => Math.max(...[...keys].map(length));
    return {
      english: this.english,
      japanese: this.japanese,
      verbs: this.verbs,
      longest: {
        japanese: lengths(this.japanese.keys(), (key) => key.length),
        english: lengths(this.english.keys(), (key) => key.split(' ').length),
      },
    };
  }

  #add(said: string, meant: Sense): void {
    const near = said.startsWith('~');
    const word = near ? said.slice(1) : said;
    const sense: Meaning = near ? { ...meant, near } : meant;
    const [words, key] = isJapanese(word)
      ? [this.japanese, word.replaceAll(/\s+/g, '')]
      : [this.english, asEnglish(word)];
    const senses = words.get(key) ?? [];
    if (!words.has(key)) words.set(key, senses);
    if (!senses.some(({ tag }) => tag === sense.tag)) senses.push(sense);
  }

  #addAll(line: string, sense: Sense): void {
    for (const word of wordsOf(line)) this.#add(word, sense);
  }

  #places(place: string, line: string): void {
    for (const word of wordsOf(line)) {
      const plain = word.replace('~', '');
      const thing = placeThings[plain];
      const sense: Sense = {
        tag: 'place',
        place,
        ...(thing === undefined ? {} : { thing }),
        ...(weakPlaces.has(plain) ? { weak: true } : {}),
      };
      this.#add(word, sense);
      if (!isJapanese(word)) this.#add(pluralOf(word), sense);
    }
  }

  /** Synonyms go before names, so that 「木」 is a tree and not what a tag of another entry says. */
  #names(art: Art): void {
    for (const table of [subjectWords, thingWords]) {
      for (const [name, line] of Object.entries(table)) {
        const entry = art.find(name);
        if (entry === undefined) continue;
        const own = entry.kind === 'drawn' ? [entry.name, ...(entry.ja === undefined ? [] : [entry.ja])] : [];
        for (const word of [...wordsOf(line), ...own]) this.#name(word, entry);
      }
    }
    for (const entry of art.entries) {
      if (entry.kind === 'drawn') continue;
      for (const word of [entry.name, entry.ja, entry.emoji]) {
        if (word !== undefined && !notThings.has(word) && !doesInName.test(entry.name) && !isFaceOf(word, entry))
          this.#name(word, entry);
      }
      const [face, ja] = [/^(.+) face$/.exec(entry.name)?.[1], /^(.+)の顔$/.exec(entry.ja ?? '')?.[1]];
      for (const word of [face, ja]) if (word !== undefined && actsInScenes(entry)) this.#name(word, entry);
    }
  }

  #name(word: string, entry: ArtEntry): void {
    const gait = entry.moves?.gait ?? stillGaits[entry.name];
    const tag = actsInScenes(entry) || gait !== undefined ? 'subject' : 'thing';
    const sense = {
      tag,
      name: entry.name,
      plural: plurals.has(word),
      ...(gait === undefined ? {} : { gait }),
      ...(entry.kind === 'prop' ? { prop: true } : {}),
    } as const;
    this.#add(word, sense);
    if (isJapanese(word)) {
      this.#add(`${word}たち`, { ...sense, plural: true });
      this.#add(`${word}達`, { ...sense, plural: true });
    } else if (/[a-z]$/i.test(word)) {
      const plural = pluralOf(word.toLowerCase());
      if (plural !== word.toLowerCase()) this.#add(plural, { ...sense, plural: true });
    }
  }

  #deed(deed: Deed, en: readonly string[], ja: readonly string[]): void {
    for (const said of en) {
      const mark = said.startsWith('~') ? '~' : '';
      for (const [word, form] of verbForms(said.slice(mark.length)))
        this.#add(mark + word, { tag: 'deed', deed, form, negated: false });
    }
    for (const said of ja) {
      const verb = { ...japaneseVerb(said.replace('~', '')), deed, near: said.startsWith('~') };
      const first = verb.stem[0]!;
      this.verbs.set(first, [...(this.verbs.get(first) ?? []), verb]);
    }
  }
}
