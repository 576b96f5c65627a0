import { AkezoraError, type Brief, calledNames, type UnknownWord } from '@akezora/contract';
import type { CastMember } from '../actors/cast-member.ts';
import type { Art } from '../art/shelf.ts';
import { reasons } from '../notices.ts';
import type { World } from '../scene/world.ts';
import { briefSubject, emptyBrief } from './brief.ts';
import { briefOfTags } from './brief-of-tags.ts';
import { nearestNames } from './nearest.ts';
import { notUnderstood } from './not-understood.ts';
import { keyOf, type Role, rolesOf, withRoles } from './roles.ts';
import { shotsOfPrompt } from './shots-of-prompt.ts';
import { type CalledName, tagPrompt } from './tag-prompt.ts';
import type { Tag } from './tags.ts';
import { vocabularyOf } from './vocabulary.ts';

/** A prompt as read, with the roles of the actors and the art in it, which `brief` calls by their keys. */
export interface CastReading {
  readonly brief: Brief;
  /** Phrases that are in no part of the brief, as typed, with what the box has instead. */
  readonly unknownWords: readonly UnknownWord[];
  /** Counts above five, which became five. */
  readonly limited: readonly string[];
  readonly roles: readonly Role[];
}

/** The reading of a prompt without text: everything is left open. */
export const emptyReading: CastReading = { brief: emptyBrief, unknownWords: [], limited: [], roles: [] };

/** What a prompt is read with. */
export interface ReadingContext {
  readonly world: World;
  readonly art: () => Promise<Art>;
  readonly cast: readonly CastMember[];
  /** Members of the cast whom no prompt of the request calls: they are on the stage all the same. */
  readonly uncalled: readonly CastMember[];
}

/** The reading of a shot of a prompt. */
export interface ShotReading extends CastReading {
  /** Its share of the clip's length, against the prompt's other shots. */
  readonly weight: number;
}

/**
 * Reads a prompt as one shot: tags its words, then makes a brief of the tags. Actors are names as others are; who is on the stage
 * without being called does what the prompt says if it names nobody.
 * @throws AkezoraError `prompt_empty`, `prompt_unreadable`.
 */
export async function readPrompt(prompt: string, field: string, context: ReadingContext): Promise<CastReading> {
  const tags = await tagsOf(prompt, field, context);
  return readTags(prompt, tags, context, undefined);
}

/**
 * Reads a prompt as the shots that it tells: `a fox runs, then sleeps` is two. Later shots stay in the setting of earlier ones, and
 * are about who was there before if they name nobody.
 * @throws AkezoraError `prompt_empty`, `prompt_unreadable`.
 */
export async function readShots(
  prompt: string,
  field: string,
  context: ReadingContext,
): Promise<readonly ShotReading[]> {
  const tags = await tagsOf(prompt, field, context);
  const readings: ShotReading[] = [];
  let before: Brief | undefined;
  for (const { start, end, weight } of shotsOfPrompt(prompt, tags)) {
    const part = tags.filter((tag) => tag.start >= start && tag.end <= end);
    const reading = await readTags(prompt, part, context, before);
    before = reading.understood;
    readings.push({ ...reading, weight });
  }
  return readings;
}

async function tagsOf(
  prompt: string,
  field: string,
  { world, art, cast, uncalled }: ReadingContext,
): Promise<readonly Tag[]> {
  const tags = tagPrompt(prompt, vocabularyOf(await art(), world), namesCalled(prompt, cast));
  if (uncalled.length === 0 || prompt.trim() !== '') check(prompt, tags, field);
  return tags;
}

async function readTags(
  prompt: string,
  tags: readonly Tag[],
  { world, art, cast, uncalled }: ReadingContext,
  before: Brief | undefined,
): Promise<CastReading & { readonly understood: Brief }> {
  const opened = await art();
  const present = before === undefined ? uncalled.map(nameOf) : before.subjects.map(({ name }) => name);
  const { brief: read, unused, limited } = briefOfTags(tags, present);
  const brief = inKnownPlace(read, world);
  const understood = withEveryone(before === undefined ? brief : inSetting(brief, before), uncalled);
  const roles = rolesOf(understood, { art: opened, cast, world });
  return {
    understood,
    brief: withRoles(understood, roles),
    unknownWords: notUnderstood(prompt, tags, unused, nearestNames(opened, world)),
    limited: limited.map(({ start, end }) => prompt.slice(start, end)),
    roles,
  };
}

/** A brief in a place of the world: one without snow on it has it fall. */
function inKnownPlace(brief: Brief, world: World): Brief {
  const plain = brief.place?.replace(/^snowy /, '');
  if (plain === undefined || plain === brief.place || world.places.has(brief.place!)) return brief;
  return { ...brief, place: plain, weather: brief.weather ?? 'snow' };
}

/** A shot's brief in the setting of the one before it, where it says none. */
const inSetting = (brief: Brief, before: Brief): Brief => ({
  ...brief,
  place: brief.place ?? before.place,
  time: brief.time ?? before.time,
  weather: brief.weather ?? before.weather,
  style: brief.style ?? before.style,
  framing: brief.framing ?? before.framing,
  things:
    brief.things.length === 0 && (brief.place === null || brief.place === before.place) ? before.things : brief.things,
  without: [...new Set([...brief.without, ...before.without])].slice(0, 16),
});

/** The name of a member of the cast in briefs: of a subject of the world under another name, that subject's. */
const nameOf = (member: CastMember): string => (member.look === undefined ? member.subject : keyOf(member.name));

/** The names that a prompt calls with `@`, with their places. */
export function namesCalled(prompt: string, cast: readonly CastMember[]): readonly CalledName[] {
  const mentions = calledNames(
    prompt,
    cast.map(({ name }) => name),
  );
  return mentions.map(({ name, at }) => ({
    start: at,
    end: at + 1 + name.length,
    name: nameOf(cast.find((one) => one.name === name)!),
  }));
}

function check(prompt: string, tags: readonly Tag[], field: string): void {
  if (prompt.trim() === '') throw new AkezoraError('prompt_empty', { field });
  const readable = tags.some(
    ({ sense, word }) =>
      !(sense.tag === 'comma' || sense.tag === 'stop') &&
      !(
        sense.tag === 'unknown' && !/[\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word)
      ),
  );
  if (!readable) throw new AkezoraError('prompt_unreadable', { field, languages: reasons.languages });
}

/** A brief with everybody who is on the stage without being called. */
function withEveryone(brief: Brief, uncalled: readonly CastMember[]): Brief {
  const missing = uncalled.map(nameOf).filter((name) => brief.subjects.every((subject) => subject.name !== name));
  return { ...brief, subjects: [...brief.subjects, ...missing.map(briefSubject)] };
}
