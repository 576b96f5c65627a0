/** The transition of a blend: which it is, when, and the request and shots that make it. */
import type { ClipFacts, Condition, GenerationRequest, Notice, Scene, Transition } from '@akezora/contract';
import { decodeVideo } from '../../../video/decode.ts';
import { readFacts } from '../../../video/facts-file.ts';
import type { Frame } from '../../../video/frame.ts';
import { probe } from '../../../video/probe.ts';
import { secondsPerPatch } from '../config.ts';
import { notices } from '../notices.ts';
import { continuedScene } from '../scene/continued.ts';
import { hasClearLead, leadAt, matched, matchSeconds } from '../scene/match-cut.ts';
import type { Canvas, Shot } from '../scene/shot.ts';
import type { World } from '../scene/world.ts';
import { conditionField, conditionFile } from './conditions.ts';
import { frameDifference, movementBetween } from './frames-apart.ts';
import type { Wipe } from './wipe.ts';

/** Seconds that a wipe and a dissolve take, where the overlap has them. */
const lengths = { wipe: 0.8, dissolve: 0.4 } as const;
/** Difference of two foreign clips' frames from which a dissolve would show two sets in one. */
const otherSet = 0.12;

/** A blend as it is made. */
export interface PlannedBlend {
  /** The request whose clips overlap only where both are seen. */
  readonly request: GenerationRequest;
  /** Default: none, no clip of Akezora covers each part. */
  readonly shots?: readonly Shot[];
  /** Default: none. */
  readonly wipe?: Wipe;
  /** Numbers of the conditions whose own scene goes on after them. */
  readonly joined: readonly number[];
  readonly notices: readonly Notice[];
}

/** What planning a blend takes. */
export interface BlendContext {
  readonly world: World;
  /** A scene with the pictures that are known, and whether that is all of it. */
  readonly shown: (scene: Scene) => { readonly scene: Scene; readonly whole: boolean };
}

/** A clip of a blend in the new clip's seconds. */
interface Part {
  readonly index: number;
  readonly condition: Condition;
  readonly start: number;
  readonly end: number;
  readonly facts: ClipFacts | undefined;
}

/**
 * Plans the transition of a request between the first two of its videos that overlap.
 * @returns undefined where the request has none; where no two videos overlap, the request as it is, and a notice
 */
export async function planBlend(
  request: GenerationRequest,
  canvas: Canvas,
  context: BlendContext,
): Promise<PlannedBlend | undefined> {
  if (request.transition === undefined) return undefined;
  const parts = await partsOf(request, canvas.seconds);
  const at = parts.findIndex((part, i) => i > 0 && part.start < parts[i - 1]!.end - 1e-6);
  if (at < 0) return { request, joined: [], notices: [notices.noOverlap('transition')] };
  const [first, second] = [parts[at - 1]!, parts[at]!];
  const [open, close] = [second.start, Math.min(first.end, second.end)];
  // Shots change between the painter's units of time.
  const middle = Math.round((open + close) / 2 / secondsPerPatch) * secondsPerPatch;
  const cut = Math.min(Math.max(middle, open), close);
  const covered = request.conditions!.length === 2 && first.start === 0 && second.end > canvas.seconds - 0.05;
  const free = request.scene === undefined && request.storyboard === undefined && request.loop === undefined;
  const shots = covered && free ? blendShots(first, second, cut, canvas, context) : undefined;
  const asked = request.transition;
  const tried = cut === middle && shots !== undefined && mayMatch(asked, shots.known, cut);
  const match = tried ? matchIn(shots, cut, context) : undefined;
  const other = match === undefined ? await otherThanMatch(asked, first, second, cut, shots?.known) : undefined;
  const kind = match !== undefined ? 'match' : other!.kind;
  const seconds = kind === 'match' ? 0 : lengths[kind];
  const [from, to] = [Math.max(open, cut - seconds / 2), Math.min(close, cut + seconds / 2)].map(milli) as [
    number,
    number,
  ];
  const field = 'transition';
  const notice = asked === 'match' && kind !== 'match' ? notices.noMatch(field, kind) : notices.transition(field, kind);
  const towards = other?.towards ?? 'right';
  const made = match ?? shots?.shots;
  return {
    request: trimmed(
      request,
      first,
      second,
      kind === 'match' ? { from: cut - matchSeconds, to: cut } : { from, to },
      kind,
    ),
    ...(made === undefined ? {} : { shots: made }),
    ...(kind === 'wipe' ? { wipe: { from, to, towards } } : {}),
    joined: kind === 'match' ? [first.index] : [],
    notices: [notice],
  };
}

const milli = (seconds: number) => Math.round(seconds * 1000) / 1000;

async function partsOf(request: GenerationRequest, seconds: number): Promise<Part[]> {
  const parts: Part[] = [];
  for (const [index, condition] of (request.conditions ?? []).entries()) {
    if (condition.source.kind !== 'video') continue;
    const file = conditionFile(condition, index);
    const media = await probe(file);
    const length = Math.min(condition.to ?? media.seconds, media.seconds) - (condition.from ?? 0);
    const facts = await readFacts(file).catch(() => undefined);
    parts.push({
      index,
      condition,
      start: condition.at,
      end: Math.min(seconds, condition.at + length),
      facts: facts ?? undefined,
    });
  }
  return parts.sort((a, b) => a.start - b.start);
}

