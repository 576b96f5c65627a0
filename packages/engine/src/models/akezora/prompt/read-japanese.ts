/** Reads the tags of a Japanese sentence: describing words and verbs stand before their noun, particles after it. */
import { type Collector, type Description, type Entity, noDescription } from './entities.ts';
import { groupOf, isWorn } from './groups.ts';
import type { Talk } from './read-english.ts';
import type { Sense, SenseOf, Tag } from './tags.ts';
import { farAway } from './words/sky-words.ts';

type RelationKind = SenseOf<'relation'>['relation'];
type Motion = SenseOf<'motion'>['motion'];

/** A verb, its direction, object and relation, until it is known who does it. */
interface Waiting {
  readonly deeds: Tag[];
  motion: Motion | null;
  readonly relations: { readonly kind: RelationKind; readonly to: Entity }[];
}

const nothingWaiting = (): Waiting => ({ deeds: [], motion: null, relations: [] });

/** Particles after whom a clause is about. */
const topic = new Set(['が', 'は', 'も']);
/** Particles between nouns that do the same. */
const joins = new Set(['と', 'や', 'とか', '、', ',', '・', 'に']);

/** Furniture that one is on: ソファで寝る. */
const seats = new Set(['couch and lamp', 'bed', 'chair', 'house']);

/** Reads one sentence into the collector. */
export function readJapanese(tags: readonly Tag[], into: Collector, talk: Talk): void {
  new JapaneseReader(tags, into, talk).read();
}

class JapaneseReader {
  readonly #tags: readonly Tag[];
  readonly #into: Collector;
  readonly #talk: Talk;
  #description: Description = noDescription();
  /** Nouns joined by と and や, of which the last was read last. */
  #group: Entity[] = [];
  #groupEnd = -1;
  #actors: Entity[] = [];
  /** The object of the coming verb, and what に marks. */
  #object: Entity[] = [];
  #target: Entity[] = [];
  #waiting = nothingWaiting();
  /** What the nouns of the group were said to do before they came. */
  #shared = nothingWaiting();
  #lastScene: Tag | undefined;
  /** What is far away and was the topic last. */
  #lights: Entity[] = [];

  constructor(tags: readonly Tag[], into: Collector, talk: Talk) {
    this.#tags = tags;
    this.#into = into;
    this.#talk = talk;
  }

