/** What a prompt speaks of while its tags are read; the readers of both languages write into it. */
import type { Brief } from '@akezora/contract';
import {
  type BriefOfTags,
  type Description,
  type Entity,
  noDescription,
  nothingTold,
  type RelationKind,
} from './entity.ts';
import { finished } from './finished.ts';
import { does, doesNot, meet } from './meeting.ts';
import type { SenseOf, Tag } from './tags.ts';
import { hourColours, landmarks, placeColours, ruins, submerging } from './words/place-words.ts';
import type { Deed } from './words/verbs.ts';

const mostWithout = 16;

/** Collects what a prompt says; the readers of both languages write into it. */
export class Collector {
  readonly #told = nothingTold();
  #placeTag: Tag | undefined;

  /** A value of the scene; the first one of its kind stays, others are unused. */
  say<Key extends 'time' | 'weather' | 'style' | 'camera' | 'framing' | 'pace' | 'place'>(
    key: Key,
    value: NonNullable<Brief[Key]>,
    tag: Tag,
  ): void {
    const scene = this.#told.scene as Record<Key, Brief[Key]>;
    if (scene[key] === null) scene[key] = value;
    else if (scene[key] !== value && !(key === 'camera' && openPan.test(tag.word))) this.unused.push(tag);
  }

  /** Subjects and things, in the order in which they are named. */
  get entities(): Entity[] {
    return this.#told.entities;
  }

  /** Tags whose words are in no part of the brief. */
  get unused(): Tag[] {
    return this.#told.unused;
  }

  /** Counts above five, which became five. */
  get limited(): Tag[] {
    return this.#told.limited;
  }

  get place(): string | null {
    return this.#told.scene.place;
  }

  /** A place, or a word of ground and water that many places have. Under water goes before what stood there. */
  sayPlace(sense: SenseOf<'place'>, tag: Tag): void {
    if (sense.weak === true) {
      this.#told.weak.push({ tag, place: sense.place, ground: true });
    } else if (submerging.has(tag.word) && this.#told.scene.place !== null && this.#placeTag !== undefined) {
      this.#sink(this.#told.scene.place, this.#placeTag);
      this.#told.scene.place = sense.place;
      this.#placeTag = tag;
    } else {
      this.#placeTag ??= tag;
      const sunk = this.#told.scene.place === 'underwater' && sense.place in ruins;
      if (sunk) this.#sink(sense.place, tag);
      else this.say('place', sense.place, tag);
      if (!sunk && sense.thing !== undefined && landmarks.has(sense.thing)) this.#seen(sense.thing, tag);
    }
  }

  /** What is seen under water of a place that was above it. */
  #sink(place: string, tag: Tag): void {
    const left = ruins[place];
    const { thing } = tag.sense as SenseOf<'place'>;
    if (left === undefined) this.unused.push(tag);
    else this.#seen(left[0], tag).count ??= left[1];
    if (thing !== undefined && landmarks.has(thing)) this.#seen(thing, tag);
  }

  /** A thing that a word of a place speaks of. */
  #seen(name: string, tag: Tag): Entity {
    return this.meet({ ...tag, sense: { tag: 'thing', name, plural: false } }, noDescription(), false);
  }

  /** A place that another noun follows: a city bus, a farm dog. It is the scene's if no other is. */
  sayWeakly(place: string, tag: Tag): void {
    this.#told.weak.push({ tag, place, ground: false });
  }

  sawSnow(tag: Tag): void {
    this.#told.snow ??= tag;
  }

  /** What a negation denies of the scene: `no rain` is clear. */
  deny(tag: Tag): void {
    const { sense } = tag;
    if (sense.tag === 'weather' || sense.tag === 'snow') {
      if (this.#told.scene.weather === null && !(sense.tag === 'weather' && sense.weather === 'clear'))
        this.#told.scene.weather = 'clear';
      else if (sense.tag === 'weather' && sense.weather === 'clear' && this.#told.scene.weather === null)
        this.#told.scene.weather = 'cloudy';
    } else if (sense.tag === 'camera') this.#told.scene.camera ??= 'static';
    else if (sense.tag === 'place' && sense.thing !== undefined) this.exclude([sense.thing]);
    else this.unused.push(tag);
  }

  exclude(names: readonly string[]): void {
    if (names.includes('cloud')) this.#told.scene.weather ??= 'clear';

    for (const name of names) if (this.#told.without.size < mostWithout) this.#told.without.add(name);
  }

  /** `pans … to the left`: where the camera goes. Whether it was the camera's. */
  turnsCamera(motion: string): boolean {
    const move = turns[motion];
    if (move === undefined || this.#told.scene.camera === null || !/^(?:pan|tilt)/.test(this.#told.scene.camera))
      return false;
    this.#told.scene.camera = move;
    return true;
  }

  /** Somebody has a thing on, which no drawing can: it is named, with the word that says so. */
  wears(thing: Entity, tag: Tag): void {
    this.unused.push(tag, thing.tag, ...thing.described);
    this.entities.splice(this.entities.indexOf(thing), 1);
  }

  /** Two of one name come together: each is somebody. */
  part(pair: Entity, kind: RelationKind): void {
    if (pair.count !== 2 || kind !== 'meeting') return;
    pair.count = 1;
    const other: Entity = { ...pair, relation: null };
    this.entities.splice(this.entities.indexOf(pair) + 1, 0, other);
    pair.relation = { kind, to: other };
  }

  /** A colour before a word of the scene: it is named, unless a place or an hour has it by itself. */
  tintScene(colour: Tag | null, { sense }: Tag): void {
    if (colour === null) return;
    const said = (colour.sense as SenseOf<'colour'>).colour;
    const own =
      sense.tag === 'place'
        ? (placeColours[sense.place] ?? [])
        : sense.tag === 'time'
          ? (hourColours[sense.time] ?? [])
          : ['white', 'grey'];
    if (!own.includes(said)) this.unused.push(colour);
  }

  relate(who: readonly Entity[], kind: RelationKind, to: Entity): void {
    for (const entity of who) if (entity !== to) entity.relation ??= { kind, to };
  }

  /** A subject or thing with its description; one that was named before is the same one unless it is described otherwise. */
  meet(tag: Tag, described: Description, fresh: boolean, joined = false): Entity {
    return meet(this.#told, tag, described, fresh, joined);
  }

  /** Somebody does something; a second deed of the same subject adds its motion or is unused. */
  does(who: readonly Entity[], said: Deed, tag: Tag): void {
    does(this.#told, who, said, tag);
  }

  /** Somebody does not do what a verb says: it stands, unless it is said what it does instead. */
  doesNot(who: readonly Entity[], tag: Tag): void {
    doesNot(this.#told, who, tag);
  }

  /** The brief, with everything that found no place in it. */
  finish(): BriefOfTags {
    return finished(this.#told);
  }
}

const turns: Readonly<Record<string, NonNullable<Brief['camera']>>> = {
  left: 'pan-left',
  right: 'pan-right',
  up: 'tilt-up',
  down: 'tilt-down',
};
/** Camera words that say no direction. */
const openPan =
  /^(?:pans?|panning|slow pan|panning shot|pan shot|camera pans?|pans? slowly|pans across|パン(?:する|して)?)$/;
