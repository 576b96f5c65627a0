import { AkezoraError, calledNames, type GenerationRequest, type Scene } from '@akezora/contract';
import { decodeVideo } from '../../../video/decode.ts';
import { readFacts } from '../../../video/facts-file.ts';
import type { Frame } from '../../../video/frame.ts';
import { decodeImage } from '../../../video/image.ts';
import { resample } from '../../../video/resample.ts';
import type { Size } from '../frame-sizes.ts';
import type { Reader } from '../reader/index.ts';
import { cameraAt, subjectAt } from '../scene/motion.ts';
import { aspectRatios, type World } from '../scene/world.ts';

type Character = NonNullable<GenerationRequest['characters']>[number];

/** A name that prompts call by `@name`, and the subject of the world it stands for. */
export interface Called {
  readonly name: string;
  readonly subject: string;
}

/** Something seen in a frame: its middle in fractions of the frame. */
interface Seen {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/**
 * The subjects that a request's characters stand for: a subject of the world by its own name, else the one that the
 * character's clip or picture shows (in its first frame, nearest to the middle of the region).
 * @throws AkezoraError `option_unsupported` for a name without a file that the world does not know; `input_unreadable`
 * when nothing of the world is seen.
 */
export async function lookAtCharacters(
  request: GenerationRequest,
  model: string,
  world: World,
  size: Size,
  reader: () => Promise<Reader>,
): Promise<Called[]> {
  const called: Called[] = [];
  for (const [index, character] of (request.characters ?? []).entries()) {
    const name = character.name.replace(/^@/, '');
    const wanted = name.toLowerCase();
    const known = [...world.subjects.values()].find((s) => s.name.toLowerCase() === wanted || s.ja === wanted);
    const file = character.image ?? character.clip;
    if (file !== undefined) {
      const seen = (await seenIn(file, index, size, reader)).filter((one) => world.subjects.has(one.name));
      const subject = nearest(seen, character.region)?.name ?? known?.name;
      if (subject === undefined) throw nothingSeen(file, index);
      called.push({ name, subject });
    } else if (known !== undefined) called.push({ name, subject: known.name });
    else {
      const choices = [...world.subjects.keys()].join(', ');
      throw new AkezoraError('option_unsupported', { field: `characters.${index}.name`, model, asked: name, choices });
    }
  }
  return called;
}

async function seenIn(file: string, index: number, size: Size, reader: () => Promise<Reader>): Promise<Seen[]> {
  const facts = await readFacts(file).catch(() => undefined);
  if (facts?.scene !== undefined) return subjectsInFrame(facts.scene);
  const eyes = await reader();
  const frame = resample(await firstFrame(file, `characters.${index}`), size.width, size.height);
  const reading = await eyes.read([frame]);
  return reading.foreign ? [] : [...(reading.boxes[0] ?? [])];
}

/** Where the subjects of a scene are in its first frame, in fractions of the frame. */
export function subjectsInFrame(scene: Scene): Seen[] {
  const camera = cameraAt(scene, 0);
  return scene.subjects.map((subject) => {
    const { x, y, size, lift } = subjectAt(subject, 0);
    return {
      name: subject.name,
      x: 0.5 + ((x - camera.x) * camera.zoom) / aspectRatios[scene.aspect],
      y: 0.5 + (y - lift - size / 2 - 0.5 - camera.y) * camera.zoom,
    };
  });
}

async function firstFrame(file: string, field: string): Promise<Frame> {
  try {
    return await decodeImage(file, { field });
  } catch {
    for await (const frame of decodeVideo(file, { field })) return frame;
    throw new AkezoraError('input_unreadable', { field, path: file, reason: { en: 'it is empty', ja: '空です' } });
  }
}

function nearest(seen: readonly Seen[], region: Character['region']): Seen | undefined {
  if (region === undefined) return seen[0];
  const far = ({ x, y }: Seen) => Math.hypot(x - region.x - region.width / 2, y - region.y - region.height / 2);
  return [...seen].sort((a, b) => far(a) - far(b))[0];
}

function nothingSeen(path: string, index: number): AkezoraError {
  const reason = {
    en: "no animal, vehicle or person of the model's world is seen there",
    ja: 'このモデルの知る動物・乗り物・人が映っていません',
  };
  return new AkezoraError('input_unreadable', { field: `characters.${index}`, path, reason });
}

/** A prompt with its @names spoken as subjects, and the way back from its offsets to the written ones. */
export interface Spoken {
  readonly text: string;
  written(offset: number): number;
}

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Speaks the @names of a prompt. */
export function spoken(prompt: string, called: readonly Called[], world: World): Spoken {
  const calls = calledNames(
    prompt,
    called.map(({ name }) => name),
  );
  const ends = calls.map(({ name, at }) => at + 1 + name.length);
  const others = [0, ...ends].map((from, index) => prompt.slice(from, calls[index]?.at)).join('');
  const inJapanese = japanese.test(others);
  const shifts: { readonly from: number; readonly by: number }[] = [];
  let text = '';
  for (const [index, { name, at }] of calls.entries()) {
    const { subject } = called.find((one) => one.name === name)!;
    text += prompt.slice(ends[index - 1] ?? 0, at) + (inJapanese ? world.subjects.get(subject)!.ja : subject);
    shifts.push({ from: text.length, by: ends[index]! - text.length });
  }
  text += prompt.slice(ends.at(-1) ?? 0);
  return { text, written: (offset) => offset + (shifts.findLast(({ from }) => from <= offset)?.by ?? 0) };
}
