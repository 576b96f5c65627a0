import { AkezoraError, type Brief, calledNames } from '@akezora/contract';
import type { CastMember } from '../actors/cast.ts';
import type { Art } from '../art/art.ts';
import { reasons } from '../notices.ts';
import type { World } from '../scene/world.ts';
import { briefSubject, emptyBrief } from './brief.ts';
import type { Director, PromptReading } from './director.ts';
import { type ResolvedPrompt, replaced } from './replaced.ts';
import { type Casting, castArt, castCalled, introduction, type Role, roleOfMember, withRoles } from './roles.ts';
import { wholeWords } from './whole-words.ts';

/** The reading of a prompt without text: everything is left open. */
export const emptyReading: CastReading = {
  brief: emptyBrief,
  unknownWords: [],
  cutAt: undefined,
  readable: true,
  roles: [],
};

/** A prompt as read, with the roles of the actors and the art in it, which `brief` calls by their keys. */
export interface CastReading extends PromptReading {
  readonly roles: readonly Role[];
}

/** What a prompt is read with. */
export interface ReadingContext {
  readonly director: () => Promise<Director>;
  readonly world: World;
  readonly art: () => Promise<Art>;
  readonly cast: readonly CastMember[];
  /** Members of the cast whom no prompt of the request calls: they are on the stage all the same. */
  readonly uncalled: readonly CastMember[];
}

/**
 * Reads a prompt with the director; unknown words are whole words with their places in the prompt as written. Stand-ins are
 * read for actors, and in another reading for the art whose names the first one did not know.
 * @throws AkezoraError `prompt_empty`, `prompt_unreadable`.
 */
export async function readPrompt(prompt: string, field: string, context: ReadingContext): Promise<CastReading> {
  const { world, art, cast, uncalled } = context;
  const called = castCalled(prompt, cast, world);
  const others = castUncalled(prompt, called, context);
  if (prompt.trim() === '' && uncalled.length > 0) return withEveryone(emptyReading, others);
  const director = await context.director();
  const plain = await readText(replaced(prompt, called.replacements), field, director);
  const silent = uncalled.length > 0 && plain.brief.subjects.length === 0;
  const opening = silent
    ? [
        introduction(
          prompt,
          others.slice(0, 2).map(({ read }) => read),
          world,
        ),
      ]
    : [];
  const first = replaced(prompt, [...opening, ...called.replacements]);
  const reading = silent ? await readText(first, field, director) : plain;
  const everyone = [...others, ...membersOf(called.roles), ...calledSubjects(prompt, cast)];
  const roles = everyone.flatMap(({ role }) => role ?? []);
  const named = castArt(first.text, reading, { roles, art: await art(), world });
  const all = [...everyone, ...membersOf(named.roles)];
  if (named.replacements.length === 0) return withEveryone(asWritten(reading, first), all);
  const inPrompt = named.replacements.map(({ start, end, text }) => ({
    start: first.originalOffset(start),
    end: first.originalOffset(end),
    text,
  }));
  const second = replaced(prompt, [...opening, ...called.replacements, ...inPrompt]);
  const again = asWritten(await readText(second, field, director), second);
  const words = named.replacements.map(({ start, end }) => first.text.slice(start, end));
  return withEveryone({ ...again, brief: notLosing(again.brief, reading.brief, words) }, all);
}

/** Somebody on the stage: a subject of the world, or the role that it is read for. */
interface Player {
  readonly read: string;
  readonly role?: Role;
}

const membersOf = (roles: readonly Role[]): Player[] => roles.map((role) => ({ read: role.read, role }));

function castUncalled(prompt: string, called: Casting, { uncalled, world }: ReadingContext): Player[] {
  const players: Player[] = [];
  for (const member of uncalled) {
    const taken = [...called.roles, ...players.flatMap(({ role }) => role ?? [])];
    const role = roleOfMember(member, taken.length === 0 ? prompt : '', { prompt, world, taken });
    players.push(
      role === undefined ? { read: member.look === undefined ? member.subject : '' } : { read: role.read, role },
    );
  }
  return players;
}

/** Subjects of the world that the prompt calls by another name. */
function calledSubjects(prompt: string, cast: readonly CastMember[]): Player[] {
  const names = new Set(
    calledNames(
      prompt,
      cast.map(({ name }) => name),
    ).map(({ name }) => name),
  );
  return cast.flatMap((member) =>
    member.look === undefined && names.has(member.name) ? [{ read: member.subject }] : [],
  );
}

async function readText({ text }: ResolvedPrompt, field: string, director: Director): Promise<PromptReading> {
  if (text.trim() === '') throw new AkezoraError('prompt_empty', { field });
  const reading = await director.read(text);
  if (!reading.readable) throw new AkezoraError('prompt_unreadable', { field, languages: reasons.languages });
  return { ...reading, unknownWords: wholeWords(text, reading.unknownWords) };
}

function asWritten(reading: PromptReading, { originalOffset }: ResolvedPrompt): PromptReading {
  const unknownWords = reading.unknownWords.map((word) => ({
    ...word,
    start: originalOffset(word.start),
    end: originalOffset(word.end),
  }));
  return { ...reading, unknownWords };
}

/** A brief with the subjects that the first reading knew, unless they are part of a name of art. */
function notLosing(brief: Brief, before: Brief, words: readonly string[]): Brief {
  if (before.subjects.length < 2) return brief;
  const partOf = (name: string) => words.some((word) => word.toLowerCase().includes(name.toLowerCase()));
  const lost = before.subjects.filter(
    ({ name }) => !partOf(name) && brief.subjects.every((subject) => subject.name !== name),
  );
  return { ...brief, subjects: [...brief.subjects, ...lost] };
}

/** A reading with an entry for every player, and the actors in the places of those who were read for them. */
function withEveryone(reading: PromptReading, players: readonly Player[]): CastReading {
  const { subjects } = reading.brief;
  const missing = players.filter(
    ({ read }, i) => subjects.every(({ name }) => name !== read) && players.findIndex((one) => one.read === read) === i,
  );
  const entries = missing.map(({ read }) => briefSubject(read));
  const roles = players.flatMap(({ role }) => role ?? []);
  return { ...reading, roles, brief: withRoles({ ...reading.brief, subjects: [...subjects, ...entries] }, roles) };
}
