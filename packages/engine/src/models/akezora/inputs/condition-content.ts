import { basename } from 'node:path';
import { type Brief, type GenerationRequest, type Notice, nameOf, type Scene } from '@akezora/contract';
import { readFacts } from '../../../video/facts-file.ts';
import type { Frame } from '../../../video/frame.ts';
import { resample } from '../../../video/resample.ts';
import type { Size } from '../frame-sizes.ts';
import { emptyBrief } from '../prompt/director.ts';
import type { Found, Reader, Reading } from '../reader/index.ts';
import { secondsBetweenFrames } from '../reader/index.ts';
import { continuedScene } from '../scene/edits.ts';
import { conditionFile, conditionFrames } from './conditioning-frames.ts';

/** What an input of a request shows: told by the facts of one of our clips, else read from its pixels. */
export interface Shown {
  /** Seconds of the clip at which it stands. */
  readonly at: number;
  readonly file: string;
  /** The request's field it came from. */
  readonly field: string;
  /** Whether it is no picture of the world; then nothing of it is known. */
  readonly foreign: boolean;
  /** What can be said of it, in the words of prompts. */
  readonly brief: Brief;
  /** Where its subjects are at `at`. */
  readonly boxes: readonly Found[];
  /** The whole scene from the clip's start on, when the input is one of our clips. */
  readonly scene: Scene | undefined;
}

/** Looks at every input of a request, in the order of their places in the clip. */
export async function lookAtInputs(
  request: GenerationRequest,
  seconds: number,
  size: Size,
  reader: () => Promise<Reader>,
  signal: AbortSignal,
): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (const [index, condition] of (request.conditions ?? []).entries()) {
    if (condition.strength === 0) continue;
    const file = conditionFile(condition, index);
    const about = { at: condition.at, file, field: `conditions.${index}` };
    const facts = condition.source.kind === 'video' ? await readFacts(file).catch(() => undefined) : undefined;
    if (facts?.scene !== undefined) {
      const start = (condition.from ?? 0) - condition.at;
      const scene = start > 0 ? continuedScene(facts.scene, start, seconds) : facts.scene;
      shown.push({ ...about, foreign: false, brief: briefOfScene(scene), boxes: [], scene });
      continue;
    }
    const eyes = await reader();
    const frames = await framesToRead(request, index, seconds, size, eyes.frames, signal);
    if (frames.length === 0) continue;
    const reading = await eyes.read(frames);
    const brief = reading.foreign ? emptyBrief : briefOfReading(reading);
    const boxes = reading.foreign ? [] : reading.boxes[0]!;
    shown.push({ ...about, foreign: reading.foreign, brief, boxes, scene: undefined });
  }
  return shown.sort((a, b) => a.at - b.at);
}

/** As many frames as the reader wants of a clip, or its first one when the input is a picture or too short. */
async function framesToRead(
  request: GenerationRequest,
  index: number,
  seconds: number,
  size: Size,
  wanted: number,
  signal: AbortSignal,
): Promise<Frame[]> {
  const condition = { ...request.conditions![index]!, strength: 1 };
  const frames: Frame[] = [];
  const fps = 1 / secondsBetweenFrames;
  for await (const { frame } of conditionFrames({ ...condition, at: 0 }, index, fps, seconds, signal)) {
    frames.push(resample(frame, size.width, size.height));
    if (frames.length === wanted) return frames;
  }
  return frames.slice(0, 1);
}

function briefOfReading({ place, time, weather, style, camera, subjects }: Reading): Brief {
  const told = subjects
    .slice(0, 2)
    .map(({ name, count, motion }) => ({ name, count, motion: motion ?? null, size: null }));
  return { place, time, weather, style, camera: camera ?? null, subjects: told } as Brief;
}

/** The brief a scene could have been staged from. */
function briefOfScene({ place, time, weather, style, camera, subjects }: Scene): Brief {
  const names = [...new Set(subjects.map(({ name }) => name))].slice(0, 2);
  const told = names.map((name) => {
    const all = subjects.filter((subject) => subject.name === name);
    return { name, count: Math.min(all.length, 3), motion: all[0]!.motion, size: null };
  });
  return { place, time, weather, style, camera: camera.move, subjects: told };
}

/** A brief in which what was left unsaid is taken from another. */
export function completed(said: Brief, seen: Brief): Brief {
  const subjects = said.subjects.map((subject) => {
    const same = seen.subjects.find(({ name }) => name === subject.name);
    return { ...subject, count: subject.count ?? same?.count ?? null, motion: subject.motion ?? same?.motion ?? null };
  });
  return {
    place: said.place ?? seen.place,
    time: said.time ?? seen.time,
    weather: said.weather ?? seen.weather,
    style: said.style ?? seen.style,
    camera: said.camera ?? seen.camera,
    subjects: subjects.length > 0 ? subjects : seen.subjects,
  };
}

/** Remarks on what the inputs show, before anything is made. */
export function noticesOfShown(shown: readonly Shown[]): Notice[] {
  return shown.map(({ file, field, foreign, brief }) => {
    const name = basename(file);
    if (foreign) {
      return {
        code: 'foreign_picture',
        field,
        message: {
          en: `${name} is not a picture of akezora-1's world. It is kept where it is put; all around it is painted from the prompt.`,
          ja: `${name} は akezora-1 の世界の絵ではありません。置いた位置には残りますが、その前後はプロンプトから描きます。`,
        },
      };
    }
    const words = [brief.place, brief.time, brief.weather, ...brief.subjects.map((subject) => subject.name)];
    const told = (language: 'en' | 'ja') => words.flatMap((word) => (word === null ? [] : [nameOf(word, language)]));
    return {
      code: 'read_from_picture',
      field,
      message: {
        en: `Seen in ${name}: ${told('en').join(', ')}. What the prompt does not say is taken from it.`,
        ja: `${name} に見えるもの: ${told('ja').join('、')}。プロンプトに書かれていないことはここから補います。`,
      },
    };
  });
}
