/** What the box has that is nearest to a noun it lacks. The names are offered, never put in. */
import type { Art } from '../art/shelf.ts';
import type { World } from '../scene/world.ts';
import type { Tag } from './tags.ts';
import { japaneseNouns } from './words/japanese-nouns.ts';
import nearest from './words/nearest.json' with { type: 'json' };

/** Up to three names, in the language of the words; none where nothing is near. */
export interface Nearest {
  /** Of a phrase that was not understood: of its last noun that WordNet has something near to. */
  of(phrase: readonly Tag[]): readonly string[];
  /** What is shown for a word that it is only near to. */
  shown(tag: Tag): readonly string[];
}

const table: Readonly<Record<string, readonly string[] | undefined>> = nearest;

/** The names of the box. */
export function nearestNames(art: Art, world: World): Nearest {
  const inLanguage = (name: string, { language }: Tag): string =>
    language === 'en' ? name : (art.find(name)?.ja ?? world.places.get(name)?.ja ?? name);
  return {
    of(phrase) {
      for (const tag of [...phrase].reverse()) {
        if (tag.sense.tag !== 'unknown' || tag.sense.of === 'film') continue;
        const names = nounsOf(tag)
          .map((noun) => table[noun])
          .find((found) => found !== undefined);
        if (names !== undefined) return names.map((name) => inLanguage(name, tag));
      }
      return [];
    },
    shown(tag) {
      const { sense } = tag;
      if (sense.tag === 'subject' || sense.tag === 'thing') return [inLanguage(sense.name, tag)];
      return sense.tag === 'place' ? [inLanguage(sense.place, tag)] : [];
    },
  };
}

/** A word as the table may have it: as it stands, and what it may be the plural of. */
function nounsOf({ word, language }: Tag): readonly string[] {
  if (language === 'ja') return [japaneseNouns[word] ?? ''];
  return [word, word.replace(/s$/, ''), word.replace(/es$/, ''), word.replace(/ies$/, 'y'), word.replace(/ves$/, 'f')];
}
