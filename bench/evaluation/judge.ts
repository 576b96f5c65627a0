/**
 * Judges what became of a prompt by written rules (`training/evaluate/README.md`): right, partly or wrong, why, and which words
 * were dropped without a word.
 */

import { faultsOf } from './absurd.ts';
import { type AskedPrompt, contentWords, type Wish } from './asked.ts';
import { playersOf } from './cast.ts';
import type { Planned, PlannedShot, Stock } from './planned.ts';
import { better, castOf, type Grade, gradeOf, type Stage } from './wishes.ts';

/** `named`: not done, but the plan says so. `dropped`: neither. */
export type WishVerdict = 'right' | 'half' | 'named' | 'dropped' | 'wrong';
/** Verdict on a prompt. */
export type Verdict = 'right' | 'partly' | 'wrong';

/** What became of a prompt, and why. */
export interface Judgement {
  readonly id: string;
  readonly source: string;
  readonly prompt: string;
  readonly verdict: Verdict;
  /** Why it is not right. */
  readonly reasons: readonly string[];
  readonly wishes: readonly { readonly wish: Wish; readonly verdict: WishVerdict }[];
  /** Content words that are neither used nor named. */
  readonly dropped: readonly string[];
  /** Whether nobody is seen although a subject that the box has was asked. */
  readonly empty: boolean;
}

/** Judges a plan. A prompt that was refused has no shots, and is wrong. */
export function judge(asked: AskedPrompt, planned: Planned, stock: Stock): Judgement {
  const stages = planned.shots.map((shot) => stageOf(shot, asked.asks, stock));
  const named = planned.named.map((word) => word.toLowerCase());
  const wishes = asked.asks.map((wish) => ({ wish, verdict: verdictOf(wish, stages, named, asked, stock) }));
  const faults = stages.map(faultsOf);
  const absurd = [...new Set(faults.flatMap((one) => one.absurd))];
  const cut = [...new Set(faults.flatMap((one) => one.cut))];
  const dropped = droppedWords(wishes, named);
  const empty = isEmpty(asked.asks, stages, stock);
  const serious = wishes.filter(({ wish }) => wish.kind !== 'manner');
  const wrong = empty || absurd.length > 0 || serious.some(({ verdict }) => verdict === 'wrong') || stages.length === 0;
  const right = cut.length === 0 && serious.every(({ verdict }) => verdict === 'right');
  return {
    ...{ id: asked.id, source: asked.source, prompt: asked.prompt, wishes, dropped, empty },
    verdict: wrong ? 'wrong' : right ? 'right' : 'partly',
    reasons: [
      ...(stages.length === 0 ? ['refused'] : []),
      ...(empty ? ['empty stage'] : []),
      ...absurd,
      ...cut,
      ...serious
        .filter(({ verdict }) => verdict !== 'right')
        .map(({ wish, verdict }) => `${described(wish)}: ${verdict}`),
    ],
  };
}

function stageOf(shot: PlannedShot, wishes: readonly Wish[], stock: Stock): Stage {
  const players = playersOf(shot, stock);
  return { shot, stock, players, wishes, cast: castOf(players, wishes) };
}

/** The grade over all shots: what must not be seen may be in none. */
function gradeOver(wish: Wish, stages: readonly Stage[]): Grade {
  const grades = stages.map((stage) => gradeOf(wish, stage));
  if (wish.kind === 'without') return grades.includes('against') ? 'against' : 'met';
  return grades.reduce(better, 'against');
}

function verdictOf(
  wish: Wish,
  stages: readonly Stage[],
  named: readonly string[],
  { asks }: AskedPrompt,
  stock: Stock,
): WishVerdict {
  const grade = stages.length === 0 ? 'missed' : gradeOver(wish, stages);
  if (grade === 'met') return 'right';
  const told = toTell(wish).length > 0 && toTell(wish).every((word) => isTold(word, named));
  if (grade === 'against') return contradicts(wish, stages, asks) ? 'wrong' : told ? 'named' : 'dropped';
  if (grade === 'half') return 'half';
  if (wish.kind === 'subject' && wish.foreign !== true && wish.names.some((name) => isStocked(name, stock)))
    return 'wrong';
  // What is only implied, as one of a dog, has no word that could be named.
  if (wish.words.length === 0) return 'half';
  return told ? 'named' : 'dropped';
}

/** Whether the opposite is seen, rather than the other of two colours that one subject cannot both have. */
function contradicts(wish: Wish, stages: readonly Stage[], asks: readonly Wish[]): boolean {
  if (wish.kind !== 'colour') return true;
  const others = asks.filter((other) => other !== wish && other.kind === 'colour' && other.of === wish.of);
  return !others.some((other) => gradeOver(other, stages) === 'met');
}

const isStocked = (name: string, stock: Stock): boolean => stock.has(name.replace(/\*$/, ''));

/** The words of a wish that the plan must name where it is not granted. */
function toTell({ kind, words }: Wish): readonly string[] {
  const content = words.filter((word) => contentWords(word).length > 0);
  return content.length > 0 || kind === 'manner' ? content : words;
}

function isTold(word: string, named: readonly string[]): boolean {
  const asked = word.toLowerCase();
  const latin = /^[\p{Script=Latin}\d\s]+$/u.test(asked);
  return named.some((one) => {
    if (latin) return one.split(/[^\p{Script=Latin}\d]+/u).includes(asked) || one === asked;
    return one.includes(asked) || (asked.includes(one) && contentWords(one).length > 0);
  });
}

/** Words of wishes that were not granted which the plan does not name, unless a granted wish has them too. */
function droppedWords(wishes: Judgement['wishes'], named: readonly string[]): string[] {
  const used = new Set(wishes.flatMap(({ wish, verdict }) => (verdict === 'right' ? wish.words : [])));
  const halves = ({ wish, verdict }: Judgement['wishes'][number]) => verdict === 'half' && !standsIn(wish);
  const open = wishes.filter((one) => one.verdict !== 'right' && one.verdict !== 'named' && !halves(one));
  const words = open.flatMap(({ wish }) => toTell(wish));
  return [...new Set(words.filter((word) => !used.has(word) && !isTold(word, named)))];
}

/** Whether half of a wish is granted by something else in its place, which has to be said. */
const standsIn = (wish: Wish): boolean => 'near' in wish && wish.near !== undefined;

function isEmpty(asks: readonly Wish[], stages: readonly Stage[], stock: Stock): boolean {
  const known = asks.some(
    (wish) => wish.kind === 'subject' && wish.foreign !== true && wish.names.some((name) => isStocked(name, stock)),
  );
  const nobody = stages.every(({ players, cast }) => cast.size === 0 && players.every(({ as }) => as !== 'subject'));
  return known && nobody;
}

/** A wish in a few words. */
function described(wish: Wish): string {
  if ('key' in wish) return `${wish.kind} ${wish.names[0]}`;
  if (wish.kind === 'count') return `${wish.from}${wish.to > wish.from ? `–${wish.to}` : ''} of ${wish.of}`;
  if (wish.kind === 'relation') return `${wish.of} ${wish.is[0]} ${wish.to}`;
  if (wish.kind === 'without') return `without ${wish.weather ?? wish.names?.[0]}`;
  if (wish.kind === 'line' || wish.kind === 'aloft') return `${wish.of} ${wish.kind}`;
  return 'is' in wish ? `${wish.kind} ${wish.is.join('|')}` : wish.words.join(' ');
}
