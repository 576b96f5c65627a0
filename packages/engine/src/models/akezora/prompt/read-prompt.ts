import { AkezoraError, type Brief, calledNames, type UnknownWord } from '@akezora/contract';
import type { CastMember } from '../actors/cast.ts';
import type { Art } from '../art/art.ts';
import { reasons } from '../notices.ts';
import type { World } from '../scene/world.ts';
import { briefSubject, emptyBrief } from './brief.ts';
import { briefOfTags } from './brief-of-tags.ts';
import { nearestNames } from './nearest.ts';
import { notUnderstood } from './not-understood.ts';
import { keyOf, type Role, rolesOf, withRoles } from './roles.ts';
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

/**
 * Reads a prompt: tags its words, then makes a brief of the tags. Actors are names as others are; who is on the stage without being
 * called does what the prompt says if it names nobody.
 * @throws AkezoraError `prompt_empty`, `prompt_unreadable`.
 */
export async function readPrompt(prompt: string, field: string, context: ReadingContext): Promise<CastReading> {
  const { world, cast, uncalled } = context;
  const art = await context.art();
  const vocabulary = vocabularyOf(art, world);
  const tags = tagPrompt(prompt, vocabulary, namesCalled(prompt, cast));
  if (uncalled.length === 0 || prompt.trim() !== '') check(prompt, tags, field);
  const { brief, unused, limited } = briefOfTags(tags, uncalled.map(nameOf));
  const everyone = withEveryone(brief, uncalled);
  const roles = rolesOf(everyone, { art, cast, world });
  return {
    brief: withRoles(everyone, roles),
    unknownWords: notUnderstood(prompt, tags, unused, nearestNames(vocabulary)),
    limited: limited.map(({ start, end }) => prompt.slice(start, end)),
    roles,
  };
}

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
