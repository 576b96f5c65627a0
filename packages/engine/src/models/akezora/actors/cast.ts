/** The cast of a request: who plays when its prompts call `@name`. */
import { AkezoraError, type GenerationRequest, type RequestedActor, type Scene } from '@akezora/contract';
import { decodeVideo } from '../../../video/decode.ts';
import { readFacts } from '../../../video/facts-file.ts';
import type { Frame } from '../../../video/frame.ts';
import { decodeImage } from '../../../video/image.ts';
import { resample } from '../../../video/resample.ts';
import type { Size } from '../frame-sizes.ts';
import { reasons } from '../notices.ts';
import type { Reader } from '../reader/reader.ts';
import { cameraAt, subjectAt } from '../scene/motion.ts';
import { aspectRatios, type World, type WorldSubject } from '../scene/world.ts';
import { type CastMember, calledName, memberOf, namesakeOf, unknownActor } from './cast-member.ts';
import { readActor } from './read-actor.ts';

/** A subject in a frame; `x` and `y` are its centre in fractions of the frame. */
interface LocatedSubject {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** What reading a cast needs. */
export interface CastContext {
  readonly model: string;
  readonly world: World;
  /** Size of frames for the reader. */
  readonly size: Size;
  readonly reader: () => Promise<Reader>;
}

/**
 * Reads the actors of a request. A picture plays itself; a frame of a clip of the world, a video, or a name alone stands for a
 * subject of the world: the nearest to the centre of the region in the first frame, else the subject of the same name.
 * @throws AkezoraError `option_unsupported` for an unknown name without a file; `input_missing`, `input_unreadable`,
 * `input_too_large` for a file that gives no actor.
 */
export async function readCast(request: GenerationRequest, context: CastContext): Promise<CastMember[]> {
  const cast: CastMember[] = [];
  for (const [index, actor] of (request.actors ?? []).entries()) {
    cast.push(await readMember({ ...actor, name: calledName(actor) }, index, context));
  }
  return cast;
}

async function readMember(actor: RequestedActor, index: number, context: CastContext): Promise<CastMember> {
  const { world, model } = context;
  const { name } = actor;
  const file = actor.image ?? actor.clip;
  const namesake = namesakeOf(name, world);
  if (file !== undefined) return readFile(actor, file, `actors.${index}`, namesake, context);
  if (namesake !== undefined) return { name, subject: namesake.name };
  throw unknownActor(name, index, model, world);
}

async function readFile(
  actor: RequestedActor,
  file: string,
  field: string,
  namesake: WorldSubject | undefined,
  { world, size, reader }: CastContext,
): Promise<CastMember> {
  const { name, faces, feet, scale, kind, region } = actor;
  const facts = await readFacts(file).catch(() => undefined);
  const ofWorld = (located: readonly LocatedSubject[]) =>
    nearest(
      located.filter((one) => world.subjects.has(one.name)),
      region,
    )?.name;
  const inScene = facts?.scene === undefined ? undefined : ofWorld(subjectsInFrame(facts.scene));
  if (inScene !== undefined) return { name, subject: inScene };
  try {
    const options = { name, field, ...defined({ faces, feet, scale }) };
    return memberOf(await readActor(file, options), kind);
  } catch (thrown) {
    if (AkezoraError.from(thrown).code !== 'input_unreadable') throw thrown;
    // Not a picture with one thing on a plain ground: a video, or a frame of the world.
    const located = await subjectsInFile(file, field, size, reader).catch(() => []);
    const subject = ofWorld(located) ?? namesake?.name;
    if (subject === undefined) throw (await isVideo(file)) ? noSubject(field, file) : thrown;
    return { name, subject };
  }
}

const defined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

const noSubject = (field: string, path: string) =>
  new AkezoraError('input_unreadable', { field, path, reason: reasons.noKnownSubject });

async function subjectsInFile(
  file: string,
  field: string,
  size: Size,
  loadReader: () => Promise<Reader>,
): Promise<LocatedSubject[]> {
  const reader = await loadReader();
  const reading = await reader.read([resample(await firstFrame(file, field), size.width, size.height)]);
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

const isVideo = async (file: string): Promise<boolean> =>
  decodeImage(file).then(
    () => false,
    () => true,
  );

function nearest(located: readonly LocatedSubject[], region: RequestedActor['region']): LocatedSubject | undefined {
  if (region === undefined) return located[0];
  const distance = ({ x, y }: LocatedSubject) =>
    Math.hypot(x - region.x - region.width / 2, y - region.y - region.height / 2);
  return [...located].sort((a, b) => distance(a) - distance(b))[0];
}