/** The request whose first clip ends and whose second clip begins with the transition. */
function trimmed(
  request: GenerationRequest,
  first: Part,
  second: Part,
  { from, to }: Pick<Wipe, 'from' | 'to'>,
  kind: Exclude<Transition, 'auto'>,
): GenerationRequest {
  const cut = kind === 'match';
  const fade = (start: number, end: number) => [
    { at: from, value: start },
    { at: to, value: end },
  ];
  const last = cut ? from : to;
  const begin = cut ? to : from;
  const conditions = request.conditions!.map((condition, index): Condition => {
    const start = condition.from ?? 0;
    if (index === first.index)
      return { ...condition, to: milli(start + last - condition.at), strength: cut || to <= from ? 1 : fade(1, 0) };
    if (index !== second.index) return condition;
    const strength = cut || to <= from ? 1 : fade(0, 1);
    return { ...condition, at: milli(begin), from: milli(start + begin - condition.at), strength };
  });
  return { ...request, conditions };
}

/** The last shot before the cut, and the first one after it. */
interface KnownShots {
  readonly before: Shot;
  readonly after: Shot;
}

/** The shots of both clips on either side of the cut, if both are known. */
function blendShots(first: Part, second: Part, cut: number, { aspect, seconds }: Canvas, { shown }: BlendContext) {
  if (first.facts?.scene === undefined || second.facts?.scene === undefined) return undefined;
  const before = shotsIn(first.facts, first.condition.from ?? 0, cut);
  const after = shotsIn(second.facts, (second.condition.from ?? 0) + cut - second.start, seconds - cut);
  let whole = true;
  const known = (shots: readonly Shot[]) =>
    shots.map(({ from, scene }): Shot => {
      const one = shown(scene);
      whole &&= one.whole;
      return { from, scene: { ...one.scene, aspect } };
    });
  const [one, other] = [known(before), known(after)];
  const moved = other.map(({ from, scene }) => ({ from: milli(cut + from), scene }));
  return { shots: [...one, ...moved], whole, known: { before: one.at(-1)!, after: other[0]! } };
}

/** A clip's shots from a time of it on, for `seconds`, from 0. */
function shotsIn({ shots, scene }: ClipFacts, from: number, seconds: number): Shot[] {
  const all = shots ?? [{ from: 0, scene: scene! }];
  return all.flatMap((shot, i): Shot[] => {
    const begin = Math.max(shot.from - from, 0);
    const end = Math.min((all[i + 1]?.from ?? Number.POSITIVE_INFINITY) - from, seconds);
    if (end <= begin + 1e-6) return [];
    return [{ from: milli(begin), scene: continuedScene(shot.scene, Math.max(from - shot.from, 0), end - begin) }];
  });
}

/** Whether a match is tried: where it is asked for, or by itself where a viewer sees one subject give way to another. */
function mayMatch(asked: Transition, { before, after }: KnownShots, cut: number): boolean {
  if (asked !== 'auto') return asked === 'match';
  return hasClearLead(before.scene, cut - before.from) && hasClearLead(after.scene, 0);
}

/** The shots with a match cut, if their subjects can stand at the same place. */
function matchIn(
  { shots, whole, known }: NonNullable<ReturnType<typeof blendShots>>,
  cut: number,
  { world }: BlendContext,
) {
  if (!whole) return undefined;
  const { before, after } = known;
  const scene = matched(before.scene, cut - before.from, after.scene, world);
  return scene && shots.map((shot) => (shot.from === before.from ? { ...shot, scene } : shot));
}

/** A dissolve within one set, else a wipe that goes along with what moves. */
async function otherThanMatch(
  asked: Transition,
  first: Part,
  second: Part,
  cut: number,
  known: KnownShots | undefined,
): Promise<{ kind: 'wipe' | 'dissolve'; towards: Wipe['towards'] }> {
  if (asked === 'dissolve') return { kind: asked, towards: 'right' };
  if (known !== undefined) {
    const [a, b] = [known.before.scene, known.after.scene];
    const same = a.place === b.place && a.time === b.time && a.backdrop === undefined && b.backdrop === undefined;
    const at = cut - known.before.from;
    const kind = asked === 'wipe' || !same ? 'wipe' : 'dissolve';
    return { kind, towards: (leadAt(a, at)?.speed ?? leadAt(b, 0)?.speed ?? 0) < 0 ? 'left' : 'right' };
  }
  const [earlier, last] = [await frameAt(first, cut - 0.25), await frameAt(first, cut)];
  const next = await frameAt(second, cut);
  const alike = last !== undefined && next !== undefined && frameDifference(last, next) < otherSet;
  const moves = earlier && last && movementBetween(earlier, last);
  return { kind: asked === 'wipe' || !alike ? 'wipe' : 'dissolve', towards: moves ?? 'right' };
}

/** The frame of a clip at a time of the new clip, or the last one before it. */
async function frameAt({ condition, index, start, end }: Part, at: number): Promise<Frame | undefined> {
  const from = Math.max(0, (condition.from ?? 0) + Math.min(at, end - 0.1) - start);
  for await (const frame of decodeVideo(conditionFile(condition, index), { field: conditionField(index), from }))
    return frame;
  return undefined;
}
