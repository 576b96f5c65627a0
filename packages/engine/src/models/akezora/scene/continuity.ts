/**
 * Continuity over a cut: who was seen before keeps size, colour and the way across the frame, and its side of whoever it was seen
 * with, unless the prompt says otherwise. A shot begins and ends in the middle of what happens (a cut on action).
 */
import type { Brief, BriefSubject, Scene, SceneSubject } from '@akezora/contract';
import { continuedScene } from './continued.ts';
import { headingRight, subjectAt } from './motion.ts';

/** Seconds of the action before a cut and after it that are not seen. */
const unseen = 0.5;
/** What somebody does who may go across the frame. */
const travelling: ReadonlySet<BriefSubject['action']> = new Set([
  'walk',
  'run',
  'fly',
  'swim',
  'drive',
  'sail',
  'roll',
  'race',
  null,
]);

/** What was seen before a cut. */
export interface Before {
  readonly brief: Brief;
  readonly scene: Scene;
}

/** Whether a brief's name means a subject: its own, or the key of its role. */
export const isCalled = (subject: SceneSubject, name: string) => subject.name === name || `@${subject.actor}` === name;

/** Way of a subject across the frame at the end of its scene; undefined for one that stays. */
function wayOf(subject: SceneSubject, { seconds }: Scene): 'left' | 'right' | undefined {
  const [a, b] = [subjectAt(subject, Math.max(0, seconds - 1)), subjectAt(subject, seconds)];
  if (Math.abs(b.x - a.x) < 0.05) return undefined;
  return b.x > a.x ? 'right' : 'left';
}

/** A brief that leaves open nothing of those who were seen before which a viewer would see change. */
export function withContinuity(brief: Brief, before: Before | undefined): Brief {
  if (before === undefined) return brief;
  const subjects = brief.subjects.map((subject) => {
    const earlier = before.brief.subjects.find(({ name }) => name === subject.name);
    const seen = before.scene.subjects.find((one) => isCalled(one, subject.name));
    if (seen === undefined) return subject;
    const goes = subject.motion === null && subject.relation === null && travelling.has(subject.action);
    const motion = goes ? (wayOf(seen, before.scene) ?? null) : subject.motion;
    return {
      ...subject,
      size: subject.size ?? earlier?.size ?? null,
      colour: subject.colour ?? seen.colour ?? null,
      motion,
    };
  });
  return { ...brief, subjects };
}

/** A scene in which those who were seen before look the same way and stand on the same sides of each other. */
export function onSameSides(scene: Scene, brief: Brief, before: Before | undefined): Scene {
  if (before === undefined) return scene;
  const seenAs = (subject: SceneSubject) =>
    before.scene.subjects.find(({ name, actor }) => name === subject.name && actor === subject.actor);
  const facing = scene.subjects.map((subject) => {
    const seen = seenAs(subject);
    const still = wayOf(subject, scene) === undefined;
    return seen !== undefined && still ? { ...subject, flip: headingRight(seen, before.scene.seconds) } : subject;
  });
  const pair = facing.length === 2 && facing.every((subject) => seenAs(subject) !== undefined);
  const free = brief.subjects.every(({ relation }) => relation === null);
  if (!pair || !free || facing[0]!.name === facing[1]!.name) return { ...scene, subjects: facing };
  const [a, b] = facing as [SceneSubject, SceneSubject];
  const gap = (one: SceneSubject, other: SceneSubject, t: number) => subjectAt(one, t).x - subjectAt(other, t).x;
  const now = gap(a, b, 0);
  const then = gap(seenAs(a)!, seenAs(b)!, before.scene.seconds);
  if (now * then >= 0) return { ...scene, subjects: facing };
  return { ...scene, subjects: [movedBy(a, -now), movedBy(b, now)] };
}

const movedBy = (subject: SceneSubject, x: number): SceneSubject => ({
  ...subject,
  path: subject.path.map((point) => ({ ...point, x: point.x + x })),
});

/** Seconds of action that a shot is staged for, of which `seconds` are seen. */
export const stagedSeconds = (seconds: number, cut: { readonly before: boolean; readonly after: boolean }): number =>
  seconds + (cut.before ? unseen : 0) + (cut.after ? unseen : 0);

/** The part of a staged shot that is seen. */
export const seenPart = (scene: Scene, seconds: number, cut: { readonly before: boolean }): Scene =>
  cut.before ? continuedScene(scene, unseen, seconds) : { ...scene, seconds };
