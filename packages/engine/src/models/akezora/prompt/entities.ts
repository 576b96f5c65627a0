/** What a prompt speaks of while its tags are read: subjects, things and what they do, before they become a brief. */
import { type Brief, type BriefSubject, briefSchema } from '@akezora/contract';
import { heldBy } from '../scene/held.ts';
import type { SenseOf, Tag } from './tags.ts';
import { actionOf, type Gait, isRidden, variantOf } from './variants.ts';
import { groundThings } from './words/names-of-things.ts';
import { hourColours, landmarks, placeColours, ruins, submerging } from './words/scene-words.ts';
import { doneInSky, farAway, seenInSky } from './words/sky-words.ts';
import type { Deed } from './words/verbs.ts';

type RelationKind = NonNullable<BriefSubject['relation']>['kind'];

/** A subject or thing of a prompt. */
export interface Entity {
  readonly kind: 'subject' | 'thing';
  name: string;
  readonly gait: Gait | undefined;
  readonly tag: Tag;
  /** What it was said to do. */
  readonly deeds: Tag[];
  /** Words that describe it. */
  readonly described: readonly Tag[];
  count: number | null;
  colour: BriefSubject['colour'];
  size: BriefSubject['size'];
  action: BriefSubject['action'];
  motion: BriefSubject['motion'];
  relation: { readonly kind: RelationKind; readonly to: Entity } | null;
  without: boolean;
  /** Whether the prompt is about it: it is not only said where something else is. */
  lead: boolean;
  /** What it is on by what it does, if nothing else is said. */
  vehicle: { readonly name: string; readonly tag: Tag } | null;
  /** Whether what it does gives way to what is said later: it does not run, it rides. */
  yields: boolean;
}

/** Words that describe the noun that comes next. */
export interface Description {
  count: Tag | null;
  colour: Tag | null;
  size: Tag | null;
}

/** A description of nothing yet. */
export const noDescription = (): Description => ({ count: null, colour: null, size: null });

/** What the tags of a prompt come to. */
export interface BriefOfTags {
  readonly brief: Brief;
  /** Tags whose words are in no part of the brief: names that found no room, second colours, deeds that contradict. */
  readonly unused: readonly Tag[];
  /** Counts above five, which became five. */
  readonly limited: readonly Tag[];
}

const mostOf = { subject: 6, thing: 8 } as const;
const mostWithout = 16;
/** Subjects of a plural without a count. */
const someOf = 3;
const mostCount = 5;

