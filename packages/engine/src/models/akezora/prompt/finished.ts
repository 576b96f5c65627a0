/** From what a prompt tells to its brief. */
import { briefSchema } from '@akezora/contract';
import { heldBy } from '../scene/held.ts';
import type { BriefOfTags, Entity, RelationKind, Told } from './entity.ts';
import { settle } from './settled.ts';
import type { SenseOf, Tag } from './tags.ts';
import { actionOf, variantOf } from './variants.ts';
import { groundThings } from './words/names-of-things.ts';
import { landmarks } from './words/place-words.ts';
import { farAway, seenInSky } from './words/sky-words.ts';

const mostOf = { subject: 6, thing: 8 } as const;

/** The brief, with everything that found no place in it. */
export function finished(told: Told): BriefOfTags {
  for (const { tag, place, ground } of told.weak.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    // Houses under a blue sky are not in the sky.
    const above =
      place === 'sky' &&
      ground &&
      told.entities.some(
        ({ kind, name }) =>
          kind === 'thing' && !seenInSky.has(name) && !/cloud|road|path|river|railway|bridge/.test(name),
      );
    if (above) continue;
    if (told.scene.place === null && !(told.snow !== undefined && ground)) told.scene.place = place;
    else if (told.scene.place !== place) told.unused.push(tag);
  }
  settle(told);
  for (const one of told.entities) {
    one.action = actionOf(one.action, one.gait);
    const rides = one.relation?.kind === 'on' && one.relation.to.kind === 'subject';
    if (!rides) one.name = variantOf(one.name, one.action, undefined);
  }
  if (told.snow !== undefined) {
    const twin = told.scene.place === null ? 'snowfield' : snowyPlaces.get(told.scene.place);
    const lies = told.snow.sense.tag === 'snow' && told.snow.sense.lies === true;
    if (twin !== undefined && (lies || told.scene.place === null)) told.scene.place = twin;
    else if (told.scene.place !== 'snowfield' && told.scene.weather === null) told.scene.weather = 'snow';
  }
  const present = told.entities.filter(({ name, without }) => !without && !told.without.has(name));
  const chosen = { subject: [] as Entity[], thing: [] as Entity[] };
  const hero = heroOf(present);
  for (const entity of present) {
    const acts = !farAway.has(entity.name) && (entity === hero || doesSomething(entity) || isHeld(entity));
    const list = chosen[acts ? 'subject' : 'thing'];
    if (list.length < mostOf[acts ? 'subject' : 'thing']) list.push(entity);
    else told.unused.push(entity.tag);
  }
  // The first is whom the camera looks at: not what somebody holds.
  chosen.subject.sort((a, b) => Number(isHeld(a)) - Number(isHeld(b)));
  // What is said to be in the sky is seen there.
  const lights = chosen.thing.filter(({ name, relation }) => relation?.kind !== 'on' && seenInSky.has(name));
  if (chosen.thing.some(({ name }) => name === 'lightning')) told.scene.weather ??= 'rain';
  if (lights.length > 0) told.scene.weather ??= 'clear';
  if (lights.some(({ name }) => seenInSky.get(name) === 'night')) told.scene.time ??= 'night';
  const names = new Set([...chosen.subject, ...chosen.thing].map(({ name }) => name));
  const relationOf = (one: Entity) =>
    one.relation !== null &&
    names.has(one.relation.to.name) &&
    (one.relation.to.name !== one.name || (one.relation.to !== one && one.relation.kind === 'meeting'))
      ? { kind: relationKind(one, one.relation), to: one.relation.to.name }
      : null;
  const brief = briefSchema.parse({
    ...told.scene,
    subjects: chosen.subject.map((one) => ({
      name: one.name,
      count: one.count,
      motion: one.motion,
      size: one.size,
      action: one.action,
      colour: one.colour,
      relation: relationOf(one),
    })),
    things: chosen.thing.map((one) => ({
      name: one.name,
      count: one.count,
      size: one.size,
      colour: one.colour,
      relation: relationOf(one),
    })),
    without: [...told.without],
  });
  const inBrief = new Set(present.map(({ tag }) => tag));
  return {
    brief,
    unused: told.unused.filter((tag) => !inBrief.has(tag) || !names.has((tag.sense as { name?: string }).name ?? '')),
    limited: told.limited,
  };
}

/** The thing that a prompt without a subject is about: a cake on the beach, but no tree of a set. It stands still. */
function heroOf(present: readonly Entity[]): Entity | undefined {
  const first = present[0];
  const isOne =
    first?.lead === true &&
    first.kind === 'thing' &&
    !(first.tag.sense as SenseOf<'thing'>).prop &&
    !groundThings.has(first.name) &&
    !landmarks.has(first.name) &&
    !farAway.has(first.name);
  if (!isOne || present.some(doesSomething)) return undefined;
  first.motion ??= 'still';
  return first;
}

/** What flies is above what it does not sit on or land on. */
const relationKind = ({ action, motion }: Entity, { kind, to }: NonNullable<Entity['relation']>): RelationKind =>
  kind === 'on' &&
  (action === 'fly' || action === 'float') &&
  motion !== 'down' &&
  to.gait !== 'roll' &&
  to.gait !== 'drive'
    ? 'above'
    : kind;

/** Weak places in the order of their claim: traffic is in all of them. */
const rankOf = ({ tag, ground }: { readonly tag: Tag; readonly ground: boolean }): number =>
  !ground ? 0 : tag.word === 'traffic' ? 2 : 1;

/** Places with snow on them: another place of the world. */
const snowyPlaces: ReadonlyMap<string, string> = new Map([
  ...['snowfield', 'mountains', 'meadow', 'farm', 'park', 'savanna', 'desert'].map(
    (place) => [place, 'snowfield'] as const,
  ),
  ...['forest', 'deep forest', 'jungle'].map((place) => [place, 'snowy forest'] as const),
  ['town', 'snowy town'],
  ['city', 'snowy city'],
]);

/** What somebody has in its hand goes where it goes. */
const isHeld = ({ name, relation }: Entity): boolean =>
  relation?.kind === 'with' && relation.to.kind === 'subject' && heldBy(name) !== undefined;

const doesSomething = ({ kind, action, motion }: Entity): boolean =>
  kind === 'subject' || (action !== null && motion !== 'still');