  read(): void {
    for (const [i, tag] of this.#tags.entries()) this.#one(tag, i);
    const who = this.#actors.length > 0 ? this.#actors : this.#group.length > 0 ? this.#group : [...this.#talk.actors];
    this.#give(who, this.#waiting);
    if (who.length > 0) this.#talk.actors = who;
    this.#dropColour();
  }

  #one(tag: Tag, i: number): void {
    const { sense } = tag;
    switch (sense.tag) {
      case 'subject':
      case 'thing':
        this.#noun(tag, i);
        return;
      case 'colour':
      case 'size':
      case 'count':
        this.#describe(tag, sense, i);
        return;
      case 'deed':
        this.#deed(tag, sense, i);
        return;
      case 'relation':
        // 家の前を: past it, all the way across.
        if (sense.relation === 'in-front-of' && this.#next(i)?.word === 'を') this.#waiting.motion ??= 'right';
        else this.#relation(sense.relation, tag);
        return;
      case 'motion':
        this.#waiting.motion ??= sense.motion;
        return;
      case 'negation':
        this.#deny();
        return;
      case 'function':
        this.#particle(tag, i);
        return;
      case 'unknown':
        this.#lights = [];
        this.#lastScene = undefined;
        if (!this.#nounFollows(i)) this.#dropColour();
        return;
      case 'sequence':
      case 'clause':
        return;
      case 'comma':
      case 'pronoun':
      case 'praise':
      case 'stop':
        return;
      default:
        this.#sceneWord(tag, sense, i);
        return;
    }
  }

  #nounFollows(i: number): boolean {
    const next = this.#tags
      .slice(i + 1)
      .find(
        ({ sense, word }) =>
          !(
            sense.tag === 'praise' ||
            sense.tag === 'size' ||
            sense.tag === 'colour' ||
            sense.tag === 'count' ||
            sense.tag === 'unknown' ||
            word === 'の' ||
            word === 'な' ||
            word === '色の'
          ),
      );
    return next !== undefined && ['subject', 'thing'].includes(next.sense.tag);
  }

  #noun(tag: Tag, i: number): void {
    const entity = this.#into.meet(tag, this.#description, this.#description.colour !== null);
    this.#description = noDescription();
    const after = this.#next(i);
    entity.lead ||= after === undefined || topic.has(after.word) || after.sense.tag === 'comma';
    const joined = this.#groupEnd >= 0 && this.#joined(i);
    const own = this.#waiting;
    if (!joined) this.#group = [];
    this.#group.push(entity);
    this.#groupEnd = i;
    if (joined && own.deeds.length === 0 && own.motion === null) {
      this.#give([entity], this.#shared);
      const chase = this.#shared.deeds
        .map(({ sense }) => (sense as SenseOf<'deed'>).deed.relation)
        .find((kind) => kind !== undefined);
      if (chase !== undefined && this.#group.length === 2 && this.#shared.relations.length === 0)
        this.#into.relate(this.#group.slice(0, 1), chase, entity);
    } else if (this.#actors.length === 0 || own.deeds.length > 0 || own.relations.length > 0) {
      if (this.#actors.length === 0) {
        this.#give([entity], own);
        this.#shared = own;
        this.#waiting = nothingWaiting();
      }
    }
    // 「が」 after a clause's verb begins another.
    if (topic.has(this.#next(i)?.word ?? '')) {
      if (this.#actors.length > 0 && !joined) this.#give(this.#actors, this.#waiting);
      if (this.#actors.length > 0 && !joined) this.#waiting = nothingWaiting();
    }
  }

  #next(i: number): Tag | undefined {
    return this.#tags[i + 1];
  }

  #joined(i: number): boolean {
    const between = this.#tags
      .slice(this.#groupEnd + 1, i)
      .filter(
        ({ sense }) =>
          !['colour', 'size', 'count', 'praise', 'deed', 'motion', 'unknown'].includes(sense.tag) &&
          !['の', 'な'].includes(sense.tag === 'function' ? '' : ''),
      );
    const words = between.filter(({ word }) => word !== 'の' && word !== 'な');
    return (
      words.length > 0 && words.length <= 2 && words.every(({ word }) => joins.has(word)) && words[0]!.word !== 'に'
    );
  }

  /** Describing words before a noun; counts also after it: 猫が三匹. */
  #describe(tag: Tag, sense: SenseOf<'colour' | 'size' | 'count'>, i: number): void {
    // 羊の群れ: said of the noun before, which stays the last one.
    const flock = sense.tag === 'count' && tag.word.startsWith('の') ? this.#group.at(-1) : undefined;
    if (flock !== undefined && sense.tag === 'count') {
      flock.count = Math.min(5, sense.count);
      this.#groupEnd = i;
      return;
    }
    if (!this.#nounFollows(i) || (sense.tag === 'count' && this.#afterTopic(i))) {
      const last = this.#group.at(-1);
      if (last !== undefined && sense.tag === 'count') last.count ??= Math.min(5, sense.count);
      else if (last !== undefined && sense.tag === 'colour' && this.#tags[i - 1]?.word === 'は')
        last.colour ??= sense.colour;
      else if (sense.tag === 'colour') {
        const said = this.#tags.slice(i + 1).find(({ word }) => word !== 'の');
        const ofScene = said !== undefined && ['place', 'time', 'weather', 'snow'].includes(said.sense.tag);
        if (ofScene) this.#into.tintScene(tag, said);
        else this.#into.unused.push(tag);
      }
      if (last !== undefined && sense.tag === 'count' && sense.count > 5) this.#into.limited.push(tag);
      return;
    }
    if (this.#description[sense.tag] === null) this.#description[sense.tag] = tag;
    else if (sense.tag === 'colour') this.#into.unused.push(tag);
  }

  #afterTopic(i: number): boolean {
    const before = this.#tags[i - 1]?.word ?? '';
    return (topic.has(before) || before === 'を') && this.#tags[i + 1]?.word !== 'の';
  }

  #deed(tag: Tag, sense: SenseOf<'deed'>, i: number): void {
    this.#dropColour();
    if (this.#lights.length > 0 && !sense.negated) {
      this.#into.does(this.#lights, sense.deed, tag);
      this.#lights = [];
      return;
    }
    if (sense.negated) {
      if (this.#lastScene !== undefined && sense.deed.action === null) {
        this.#into.deny(this.#lastScene);
        this.#lastScene = undefined;
        return;
      }
      this.#waiting.deeds.push(tag);
      if (this.#actors.length > 0) {
        this.#give(this.#actors, this.#waiting);
        this.#waiting = nothingWaiting();
      }
      return;
    }
    // 雪が舞う, 雪が降る: it falls.
    if (
      this.#lastScene?.sense.tag === 'snow' &&
      this.#tags[i - 2] === this.#lastScene &&
      topic.has(this.#tags[i - 1]!.word)
    ) {
      this.#into.say('weather', 'snow', this.#lastScene);
      this.#lastScene = undefined;
      return;
    }
    this.#settleScene();
    if (sense.deed.action === null && sense.deed.motion === null && sense.deed.relation === undefined) {
      this.#object = [];
      return;
    }
    const targets = this.#object.length > 0 ? this.#object : this.#target;
    const { deed } = sense;
    const ridden =
      deed.action !== 'play' &&
      this.#target.some(
        ({ gait, name }) => gait === 'drive' || gait === 'sail' || gait === 'roll' || name === 'bicycle',
      );
    const kind =
      deed.relation ??
      (ridden && this.#object.length === 0
        ? 'on'
        : this.#object.length > 0
          ? objectRelation(deed.action)
          : this.#target.length > 0
            ? targetRelation(deed.action)
            : undefined);
    for (const to of targets) if (kind !== undefined) this.#waiting.relations.push({ kind, to });
    this.#object = [];
    this.#target = [];
    this.#waiting.deeds.push(tag);
    if (this.#actors.length > 0) {
      this.#give(this.#actors, this.#waiting);
      this.#waiting = nothingWaiting();
      // 「犬が走る。」 the next が has verbs of its own.
      if (sense.form === 'joined' || this.#tags[i + 1]?.sense.tag === 'comma') this.#group = [];
    }
  }

  /** 「木の下」, 「傘をさして」: how whoever comes, or has come, stands to the noun before. */
  #relation(kind: RelationKind, tag: Tag): void {
    const to = this.#group.at(-1);
    if (to === undefined || this.#groupEnd < 0) return;
    if (this.#actors.includes(to)) return;
    if (kind === 'with' && to.kind === 'thing' && isWorn(to.name)) {
      this.#into.wears(to, tag);
    } else if (kind === 'with' && to.kind === 'thing') {
      const holder = this.#actors[0];
      if (holder !== undefined) this.#into.relate([to], 'with', holder);
      else this.#waiting.relations.push({ kind, to });
    } else this.#waiting.relations.push({ kind, to });
    if (this.#actors.length > 0) {
      this.#give(this.#actors, { deeds: [], motion: null, relations: this.#waiting.relations.splice(0) });
    }
    this.#group = [];
    this.#groupEnd = -1;
  }

  #give(who: readonly Entity[], { deeds, motion, relations }: Waiting): void {
    if (who.length === 0) {
      this.#into.unused.push(...deeds);
      return;
    }
    for (const tag of deeds) {
      const each = (tag.sense as SenseOf<'deed'>).deed.relation;
      if (each !== undefined && who.length === 2 && relations.length === 0)
        this.#into.relate(who.slice(0, 1), each, who[1]!);
      if (each !== undefined && who.length === 1 && relations.length === 0) this.#into.part(who[0]!, each);
      const { deed, negated } = tag.sense as SenseOf<'deed'>;
      if (negated) this.#into.doesNot(who, tag);
      else this.#into.does(who, deed, tag);
    }
    for (const entity of who)
      if (motion !== null && (entity.motion === null || deeds.length > 0)) entity.motion = motion;
    for (const { kind, to } of relations) {
      if (
        to.kind === 'thing' &&
        (kind === 'with' || kind === 'in-front-of') &&
        who[0] !== undefined &&
        to.relation === null &&
        kind === 'with'
      )
        this.#into.relate([to], 'with', who[0]);
      else
        this.#into.relate(
          who.filter((one) => one !== to),
          kind,
          to,
        );
    }
  }

  #deny(): void {
    if (this.#lastScene !== undefined) {
      this.#into.deny(this.#lastScene);
      this.#lastScene = undefined;
      return;
    }
    const denied = this.#group.at(-1);
    if (denied === undefined) return;
    denied.without = true;
    this.#into.exclude(groupOf(denied.tag));
    this.#group.pop();
    this.#actors = this.#actors.filter((one) => one !== denied);
  }

  #particle({ word }: Tag, i: number): void {
    const marksGroup = this.#groupEnd === i - 1 && this.#group.length > 0;
    if (!marksGroup) return;
    if (topic.has(word) && this.#group.every(({ name }) => farAway.has(name))) {
      // What the moon does says nothing of whoever comes then.
      this.#lights = [...this.#group];
      this.#group = [];
    } else if (topic.has(word)) {
      this.#actors = [...this.#group];
      this.#give(this.#actors, this.#waiting);
      this.#waiting = nothingWaiting();
    } else if (word === 'を') this.#object = [...this.#group];
    else if (word === 'で' && (this.#group.at(-1)?.kind === 'subject' || seats.has(this.#group.at(-1)!.name)))
      this.#target = [...this.#group];
    else if (word === 'に' || word === 'へ' || word === 'から') this.#target = [...this.#group];
    else if ((word === 'と' || word === 'と一緒に') && this.#actors.length > 0) this.#target = [...this.#group];
  }

  #sceneWord(tag: Tag, sense: Sense, i: number): void {
    if (sense.tag === 'camera') {
      this.#into.say('camera', sense.camera, tag);
      return;
    }
    if (sense.tag === 'framing') {
      this.#into.say('framing', sense.framing, tag);
      return;
    }
    if (sense.tag === 'pace') {
      this.#into.say('pace', sense.pace, tag);
      return;
    }
    if (sense.tag === 'style') {
      this.#into.say('style', sense.style, tag);
      return;
    }
    this.#settleScene();
    // 海を眺める, 海のそば: on its shore.
    const [particle, verb] = this.#tags.slice(i + 1, i + 3);
    const watched =
      particle?.word === 'を' && verb?.sense.tag === 'deed' && verb.sense.deed.action === 'look' && !verb.sense.negated;
    const beside =
      particle?.word === 'へ' || (particle?.sense.tag === 'relation' && particle.sense.relation === 'next-to');
    this.#lastScene =
      sense.tag === 'place' && sense.place === 'sea' && (watched || beside)
        ? { ...tag, sense: { ...sense, place: 'beach' } }
        : tag;
    const next = this.#tags.slice(i + 1, i + 4);
    const mayBeDenied =
      (sense.tag === 'snow' && next.some(({ sense: after }) => after.tag === 'deed')) ||
      next.some(({ sense: after }) => after.tag === 'negation' || (after.tag === 'deed' && after.negated));
    if (!mayBeDenied) this.#settleScene();
    this.#into.tintScene(this.#description.colour, tag);
    this.#description = { ...this.#description, colour: null };
  }

  /** Says what the last word of the scene means, now that no negation follows it. */
  #settleScene(): void {
    const tag = this.#lastScene;
    this.#lastScene = undefined;
    if (tag === undefined) return;
    const { sense } = tag;
    if (sense.tag === 'place') {
      if (this.#into.place !== null && this.#into.place !== sense.place && sense.thing !== undefined) {
        this.#into.meet({ ...tag, sense: { tag: 'thing', name: sense.thing, plural: false } }, noDescription(), false);
      } else this.#into.sayPlace(sense, tag);
    } else if (sense.tag === 'snow') this.#into.sawSnow(tag);
    else if (sense.tag === 'time') this.#into.say('time', sense.time, tag);
    else if (sense.tag === 'weather') this.#into.say('weather', sense.weather, tag);
  }

  #dropColour(): void {
    if (this.#description.colour !== null) this.#into.unused.push(this.#description.colour);
    this.#description = noDescription();
  }
}

const objectRelation = (action: string | null): RelationKind | undefined =>
  action === 'walk'
    ? 'with'
    : action === 'drive' || action === 'sail' || action === 'sit'
      ? 'on'
      : action === null
        ? undefined
        : 'in-front-of';

const targetRelation = (action: string | null): RelationKind =>
  action === 'walk' || action === 'run' || action === 'fly' || action === 'swim'
    ? 'towards'
    : action === 'hide' || action === 'look'
      ? 'next-to'
      : action === 'play' || action === 'dance'
        ? 'with'
        : 'on';
