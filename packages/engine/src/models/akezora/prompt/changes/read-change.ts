/** Reads what a change asks for, from the token tags of its clauses. */
import { type BriefSubject, briefThingSchema, type UnknownWord } from '@akezora/contract';
import { briefSubject } from '../brief.ts';
import { briefOfTags } from '../brief-of-tags.ts';
import type { Nearest } from '../nearest.ts';
import { notUnderstood } from '../not-understood.ts';
import { tagPrompt } from '../tag-prompt.ts';
import type { SenseOf, Tag } from '../tags.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { type Clause, clausesOf } from './clauses.ts';
import type { Edit, ReadChange, Whom } from './edit.ts';

/** What a change is read with. */
export interface ChangeContext {
  readonly vocabulary: Vocabulary;
  readonly nearest: Nearest;
  /** Names of who and what is in the scene. */
  readonly present: readonly string[];
}

/** Reads a change. Pure. */
export function readChange(change: string, context: ChangeContext): ReadChange {
  const edits: Edit[] = [];
  const unknown: UnknownWord[] = [];
  let asks = true;
  for (const clause of clausesOf(change)) {
    const tags = tagPrompt(clause.text, context.vocabulary);
    const { found, unused } = readClause(clause, tags, context);
    edits.push(...found);
    const left = unused ?? [];
    for (const word of notUnderstood(clause.text, tags.filter(meaningful), left, context.nearest))
      unknown.push(placed(word, clause, change));
    asks = asks && isAsked(clause, tags, found, context);
  }
  return { edits, notUnderstood: unknown, isChange: asks && edits.length + unknown.length > 0 };
}

const placed = ({ start, end, ...word }: UnknownWord, clause: Clause, change: string): UnknownWord => {
  const [from, to] = [start + clause.start, end + clause.start];
  return { ...word, word: change.slice(from, to).trim(), start: from, end: to };
};

/** Tags of single kana are what is left of a word of command. */
const meaningful = ({ sense, word }: Tag): boolean =>
  sense.tag !== 'praise' && !(sense.tag === 'unknown' && /^[\p{Script=Hiragana}ー]{1,2}$/u.test(word));

/** A clause that names nobody new, or says that it changes something, is a change; others describe a clip of their own. */
function isAsked(clause: Clause, tags: readonly Tag[], found: readonly Edit[], { present }: ChangeContext): boolean {
  if (clause.asks) return true;
  const named = tags.flatMap(({ sense }) => (sense.tag === 'subject' || sense.tag === 'thing' ? [sense.name] : []));
  return found.length > 0 && named.every((name) => present.includes(name)) && tags.length <= 9;
}

interface Found {
  readonly found: readonly Edit[];
  /** Known words that came to nothing. */
  readonly unused?: readonly Tag[];
}

type Noun = Tag & { readonly sense: SenseOf<'subject' | 'thing'> };

const isNoun = (tag: Tag): tag is Noun => tag.sense.tag === 'subject' || tag.sense.tag === 'thing';

function readClause(clause: Clause, tags: readonly Tag[], context: ChangeContext): Found {
  const nouns = tags.filter(isNoun);
  const [first, second] = nouns;
  const { present } = context;
  const swaps =
    clause.asks && nouns.length === 2 && present.includes(first!.sense.name) && isTurned(clause, first!, second!);
  if ((clause.command === 'replace' || swaps) && first !== undefined && second !== undefined) {
    const turned =
      clause.command === 'replace' && !present.includes(first.sense.name) && present.includes(second.sense.name);
    const [from, to] = turned ? [second, first] : [first, second];
    return { found: [{ kind: 'replace', from: from.sense.name, to: to.sense.name, colour: colourBefore(tags, to) }] };
  }
  if (clause.command === 'remove') return removed(tags, nouns);
  if (clause.command === 'add') return { found: added(tags, nouns, context) };
  return setTo(clause, tags, nouns, context);
}

/** Whether a clause turns one noun into another: `change the dog (in)to a cat`, 「犬を猫に」. */
function isTurned({ text }: Clause, from: Noun, to: Noun): boolean {
  const [between, after] = [text.slice(from.end, to.start), text.slice(to.end)];
  if (from.language === 'ja') return /^\s*を/u.test(between) && /^\s*(?:に|へ|と)?\s*$/u.test(after.replace(/ /g, ''));
  return /^\s*(?:(?:in)?to)?\s*(?:an?|the|some)?\s*$/iu.test(between);
}

function colourBefore(tags: readonly Tag[], noun: Noun): BriefSubject['colour'] {
  const before = tags.findLast(({ end, sense }) => sense.tag === 'colour' && end <= noun.start && noun.start - end < 3);
  return before === undefined ? null : (before.sense as SenseOf<'colour'>).colour;
}

