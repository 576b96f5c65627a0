/**
 * Roles: who plays what in a shot. The director knows the subjects of the world only, so a prompt is read with a stand-in in the
 * place of every actor and of every piece of art that has no subject; afterwards the actors take their places again.
 */
import { type Brief, calledNames, type Scene } from '@akezora/contract';
import type { CastMember, Look } from '../actors/cast.ts';
import type { Art } from '../art/art.ts';
import { type ArtWord, artNamed, artWordsIn } from '../art/art-words.ts';
import type { SubjectKind, World, WorldSubject } from '../scene/world.ts';
import type { PromptReading } from './director.ts';
import type { Replacement } from './replaced.ts';

/** An actor in a shot. */
export interface Role {
  /** Its name in the shot's brief, which no subject has. */
  readonly key: string;
  readonly actor: string;
  /** The subject whose name the director reads in its place. */
  readonly read: string;
  /** The subject that moves as it does. */
  readonly standIn: string;
  readonly look: Look;
}

/** The roles of a prompt, and the words in whose place the director reads others. */
export interface Casting {
  readonly roles: readonly Role[];
  readonly replacements: readonly Replacement[];
}

/** Subjects that the director reads well, by where they are at home, with regular plurals. */
const readable: Readonly<Record<SubjectKind, readonly string[]>> = {
  ground: ['cat', 'dog', 'horse', 'rabbit', 'pig', 'cow', 'tiger', 'elephant', 'penguin', 'zebra'],
  fly: ['eagle', 'owl', 'dragon'],
  sea: ['duck', 'sailboat'],
  under: ['dolphin', 'whale', 'shark'],
};

/** Subjects that move as others of their kind and gait do. */
const movers: Readonly<Record<SubjectKind, Partial<Record<WorldSubject['gait'], string>>>> = {
  ground: { walk: 'cat', run: 'fox', drive: 'taxi', roll: 'taxi', stand: 'snowman' },
  fly: { fly: 'eagle' },
  sea: { swim: 'duck', sail: 'sailboat' },
  under: { swim: 'dolphin' },
};

const usualGait: Readonly<Record<SubjectKind, WorldSubject['gait']>> = {
  ground: 'walk',
  fly: 'fly',
  sea: 'swim',
  under: 'swim',
};

/** Places of actors that say none of their own. */
const usualHomes: Readonly<Record<SubjectKind, readonly string[]>> = {
  ground: ['meadow', 'park', 'beach', 'forest', 'town', 'snowfield'],
  fly: ['sky', 'meadow', 'mountains'],
  sea: ['sea'],
  under: ['underwater'],
};

const flying = /\b(?:fly|flies|flying|flew|soars?|soaring|hovers?|hovering)\b|飛/i;
const swimming = /\b(?:swims?|swimming|swam|dives?|diving)\b|泳/i;
const running =
  /\b(?:runs?|running|ran|gallops?|galloping|races?|racing|dash(?:es|ing)?|sprints?|sprinting|hurr(?:y|ies|ying)|rush(?:es|ing)?)\b|走|駆け|ダッシュ|急/i;

/** Between two names that do the same: `@a and @b run`. */
const joined = /^\s*(?:and|&|と|や|,|、)\s*$/i;

/** What the words after the name that is called as number `index` say that it does: up to the end of the sentence. */
function deedsAfter(prompt: string, index: number, starts: readonly number[], ends: readonly number[]): string {
  const said = prompt.slice(ends[index], starts[index + 1]);
  if (joined.test(said) && index + 1 < ends.length) return deedsAfter(prompt, index + 1, starts, ends);
  return said.split(/[.!?。！？\n]/)[0]!;
}

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Casts the actors that a prompt calls by `@name`. */
export function castCalled(prompt: string, cast: readonly CastMember[], world: World): Casting {
  const mentions = calledNames(
    prompt,
    cast.map(({ name }) => name),
  );
  const ends = mentions.map(({ name, at }) => at + 1 + name.length);
  const others = [0, ...ends].map((from, index) => prompt.slice(from, mentions[index]?.at)).join('');
  const inJapanese = japanese.test(others);
  const roles = new Map<string, Role>();
  const replacements = mentions.map(({ name, at }, index): Replacement => {
    const member = cast.find((one) => one.name === name)!;
    const end = ends[index]!;
    const nameOf = (subject: string) => (inJapanese ? world.subjects.get(subject)!.ja : subject);
    if (member.look === undefined) return { start: at, end, text: nameOf(member.subject) };
    const starts = mentions.map((one) => one.at);
    const deeds = deedsAfter(prompt, index, starts, ends);
    const role =
      roles.get(name) ?? roleOf(member.name, member.look, deeds, { prompt, world, taken: [...roles.values()] });
    roles.set(name, role);
    return { start: at, end, text: nameOf(role.read) };
  });
  return { roles: [...roles.values()], replacements };
}

/** The role of a member of the cast; none for a subject of the world under another name. */
export function roleOfMember(member: CastMember, deeds: string, castable: Castable): Role | undefined {
  return member.look === undefined ? undefined : roleOf(member.name, member.look, deeds, castable);
}

/** Names that nobody calls, at the head of a prompt that has no subject: `cat and dog `, 「ネコとイヌが」. */
export function introduction(prompt: string, subjects: readonly string[], world: World): Replacement {
  const text = japanese.test(prompt)
    ? `${subjects.map((subject) => world.subjects.get(subject)!.ja).join('と')}が`
    : `${subjects.join(' and ')} `;
  return { start: 0, end: 0, text };
}

/** What choosing a stand-in needs. */
export interface Castable {
  readonly prompt: string;
  readonly world: World;
  readonly taken: readonly Role[];
}

