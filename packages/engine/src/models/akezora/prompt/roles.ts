/**
 * Roles: who plays what in a shot. A stage moves subjects of the world, so every actor, and every piece of art that is no subject,
 * has a role: a subject of its own, which moves as a stand-in of its kind and gait does.
 */
import type { Brief, BriefSubject, BriefThing, Scene } from '@akezora/contract';
import type { CastMember, Look } from '../actors/cast-member.ts';
import { artNamed } from '../art/art-words.ts';
import type { ArtEntry } from '../art/index-file.ts';
import type { Art } from '../art/shelf.ts';
import type { SubjectKind, World, WorldSubject } from '../scene/world.ts';

/** An actor in a shot. */
export interface Role {
  /** Its name in the brief as read. */
  readonly name: string;
  /** Its name in the shot's brief, which no subject has. */
  readonly key: string;
  readonly actor: string;
  /** The subject that moves as it does. */
  readonly standIn: string;
  readonly look: Look;
}

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

/** The name of an actor in briefs, which no subject has. */
export const keyOf = (actor: string): string => `@${actor}`;

/**
 * The roles of a brief: one for every subject that the world lacks, an actor of the cast or art of the box. What a role does says
 * where it is at home, if its look does not.
 */
export function rolesOf(
  brief: Brief,
  { art, cast, world }: { readonly art: Art; readonly cast: readonly CastMember[]; readonly world: World },
): readonly Role[] {
  const roles = new Map<string, Role>();
  for (const { name, action } of brief.subjects) {
    if (world.subjects.has(name) || roles.has(name)) continue;
    const member = cast.find((one) => keyOf(one.name) === name);
    const entry = member === undefined ? artNamed(art, name) : undefined;
    let look = member?.look ?? (entry === undefined ? undefined : lookOf(entry));
    // Art that flies or swims where it is said to: birds of the box walk.
    if (entry !== undefined && look?.kind === 'ground' && action === 'fly')
      look = { ...look, kind: 'fly', gait: 'fly' };
    if (look !== undefined) roles.set(name, roleOf(name, member?.name ?? name, look, action, world));
  }
  return [...roles.values()];
}

const swimming = new Set<BriefSubject['action']>(['swim', 'sail']);
const running = new Set<BriefSubject['action']>(['run', 'race']);

/** The subject of the world that moves as others of a kind and gait do. */
export function standInOf({ kind, gait }: Pick<WorldSubject, 'kind' | 'gait'>, world: World): string {
  const known = (names: readonly (string | undefined)[]) =>
    names.find((one) => one !== undefined && world.subjects.has(one));
  return known([movers[kind][gait], movers[kind][usualGait[kind]]]) ?? [...world.subjects.keys()][0]!;
}

function roleOf(name: string, actor: string, look: Look, action: BriefSubject['action'], world: World): Role {
  const kind = look.kind ?? (action === 'fly' ? 'fly' : swimming.has(action) ? 'sea' : 'ground');
  const gait = look.gait ?? (kind === 'ground' && running.has(action) ? 'run' : usualGait[kind]);
  const standIn = standInOf({ kind, gait }, world);
  return {
    name,
    key: keyOf(actor),
    actor,
    standIn,
    look: { ...look, kind, gait, homes: look.homes ?? usualHomes[kind] },
  };
}

/** How art looks and goes: what looks to a side goes there, what looks at us stands still unless it is told to move. */
export function lookOf(entry: ArtEntry): Look {
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

/** A brief that calls roles by their keys, also where somebody stands to them. */
export function withRoles(brief: Brief, roles: readonly Role[]): Brief {
  const keys = new Map(roles.map(({ name, key }) => [name, key]));
  const called = <One extends BriefSubject | BriefThing>(one: One): One => ({
    ...one,
    relation: one.relation === null ? null : { ...one.relation, to: keys.get(one.relation.to) ?? one.relation.to },
  });
  return {
    ...brief,
    subjects: brief.subjects.map((subject) => ({ ...called(subject), name: keys.get(subject.name) ?? subject.name })),
    things: brief.things.map(called),
  };
}

/** A brief that calls roles by the names of their pictures, as scenes do. */
export function withActors(brief: Brief, roles: readonly Role[]): Brief {
  const actors = new Map(roles.map(({ key, actor }) => [key, actor]));
  const named = <One extends BriefSubject | BriefThing>(one: One): One => ({
    ...one,
    name: actors.get(one.name) ?? one.name,
    relation: one.relation === null ? null : { ...one.relation, to: actors.get(one.relation.to) ?? one.relation.to },
  });
  return { ...brief, subjects: brief.subjects.map(named), things: brief.things.map(named) };
}

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
