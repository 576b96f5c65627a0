import { type Language, nameOf, type Scene } from '@akezora/contract';
import type { Messages } from '../i18n/messages.ts';
import { aspectRatios, cameraAt, type Thing } from './geometry.ts';

/** The word for a position across the frame. */
function whereOf(x: number, aspect: number, words: Messages['tools']['stage']['where']): string {
  const part = x / aspect;
  if (part < -0.5) return words.outLeft;
  if (part > 0.5) return words.outRight;
  return part < -0.17 ? words.left : part > 0.17 ? words.right : words.middle;
}

/** A sentence about a part of a scene, and the thing that it selects. */
export interface SceneLine {
  readonly text: string;
  readonly part: unknown;
  readonly choice: Thing | null;
}

/** A scene as sentences: place, style and camera, then subjects, props and sky. */
export function linesOf(scene: Scene, t: Messages['tools']['stage'], language: Language): readonly SceneLine[] {
  // As the camera sees it: who is followed stays in the middle.
  const where = (x: number, at = 0) => whereOf(x - cameraAt(scene, at).x, aspectRatios[scene.aspect], t.where);
  const name = (text: string) => nameOf(text, language);
  const { place, time, weather, style, camera, subjects, props, sky } = scene;
  return [
    {
      text: t.line.scene(name(place), t.times[time], t.weathers[weather]),
      part: [place, time, weather],
      choice: null,
    },
    ...(style === 'none' ? [] : [{ text: t.line.style(t.styles[style]), part: style, choice: null }]),
    { text: t.line.camera(t.moves[camera.move]), part: camera, choice: null },
    ...subjects.map((subject, index) => ({
      text: subjectLine(subject, { name: name(subject.actor ?? subject.name), where, t }),
      part: subject,
      choice: { kind: 'subjects', index } as const,
    })),
    ...props.map((prop, index) => ({
      text: t.line.stands(name(prop.name), where(prop.x), percent(prop.size)),
      part: prop,
      choice: { kind: 'props', index } as const,
    })),
    ...sky.map((one, index) => ({
      text: t.line.hangs(name(one.name), where(one.x)),
      part: one,
      choice: { kind: 'sky', index } as const,
    })),
  ];
}

/** What a subject does, in one sentence: it stays, or it goes from one side to another, or there and back. */
function subjectLine(
  { path }: Scene['subjects'][number],
  {
    name,
    where,
    t,
  }: {
    readonly name: string;
    readonly where: (x: number, at?: number) => string;
    readonly t: Messages['tools']['stage'];
  },
): string {
  const xs = path.map(({ x }) => x);
  const [from, to] = [where(xs[0] ?? 0, path[0]?.at), where(xs.at(-1) ?? 0, path.at(-1)?.at)];
  const size = percent(path[0]?.size ?? 0);
  if (from !== to) return t.line.moves(name, from, to, size);
  const roams = Math.max(...xs) - Math.min(...xs) > 0.15;
  return roams ? t.line.roams(name, from, size) : t.line.stays(name, from, size);
}

/** A height as a percentage of the frame. */
const percent = (height: number) => `${Math.round(100 * height)}%`;