/** The role of an actor who does what `deeds` say. */
export function roleOf(actor: string, look: Look, deeds: string, { prompt, world, taken }: Castable): Role {
  const kind = look.kind ?? (flying.test(deeds) ? 'fly' : swimming.test(deeds) ? 'sea' : 'ground');
  const gait = look.gait ?? (kind === 'ground' && running.test(deeds) ? 'run' : usualGait[kind]);
  const known = (names: readonly string[]) => names.filter((name) => world.subjects.has(name));
  const all = known([...readable[kind], ...Object.values(readable).flat()]);
  const text = prompt.toLowerCase();
  const free = all.find((name) => {
    const said = text.includes(name.toLowerCase()) || prompt.includes(world.subjects.get(name)!.ja);
    return !said && taken.every(({ read }) => read !== name);
  });
  const read = free ?? all[0] ?? [...world.subjects.keys()][0]!;
  const [standIn = read] = known([movers[kind][gait] ?? '', movers[kind][usualGait[kind]] ?? '']);
  return {
    key: `@${actor}`,
    actor,
    read,
    standIn,
    look: { ...look, kind, gait, homes: look.homes ?? usualHomes[kind] },
  };
}

/**
 * Casts the art that a text names and the director did not know: subjects of the world under their own names, other art as
 * actors. At most two. Where the director found no subject at all, it may have passed over one without a word.
 * @param text what the director read, with `roles` in their places
 */
export function castArt(
  text: string,
  { unknownWords, brief }: PromptReading,
  { roles, art, world }: { readonly roles: readonly Role[]; readonly art: Art; readonly world: World },
): Casting {
  const found = artWordsIn(text, unknownWords, art, brief.subjects.length === 0).slice(0, mostArt);
  const cast: Role[] = [];
  const replacements = found.map(({ start, end, word, entry, plural }): Replacement => {
    const inJapanese = japanese.test(word) || (!/\p{Script=Latin}/u.test(word) && japanese.test(text));
    const say = (subject: string) => (inJapanese ? world.subjects.get(subject)!.ja : plural ? `${subject}s` : subject);
    if (world.subjects.has(entry.name)) return { start, end, text: say(entry.name) };
    const taken = [...roles, ...cast];
    const role =
      taken.find(({ key }) => key === `@${word}`) ??
      roleOf(word, lookOf(entry), text.slice(end), { prompt: text, world, taken });
    if (!taken.includes(role)) cast.push(role);
    return { start, end, text: say(role.read) };
  });
  return { roles: cast, replacements };
}

/** Subjects of the art that a prompt can have besides those of the director. */
const mostArt = 2;

/** How art looks and goes: what looks to a side goes there, what looks at us stands still unless it is told to move. */
export function lookOf(entry: ArtWord['entry']): Look {
  const { moves, faces, drawings } = entry;
  const goes = faces !== 'front';
  return {
    kind: moves?.kind ?? 'ground',
    gait: moves?.gait ?? (goes ? 'walk' : 'stand'),
    scale: moves?.scale ?? 0.85,
    ...(moves === undefined ? {} : { homes: moves.homes }),
    faces,
    feet: 1,
    life: drawings === 1,
    likeness: entry.name,
  };
}

/** The world with a subject for every role. */
export function worldWith(world: World, roles: readonly Role[]): World {
  const subjects = new Map(world.subjects);
  for (const { key, standIn, look } of roles) {
    const usual = world.subjects.get(standIn)!;
    const { kind = usual.kind, gait = usual.gait, homes = usual.homes, faces, scale } = look;
    subjects.set(key, {
      name: key,
      ja: key,
      kind,
      gait,
      scale,
      faces,
      homes: homes.filter((place) => world.places.has(place)),
      ...(look.likeness === undefined ? {} : { likeness: look.likeness }),
    });
  }
  return { ...world, subjects };
}

/** A brief with the actors in the places of those who were read for them. */
export const withRoles = (brief: Brief, roles: readonly Role[]): Brief => ({
  ...brief,
  subjects: brief.subjects.map((subject) => {
    const role = roles.find(({ read }) => read === subject.name);
    return role === undefined ? subject : { ...subject, name: role.key };
  }),
});

/** A staged scene in which stand-ins carry the actors' pictures. */
export const withPictures = (scene: Scene, roles: readonly Role[]): Scene => ({
  ...scene,
  subjects: scene.subjects.map((subject) => {
    const role = roles.find(({ key }) => key === subject.name);
    if (role === undefined) return subject;
    const { faces, feet, life } = role.look;
    return {
      ...subject,
      name: role.standIn,
      actor: role.actor,
      faces,
      feet,
      life,
      // A drawing that looks at us is never mirrored: it may carry letters.
      ...(faces === 'front' ? { flip: false } : {}),
    };
  }),
});

/** A scene whose actors all have a picture, and the names of those that have none: their stand-ins play themselves. */
export function withKnownActors(
  scene: Scene,
  cast: readonly CastMember[],
  art: Art,
): { readonly scene: Scene; readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const subjects = scene.subjects.map((subject) => {
    const { actor, faces: _faces, feet: _feet, life: _life, ...plain } = subject;
    if (actor === undefined) return subject;
    const seen = cast.find(({ name, look }) => name === actor && look !== undefined)?.look ?? artNamed(art, actor);
    if (seen !== undefined)
      return seen.faces === undefined ? subject : { ...subject, faces: subject.faces ?? seen.faces };
    missing.add(actor);
    return plain;
  });
  return { scene: { ...scene, subjects }, missing: [...missing] };
}