/** Collects what a prompt says; the readers of both languages write into it. */
export class Collector {
  readonly entities: Entity[] = [];
  readonly unused: Tag[] = [];
  readonly limited: Tag[] = [];
  readonly #without = new Set<string>();
  readonly #scene: {
    place: string | null;
    time: Brief['time'];
    weather: Brief['weather'];
    style: Brief['style'];
    camera: Brief['camera'];
    framing: Brief['framing'];
    pace: Brief['pace'];
  } = {
    place: null,
    time: null,
    weather: null,
    style: null,
    camera: null,
    framing: null,
    pace: null,
  };
  readonly #weak: { readonly tag: Tag; readonly place: string; readonly ground: boolean }[] = [];
  #placeTag: Tag | undefined;
  #snow: Tag | undefined;

  /** A value of the scene; the first one of its kind stays, others are unused. */
  say<Key extends 'time' | 'weather' | 'style' | 'camera' | 'framing' | 'pace' | 'place'>(
    key: Key,
    value: NonNullable<Brief[Key]>,
    tag: Tag,
  ): void {
    const scene = this.#scene as Record<Key, Brief[Key]>;
    if (scene[key] === null) scene[key] = value;
    else if (scene[key] !== value && !(key === 'camera' && openPan.test(tag.word))) this.unused.push(tag);
  }

  get place(): string | null {
    return this.#scene.place;
  }

  /** A place, or a word of ground and water that many places have. Under water goes before what stood there. */
  sayPlace(sense: SenseOf<'place'>, tag: Tag): void {
    if (sense.weak === true) {
      this.#weak.push({ tag, place: sense.place, ground: true });
    } else if (submerging.has(tag.word) && this.#scene.place !== null && this.#placeTag !== undefined) {
      this.#sink(this.#scene.place, this.#placeTag);
      this.#scene.place = sense.place;
      this.#placeTag = tag;
    } else {
      this.#placeTag ??= tag;
      const sunk = this.#scene.place === 'underwater' && sense.place in ruins;
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
    this.#weak.push({ tag, place, ground: false });
  }

  sawSnow(tag: Tag): void {
    this.#snow ??= tag;
  }

  /** What a negation denies of the scene: `no rain` is clear. */
  deny(tag: Tag): void {
    const { sense } = tag;
    if (sense.tag === 'weather' || sense.tag === 'snow') {
      if (this.#scene.weather === null && !(sense.tag === 'weather' && sense.weather === 'clear'))
        this.#scene.weather = 'clear';
      else if (sense.tag === 'weather' && sense.weather === 'clear' && this.#scene.weather === null)
        this.#scene.weather = 'cloudy';
    } else if (sense.tag === 'camera') this.#scene.camera ??= 'static';
    else if (sense.tag === 'place' && sense.thing !== undefined) this.exclude([sense.thing]);
    else this.unused.push(tag);
  }

  exclude(names: readonly string[]): void {
    if (names.includes('cloud')) this.#scene.weather ??= 'clear';

    for (const name of names) if (this.#without.size < mostWithout) this.#without.add(name);
  }

  /** A subject or thing with its description; one that was named before is the same one unless it is described otherwise. */
  meet(tag: Tag, described: Description, fresh: boolean, joined = false): Entity {
    const sense = tag.sense as SenseOf<'subject' | 'thing'>;
    const colour = described.colour === null ? null : (described.colour.sense as SenseOf<'colour'>).colour;
    const size =
      described.size === null ? (isYoung(tag.word) ? 'small' : null) : (described.size.sense as SenseOf<'size'>).size;
    const said = described.count === null ? null : (described.count.sense as SenseOf<'count'>).count;
    if (said !== null && said > mostCount) this.limited.push(described.count!);
    const count = groundThings.has(sense.name)
      ? null
      : said === null
        ? sense.plural
          ? someOf
          : null
        : Math.min(said, mostCount);
    const other = joined
      ? this.entities.find((one) => one.name === sense.name && one.tag.word !== tag.word && colour === null)
      : undefined;
    if (other !== undefined) {
      other.count = Math.min((other.count ?? 1) + (count ?? 1), mostCount);
      return other;
    }
    const before = this.entities.find((one) => one.name === sense.name && (!fresh || one.colour === colour));
    if (before !== undefined && (colour === null || before.colour === null || before.colour === colour)) {
      before.colour ??= colour;
      before.size ??= size;
      if (said !== null) before.count = count;
      return before;
    }
    const entity: Entity = {
      kind: sense.tag,
      name: sense.name,
      gait: sense.tag === 'subject' ? sense.gait : undefined,
      tag,
      deeds: [],
      described: [described.colour, described.size].filter((one) => one !== null),
      count,
      colour,
      size,
      action: null,
      motion: null,
      relation: null,
      without: false,
      lead: false,
      vehicle: null,
      yields: false,
    };
    this.entities.push(entity);
    return entity;
  }

  /** Somebody does something; a second deed of the same subject adds its motion or is unused. */
  does(who: readonly Entity[], said: Deed, tag: Tag): void {
    for (const entity of who) {
      entity.deeds.push(tag);
      // Swans that glide are on the water.
      const swims = /^glid/.test(tag.word) && waterBirds.has(entity.name);
      const deed: Deed = swims ? { ...said, action: 'swim' } : said;
      if (deed.on !== undefined) entity.vehicle = { name: deed.on, tag };
      if (entity.action === null || entity.action === deed.action || entity.yields) {
        entity.action = deed.action;
        entity.motion = entity.yields ? deed.motion : (entity.motion ?? deed.motion);
        entity.yields = deed.action === 'stand' || (deed.relation === 'on' && deed.action === 'sit');
      } else if (deed.motion === 'jump' && entity.motion === null) entity.motion = 'jump';
      else if (deed.action !== null && !moves(deed) && deed.relation === undefined) this.unused.push(tag);
      else {
        if (entity.motion === null && deed.motion !== 'still') entity.motion = deed.motion;
        // A cat that walks does not run; but who comes running does.
        // Who comes running runs.
        const came = entity.deeds.slice(0, -1).every(({ word }) => goes.test(word));
        if (came && deed.action !== null && deed.relation === undefined) entity.action = deed.action;
        const another =
          !came && deed.action !== null && moves(deed) && deed.relation === undefined && !goes.test(tag.word);
        if (another && entity.action !== null && moves({ ...deed, action: entity.action })) this.unused.push(tag);
      }
    }
  }

  /** Somebody does not do what a verb says: it stands, unless it is said what it does instead. */
  doesNot(who: readonly Entity[], tag: Tag): void {
    for (const entity of who) {
      if ((tag.sense as SenseOf<'deed'>).deed.motion === 'still') this.unused.push(tag);
      else if (entity.action === null) Object.assign(entity, { action: 'stand', motion: 'still', yields: true });
    }
  }

  /** `pans … to the left`: where the camera goes. Whether it was the camera's. */
  turnsCamera(motion: string): boolean {
    const move = turns[motion];
    if (move === undefined || this.#scene.camera === null || !/^(?:pan|tilt)/.test(this.#scene.camera)) return false;
    this.#scene.camera = move;
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

  /** The thing that a prompt without a subject is about: a cake on the beach, but no tree of a set. It stands still. */
  #hero(present: readonly Entity[]): Entity | undefined {
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

  /** Who surfs is on a board. */
  #mount(): void {
    for (const one of [...this.entities]) {
      if (one.vehicle === null || one.relation?.kind === 'on' || one.without) continue;
      const { name, tag } = one.vehicle;
      const gait = one.action === 'sail' ? 'sail' : 'roll';
      const sense = { tag: 'subject', name, plural: false, gait } as const;
      one.relation = { kind: 'on', to: this.meet({ ...tag, word: name, sense }, noDescription(), true) };
    }
  }

  /** People on bicycles and in rowing boats are one drawing. */
  #joinRiders(): void {
    for (const one of this.entities) {
      const { relation } = one;
      const rows = one.deeds.some(({ word }) => /^(?:row|paddl|漕)/.test(word));
      const ridden = relation?.kind === 'on' && isRidden(relation.to.name, rows) ? relation.to : undefined;
      const joined = ridden === undefined ? one.name : variantOf(one.name, one.action, ridden.name);
      if (ridden === undefined || joined === one.name) continue;
      Object.assign(one, {
        ...{ name: joined, relation: null, gait: rows ? 'sail' : one.gait },
        ...{ action: rows ? 'sail' : 'drive', colour: one.colour ?? ridden.colour },
      });
      this.entities.splice(this.entities.indexOf(ridden), 1);
    }
  }

  /** What is far away only is there; stars are the night's own. */
  #hangFar(): void {
    for (const one of this.entities.filter(({ name }) => farAway.has(name))) {
      const held =
        one.relation?.kind === 'on' ||
        this.entities.some(({ relation }) => relation?.kind === 'on' && relation.to === one);
      if (held) continue;
      if (one.name === 'star' && (one.count ?? 1) > 1) {
        this.#scene.time ??= 'night';
        this.#scene.weather ??= 'clear';
        for (const other of this.entities) if (other.relation?.to === one) other.relation = null;
        this.entities.splice(this.entities.indexOf(one), 1);
      }
      this.unused.push(...one.deeds.filter(({ word }) => !doneInSky.test(word)));
      Object.assign(one, { action: null, motion: null });
    }
  }

  /** Who climbs a mountain is on it all the way: it goes up. */
  #climb(): void {
    for (const one of this.entities) {
      const peak = one.relation?.kind === 'on' && mountains.has(one.relation.to.name) ? one.relation.to : undefined;
      if (peak === undefined || one.motion !== 'up') continue;
      one.relation = null;
      if (this.#scene.place !== null && this.#scene.place !== 'mountains') continue;
      this.#scene.place = 'mountains';
      const others = this.entities.some(({ relation }) => relation?.to === peak);
      if (!others && peak.name !== 'mount fuji') this.entities.splice(this.entities.indexOf(peak), 1);
    }
  }

  /** Rivers that somebody swims or sails in are as wide as the sea; others run through the land. Where there is no land, no road is. */
  #layGround(): void {
    for (const one of this.entities.filter(({ name, without }) => groundThings.has(name) && !without)) {
      const swims = one.name === 'river' && this.entities.some(isAfloat);
      if (swims) this.#scene.place ??= 'sea';
      else if (one.name === 'river') this.#scene.place ??= this.#snow === undefined ? 'meadow' : 'snowfield';
      const { place } = this.#scene;
      const landless = place === 'space' || place === 'sky' || (place === 'sea' && one.name !== 'bridge');
      if (!landless) continue;
      this.unused.push(one.tag);
      this.entities.splice(this.entities.indexOf(one), 1);
      for (const other of this.entities) if (other.relation?.to === one) other.relation = null;
    }
    // A road without anybody on it is somewhere.
    const onlyGround = this.entities.length > 0 && this.entities.every(({ name }) => groundThings.has(name));
    if (onlyGround && this.#snow === undefined) this.#scene.place ??= 'meadow';
  }

  /** The brief, with everything that found no place in it. */
  finish(): BriefOfTags {
    for (const { tag, place, ground } of this.#weak.toSorted((a, b) => rankOf(a) - rankOf(b))) {
      // Houses under a blue sky are not in the sky.
      const above =
        place === 'sky' &&
        ground &&
        this.entities.some(
          ({ kind, name }) =>
            kind === 'thing' && !seenInSky.has(name) && !/cloud|road|path|river|railway|bridge/.test(name),
        );
      if (above) continue;
      if (this.#scene.place === null && !(this.#snow !== undefined && ground)) this.#scene.place = place;
      else if (this.#scene.place !== place) this.unused.push(tag);
    }
    this.#climb();
    this.#mount();
    this.#joinRiders();
    this.#layGround();
    this.#hangFar();
    for (const one of this.entities) {
      one.action = actionOf(one.action, one.gait);
      const rides = one.relation?.kind === 'on' && one.relation.to.kind === 'subject';
      if (!rides) one.name = variantOf(one.name, one.action, undefined);
    }
    if (this.#snow !== undefined) {
      const twin = this.#scene.place === null ? 'snowfield' : snowyPlaces.get(this.#scene.place);
      const lies = this.#snow.sense.tag === 'snow' && this.#snow.sense.lies === true;
      if (twin !== undefined && (lies || this.#scene.place === null)) this.#scene.place = twin;
      else if (this.#scene.place !== 'snowfield' && this.#scene.weather === null) this.#scene.weather = 'snow';
    }
    const present = this.entities.filter(({ name, without }) => !without && !this.#without.has(name));
    const chosen = { subject: [] as Entity[], thing: [] as Entity[] };
    const hero = this.#hero(present);
    for (const entity of present) {
      const acts = !farAway.has(entity.name) && (entity === hero || doesSomething(entity) || isHeld(entity));
      const list = chosen[acts ? 'subject' : 'thing'];
      if (list.length < mostOf[acts ? 'subject' : 'thing']) list.push(entity);
      else this.unused.push(entity.tag);
    }
    // The first is whom the camera looks at: not what somebody holds.
    chosen.subject.sort((a, b) => Number(isHeld(a)) - Number(isHeld(b)));
    // What is said to be in the sky is seen there.
    const lights = chosen.thing.filter(({ name, relation }) => relation?.kind !== 'on' && seenInSky.has(name));
    if (chosen.thing.some(({ name }) => name === 'lightning')) this.#scene.weather ??= 'rain';
    if (lights.length > 0) this.#scene.weather ??= 'clear';
    if (lights.some(({ name }) => seenInSky.get(name) === 'night')) this.#scene.time ??= 'night';
    const names = new Set([...chosen.subject, ...chosen.thing].map(({ name }) => name));
    const relationOf = (one: Entity) =>
      one.relation !== null &&
      names.has(one.relation.to.name) &&
      (one.relation.to.name !== one.name || (one.relation.to !== one && one.relation.kind === 'meeting'))
        ? { kind: relationKind(one, one.relation), to: one.relation.to.name }
        : null;
    const brief = briefSchema.parse({
      ...this.#scene,
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
      without: [...this.#without],
    });
    const inBrief = new Set(present.map(({ tag }) => tag));
    return {
      brief,
      unused: this.unused.filter((tag) => !inBrief.has(tag) || !names.has((tag.sense as { name?: string }).name ?? '')),
      limited: this.limited,
    };
  }
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

/** Words for the young of animals, which are small. */
const isYoung = (word: string): boolean =>
  /(?:^|\s)(?:puppy|puppies|pups?|kittens?|kitty|cubs?|calf|calves|foals?|fawns?|piglets?|chicks?|ducklings?|joeys?|lambs?|cygnets?|owlets?|kits?|girls?|boys?)$|^(?:女の子|少女|男の子|少年|[子仔](?![供ど])|小犬|小鳥|小鹿|小熊)/.test(
    word,
  );

/** Weak places in the order of their claim: traffic is in all of them. */
const rankOf = ({ tag, ground }: { readonly tag: Tag; readonly ground: boolean }): number =>
  !ground ? 0 : tag.word === 'traffic' ? 2 : 1;

/** Who is in the water, or on it. */
const isAfloat = ({ gait, action, kind }: Entity): boolean =>
  kind === 'subject' &&
  (gait === 'sail' || gait === 'swim' || action === 'swim' || action === 'sail' || action === 'float');

/** Places with snow on them: another place of the world. */
const snowyPlaces: ReadonlyMap<string, string> = new Map([
  ...['snowfield', 'mountains', 'meadow', 'farm', 'park', 'savanna', 'desert'].map(
    (place) => [place, 'snowfield'] as const,
  ),
  ...['forest', 'deep forest', 'jungle'].map((place) => [place, 'snowy forest'] as const),
  ['town', 'snowy town'],
  ['city', 'snowy city'],
]);

const mountains: ReadonlySet<string> = new Set(['mountain', 'snow-capped mountain', 'mount fuji']);

const waterBirds: ReadonlySet<string> = new Set(['swan', 'duck', 'goose']);

const turns: Readonly<Record<string, NonNullable<Brief['camera']>>> = {
  left: 'pan-left',
  right: 'pan-right',
  up: 'tilt-up',
  down: 'tilt-down',
};
/** Camera words that say no direction. */
const openPan =
  /^(?:pans?|panning|slow pan|panning shot|pan shot|camera pans?|pans? slowly|pans across|パン(?:する|して)?)$/;

/** What somebody has in its hand goes where it goes. */
const isHeld = ({ name, relation }: Entity): boolean =>
  relation?.kind === 'with' && relation.to.kind === 'subject' && heldBy(name) !== undefined;

const doesSomething = ({ kind, action, motion }: Entity): boolean =>
  kind === 'subject' || (action !== null && motion !== 'still');

/** Verbs that only say that somebody goes. */
const goes =
  /^(?:go|goes|going|went|gone|com|came|mov|travel|mak|made|step|pass|cross|行|来|進|動|向か|通|渡|横切|帰|走行|飛行)/;

const moves = ({ action }: Deed): boolean =>
  action !== null && ['walk', 'run', 'drive', 'fly', 'swim', 'race'].includes(action);
