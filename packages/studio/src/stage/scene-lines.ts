import { type Language, nameOf, type Scene } from '@akezora/contract';
import type { Messages } from '../i18n/messages.ts';
import { aspectRatios, type Thing } from './geometry.ts';

/** Where across the frame something is, in a word. */
export function whereOf(x: number, aspect: number, words: Messages['tools']['stage']['where']): string {
  const part = x / aspect;
  if (part < -0.5) return words.outLeft;
  if (part > 0.5) return words.outRight;
  return part < -0.17 ? words.left : part > 0.17 ? words.right : words.middle;
}

/** A line of a scene: its words, the part of the scene it tells, and what it chooses. */
export interface SceneLine {
  readonly text: string;
  readonly part: unknown;
  readonly choice: Thing | null;
}

/** A scene told line by line. */
export function linesOf(scene: Scene, t: Messages['tools']['stage'], language: Language): readonly SceneLine[] {
  const where = (x: number) => whereOf(x, aspectRatios[scene.aspect], t.where);
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
      text: t.line.moves(
        name(subject.name),
        where(subject.path[0]?.x ?? 0),
        where(subject.path.at(-1)?.x ?? 0),
        percent(subject.path[0]?.size ?? 0),
      ),
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

/** A height on the stage as people say it. */
const percent = (height: number) => `${Math.round(100 * height)}%`;
