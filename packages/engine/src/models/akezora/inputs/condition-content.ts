import type { Brief, GenerationRequest, Scene } from '@akezora/contract';
import { readFacts } from '../../../video/facts-file.ts';
import type { Frame } from '../../../video/frame.ts';
import { resample } from '../../../video/resample.ts';
import type { Size } from '../frame-sizes.ts';
import { briefSubject, emptyBrief } from '../prompt/brief.ts';
import type { Found } from '../reader/decode.ts';
import { type Reader, type Reading, secondsBetweenFrames } from '../reader/reader.ts';
import { conditionField, conditionFile, conditionFrames } from './conditions.ts';
import { sceneAlong } from './earlier-scene.ts';
import { type Hold, holdOf } from './hold.ts';

/** Content of a condition: from the facts of a clip of Akezora, else recognised by the reader. */
export interface ConditionContent {
  /** Seconds of the clip at which the condition starts. */
  readonly at: number;
  readonly file: string;
  /** Field of the condition in the request, and its number there. */
  readonly field: string;
  readonly index: number;
  /** Whether it looks unlike the world's pictures; `brief` and `boxes` are empty then. */
  readonly foreign: boolean;
  /** How long it stays, if it is a foreign picture. */
  readonly hold?: Hold;
  readonly brief: Brief;
  /** Subjects in the frame at `at`. */
  readonly boxes: readonly Found[];
  /** The scene from the clip's start on, if the condition is a clip of Akezora. */
  readonly scene: Scene | undefined;
  /** Seconds of the clip at which a clip of Akezora that is shown as it is ends, and what comes next begins. Default: none. */
  readonly join?: number;
}

/** Shortest part of a clip after a join, in seconds. */
const shortestPart = 0.25;

/** Reads every condition of a request, in order of time. */
export async function readConditions(
  request: GenerationRequest,
  seconds: number,
  size: Size,
  loadReader: () => Promise<Reader>,
): Promise<ConditionContent[]> {
  const { signal } = new AbortController();
  const contents: ConditionContent[] = [];
  for (const [index, condition] of (request.conditions ?? []).entries()) {
    if (condition.strength === 0) continue;
    const file = conditionFile(condition, index);
    const origin = { at: condition.at, file, field: conditionField(index), index };
    const facts = condition.source.kind === 'video' ? await readFacts(file).catch(() => undefined) : undefined;
    if (facts?.scene !== undefined) {
      const scene = sceneAlong(facts, condition, seconds);
      const end = condition.at + Math.min(condition.to ?? facts.seconds, facts.seconds) - (condition.from ?? 0);
      const joins = condition.strength === 1 && condition.at === 0 && end < seconds - shortestPart;
      const join = joins ? { join: end } : {};
      contents.push({ ...origin, foreign: false, brief: briefOfScene(scene), boxes: [], scene, ...join });
      continue;
    }
    const reader = await loadReader();
    const frames = await framesToRead(request, index, seconds, size, reader.frames, signal);
    if (frames.length === 0) continue;
    const reading = await reader.read(frames);
    const { foreign } = reading;
    const brief = foreign ? emptyBrief : briefOfReading(reading);
    const held = foreign && condition.source.kind === 'image';
    const hold = held ? { hold: holdOf(request, condition, seconds) } : {};
    contents.push({ ...origin, ...hold, foreign, brief, boxes: foreign ? [] : reading.boxes[0]!, scene: undefined });
  }
  return contents.sort((a, b) => a.at - b.at);
}

/** As many frames as the reader takes of a clip; the first one when the condition is an image or too short. */
async function framesToRead(
  request: GenerationRequest,
  index: number,
  seconds: number,
  size: Size,
  count: number,
  signal: AbortSignal,
): Promise<Frame[]> {
  const condition = { ...request.conditions![index]!, strength: 1 };
  const frames: Frame[] = [];
  const fps = 1 / secondsBetweenFrames;
  for await (const { frame } of conditionFrames({ ...condition, at: 0 }, index, fps, seconds, signal)) {
    frames.push(resample(frame, size.width, size.height));
    if (frames.length === count) return frames;
  }
  return frames.slice(0, 1);
}

function briefOfReading({ place, time, weather, style, camera, subjects }: Reading): Brief {
  const entries = subjects
    .slice(0, 2)
    .map(({ name, count, motion }) => ({ ...briefSubject(name), count, motion: motion ?? null }));
  return { ...emptyBrief, place, time, weather, style, camera: camera ?? null, subjects: entries } as Brief;
}

/** The brief that a scene could have been staged from. */
function briefOfScene({ place, time, weather, style, camera, subjects }: Scene): Brief {
  // An actor goes by its key among the roles of a shot; without a role it is left out.
  const nameIn = ({ name, actor }: Scene['subjects'][number]) => (actor === undefined ? name : `@${actor}`);
  const names = [...new Set(subjects.map(nameIn))].slice(0, 6);
  const entries = names.map((name) => {
    const all = subjects.filter((subject) => nameIn(subject) === name);
    const { motion, action = null, colour = null } = all[0]!;
    return { ...briefSubject(name), count: Math.min(all.length, 5), motion, action, colour };
  });
  return { ...emptyBrief, place, time, weather, style, camera: camera.move, subjects: entries };
}

/** The numbers of conditions that are pictures to be held. */
export const heldPictures = (contents: readonly ConditionContent[]): readonly number[] =>
  contents.filter(({ hold }) => hold !== undefined).map(({ index }) => index);
