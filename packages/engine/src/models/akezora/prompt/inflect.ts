/** Forms of English nouns and verbs, by rule and by a short list of exceptions. */
import type { VerbForm } from './tags.ts';

const irregularPlurals: Readonly<Record<string, string>> = {
  calf: 'calves',
  child: 'children',
  deer: 'deer',
  fish: 'fish',
  foot: 'feet',
  goose: 'geese',
  leaf: 'leaves',
  man: 'men',
  mouse: 'mice',
  ox: 'oxen',
  person: 'persons',
  scarf: 'scarves',
  sheep: 'sheep',
  wolf: 'wolves',
  woman: 'women',
  elf: 'elves',
  knife: 'knives',
  loaf: 'loaves',
  policeman: 'policemen',
  fireman: 'firemen',
  snowman: 'snowmen',
  policewoman: 'policewomen',
  spaceman: 'spacemen',
  fisherman: 'fishermen',
  businessman: 'businessmen',
  mango: 'mangoes',
  tomato: 'tomatoes',
  potato: 'potatoes',
  octopus: 'octopuses',
  cactus: 'cactuses',
  aircraft: 'aircraft',
  moose: 'moose',
  bison: 'bison',
  shrimp: 'shrimp',
  squid: 'squid',
};

/** The plural of an English noun or of a phrase whose last word is one. */
export function pluralOf(noun: string): string {
  const [, before = '', last = noun] = /^(.*[\s-])?([^\s-]+)$/.exec(noun) ?? [];
  return before + (irregularPlurals[last] ?? withS(last));
}

function withS(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

/** Past tense and past participles that no rule gives. */
const irregularPasts: Readonly<Record<string, readonly string[]>> = {
  run: ['ran'],
  swim: ['swam', 'swum'],
  fly: ['flew', 'flown'],
  sit: ['sat'],
  stand: ['stood'],
  lie: ['lay', 'lain'],
  lay: ['laid'],
  sleep: ['slept'],
  eat: ['ate', 'eaten'],
  drink: ['drank', 'drunk'],
  fall: ['fell', 'fallen'],
  hide: ['hid', 'hidden'],
  drive: ['drove', 'driven'],
  ride: ['rode', 'ridden'],
  go: ['went', 'gone'],
  come: ['came'],
  rise: ['rose', 'risen'],
  take: ['took', 'taken'],
  leap: ['leapt', 'leaped'],
  spring: ['sprang', 'sprung'],
  creep: ['crept'],
  tread: ['trod'],
  spin: ['spun'],
  slide: ['slid'],
  meet: ['met'],
  fight: ['fought'],
  sink: ['sank', 'sunk'],
  feed: ['fed'],
  leave: ['left'],
  get: ['got'],
  make: ['made'],
  set: ['set'],
  flee: ['fled'],
  speed: ['sped', 'speeded'],
  dive: ['dived', 'dove'],
  stride: ['strode'],
  lap: ['lapped'],
  shine: ['shone'],
  pull: ['pulled'],
  see: ['saw', 'seen'],
  give: ['gave', 'given'],
};

/** Verbs of more than one syllable, or ending in a vowel's second letter, whose last consonant is not doubled. */
const undoubled =
  /(?:[aeiou]{2}[^aeiou]|[wxy]|[^aeiou][^aeiou])$|(?:wander|travel|gallop|explore|hover|flutter|scurry|scamper|frolic|plummet|slumber|saunter|encounter|canter|snorkel|orbit|motor|visit)$/;

function stemWithVowel(verb: string): string {
  if (/[^aeiouy]e$/.test(verb) || /(?:ue|[aeiou]ve)$/.test(verb)) return verb.slice(0, -1);
  if (/[^aeiou]le$/.test(verb)) return verb.slice(0, -1);
  if (verb.endsWith('frolic')) return `${verb}k`;
  return /[aeiou][^aeiou]$/.test(verb) && !undoubled.test(verb) ? verb + verb.at(-1) : verb;
}

/** All forms of an English verb, or of a phrase whose first word is one: `take off`, `takes off`, `taking off`, `took off`. */
export function verbForms(phrase: string): readonly (readonly [word: string, form: VerbForm])[] {
  const [verb = phrase, ...rest] = phrase.split(' ');
  const particle = rest.length === 0 ? '' : ` ${rest.join(' ')}`;
  const stem = stemWithVowel(verb);
  const ing = /[^aeiou]ie$|^(?:lie|die|tie)$/.test(verb)
    ? `${verb.slice(0, -2)}ying`
    : `${/ee$|oe$|ye$/.test(verb) ? verb : stem}ing`;
  const past = irregularPasts[verb] ?? [
    /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : verb.endsWith('e') ? `${verb}d` : `${stem}ed`,
  ];
  const third = verb === 'go' ? 'goes' : withS(verb);
  const forms: (readonly [string, VerbForm])[] = [
    [verb, 'base'],
    [third, 'finite'],
    [ing, 'participle'],
    ...past.map((one) => [one, 'past'] as const),
  ];
  if (verb === 'travel') forms.push(['travelling', 'participle'], ['travelled', 'past']);
  return forms.map(([word, form]) => [word + particle, form]);
}