function removed(tags: readonly Tag[], nouns: readonly Noun[]): Found {
  const found: Edit[] = nouns.map(({ sense }) => ({ kind: 'remove', name: sense.name }));
  for (const { sense } of tags) {
    if (sense.tag === 'weather' && sense.weather !== 'clear') found.push({ kind: 'weather', to: 'clear' });
    if (sense.tag === 'snow') found.push({ kind: 'weather', to: 'clear' });
    if (sense.tag === 'camera') found.push({ kind: 'camera', to: 'static' });
    if (sense.tag === 'style') found.push({ kind: 'style', to: 'none' });
    if (sense.tag === 'place' && sense.thing !== undefined) found.push({ kind: 'remove', name: sense.thing });
  }
  return { found };
}

/** Everybody and everything of a clause, as its brief has them. */
function added(tags: readonly Tag[], nouns: readonly Noun[], context: ChangeContext): readonly Edit[] {
  const { brief } = briefOfTags(tags);
  const found: Edit[] = [];
  for (const subject of brief.subjects) found.push({ kind: 'add', subject });
  for (const thing of brief.things) found.push({ kind: 'add-thing', thing });
  found.push(...ofTheScene(tags));
  if (nouns.length > 0 || found.length > 0) return found;
  // One more of whoever is there: 「もう一匹」.
  const count = tags.find(({ sense }) => sense.tag === 'count')?.sense as SenseOf<'count'> | undefined;
  const [name] = context.present;
  const plain = tags.every(({ sense }) => ['count', 'function', 'pronoun', 'comma'].includes(sense.tag));
  if (name === undefined || !plain) return found;
  return [{ kind: 'add', subject: { ...briefSubject(name), count: count?.count ?? 1 } }];
}

/** Time, weather, place, style, camera and framing that tags name. */
function ofTheScene(tags: readonly Tag[]): Edit[] {
  return tags.flatMap(({ sense }): Edit[] => {
    switch (sense.tag) {
      case 'time':
        return [{ kind: 'time', to: sense.time }];
      case 'weather':
        return [{ kind: 'weather', to: sense.weather }];
      case 'snow':
        return [{ kind: 'weather', to: 'snow' }];
      case 'style':
        return [{ kind: 'style', to: sense.style }];
      case 'camera':
        return [{ kind: 'camera', to: sense.camera }];
      case 'framing':
        return [{ kind: 'framing', to: sense.framing }];
      case 'place':
        return [{ kind: 'place', to: sense.place }];
      default:
        return [];
    }
  });
}

function setTo({ degree }: Clause, tags: readonly Tag[], nouns: readonly Noun[], { present }: ChangeContext): Found {
  const whom: Whom = nouns[0]?.sense.name ?? null;
  const found: Edit[] = ofTheScene(tags);
  const missing = nouns.filter(({ sense }) => !present.includes(sense.name));
  if (missing.length > 0) {
    const { brief } = briefOfTags(tags);
    const isNew = (name: string) => !present.includes(name);
    for (const subject of brief.subjects) if (isNew(subject.name)) found.push({ kind: 'add', subject });
    for (const thing of brief.things)
      if (isNew(thing.name)) found.push({ kind: 'add-thing', thing: briefThingSchema.parse(thing) });
    if (missing.length === nouns.length) return { found };
  }
  if (degree === 'larger' || degree === 'smaller') found.push({ kind: 'size', of: whom, to: degree });
  if (degree === 'slower' || degree === 'faster') found.push({ kind: 'pace', to: degree });
  const { brief } = briefOfTags(tags, whom === null ? present.slice(0, 1) : []);
  const subject = brief.subjects.find(({ name }) => name === whom) ?? brief.subjects[0];
  for (const { sense } of tags) {
    if (sense.tag === 'colour') found.push({ kind: 'colour', of: whom, to: sense.colour });
    if (sense.tag === 'count') found.push({ kind: 'count', of: whom, to: sense.count });
    if (sense.tag === 'size' && sense.size !== 'medium')
      found.push({ kind: 'size', of: whom, to: sense.size === 'large' ? 'larger' : 'smaller' });
  }
  const does = tags.some(({ sense }) => sense.tag === 'deed' || sense.tag === 'motion');
  const doing = subject !== undefined && (subject.action !== null || subject.motion !== null);
  if (does && doing && !found.some(({ kind }) => kind === 'place' || kind === 'weather'))
    found.push({ kind: 'action', of: whom, action: subject.action, motion: subject.motion });
  return { found };
}
