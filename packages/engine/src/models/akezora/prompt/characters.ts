import { AkezoraError, calledNames, type GenerationRequest, type Scene } from '@akezora/contract';
import { decodeVideo } from '../../../video/decode.ts';
import { readFacts } from '../../../video/facts-file.ts';
import type { Frame } from '../../../video/frame.ts';
import { decodeImage } from '../../../video/image.ts';
import { resample } from '../../../video/resample.ts';
import type { Size } from '../frame-sizes.ts';
import { reasons } from '../notices.ts';
import type { Reader } from '../reader/reader.ts';
import { cameraAt, subjectAt } from '../scene/motion.ts';
import { aspectRatios, type World } from '../scene/world.ts';

type Character = NonNullable<GenerationRequest['characters']>[number];

/** A character, which prompts mention as `@name`, and its subject of the world. */
export interface CharacterSubject {
  readonly name: string;
  readonly subject: string;
}

/** A subject in a frame; `x` and `y` are its centre in fractions of the frame. */
interface LocatedSubject {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/**
 * Finds the subject for each character of a request: what its picture or clip shows in the first frame (nearest to the
 * centre of the region), else the subject of the same name.
 * @throws AkezoraError `option_unsupported` for an unknown name without a file; `input_unreadable` when the file shows no
 * known subject.
 */
export async function readCharacters(
  request: GenerationRequest,
  model: string,
  world: World,
  size: Size,
  loadReader: () => Promise<Reader>,
): Promise<CharacterSubject[]> {
  const characters: CharacterSubject[] = [];
  for (const [index, character] of (request.characters ?? []).entries()) {
    const name = character.name.replace(/^@/, '');
    const lowerCase = name.toLowerCase();
    const namesake = [...world.subjects.values()].find(
      (subject) => subject.name.toLowerCase() === lowerCase || subject.ja === lowerCase,
    );
    const file = character.image ?? character.clip;
    if (file !== undefined) {
      const located = await subjectsInFile(file, index, size, loadReader);
      const known = located.filter((one) => world.subjects.has(one.name));
      const subject = nearest(known, character.region)?.name ?? namesake?.name;
      if (subject === undefined) {
        const field = `characters.${index}`;
        throw new AkezoraError('input_unreadable', { field, path: file, reason: reasons.noKnownSubject });
      }
      characters.push({ name, subject });
    } else if (namesake !== undefined) characters.push({ name, subject: namesake.name });
    else {
      const choices = [...world.subjects.keys()].join(', ');
      throw new AkezoraError('option_unsupported', { field: `characters.${index}.name`, model, asked: name, choices });
    }
  }
  return characters;
}

async function subjectsInFile(
  file: string,
  index: number,
  size: Size,
  loadReader: () => Promise<Reader>,
): Promise<LocatedSubject[]> {
  const facts = await readFacts(file).catch(() => undefined);
  if (facts?.scene !== undefined) return subjectsInFrame(facts.scene);
  const reader = await loadReader();
  const frame = resample(await firstFrame(file, `characters.${index}`), size.width, size.height);
  const reading = await reader.read([frame]);
  return reading.foreign ? [] : [...(reading.boxes[0] ?? [])];
}

/** Positions of a scene's subjects in its first frame. */
export function subjectsInFrame(scene: Scene): LocatedSubject[] {
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
    throw new AkezoraError('input_unreadable', { field, path: file, reason: reasons.noFrames });
  }
}

function nearest(located: readonly LocatedSubject[], region: Character['region']): LocatedSubject | undefined {
  if (region === undefined) return located[0];
  const distance = ({ x, y }: LocatedSubject) =>
    Math.hypot(x - region.x - region.width / 2, y - region.y - region.height / 2);
  return [...located].sort((a, b) => distance(a) - distance(b))[0];
}

/** A prompt whose `@name`s are replaced by names of subjects of the world. */
export interface ResolvedPrompt {
  readonly text: string;
  /** The place in the prompt as written of a place in `text`, both in UTF-16 units. */
  originalOffset(offset: number): number;
}

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Replaces the `@name`s of a prompt by their subjects, in the prompt's own language. */
export function resolveNames(prompt: string, characters: readonly CharacterSubject[], world: World): ResolvedPrompt {
  const mentions = calledNames(
    prompt,
    characters.map(({ name }) => name),
  );
  const ends = mentions.map(({ name, at }) => at + 1 + name.length);
  const others = [0, ...ends].map((from, index) => prompt.slice(from, mentions[index]?.at)).join('');
  const inJapanese = japanese.test(others);
  const shifts: { readonly from: number; readonly by: number }[] = [];
  let text = '';
  for (const [index, { name, at }] of mentions.entries()) {
    const { subject } = characters.find((one) => one.name === name)!;
    text += prompt.slice(ends[index - 1] ?? 0, at) + (inJapanese ? world.subjects.get(subject)!.ja : subject);
    shifts.push({ from: text.length, by: ends[index]! - text.length });
  }
  text += prompt.slice(ends.at(-1) ?? 0);
  return { text, originalOffset: (offset) => offset + (shifts.findLast(({ from }) => from <= offset)?.by ?? 0) };
}
