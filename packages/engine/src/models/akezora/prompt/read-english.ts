/** Reads the tags of an English sentence: who does what, where, how it is described, and how one stands to another. */
import { type Collector, type Description, type Entity, noDescription } from './entities.ts';
import { groupOf, groupOfWord, isWorn } from './groups.ts';
import type { Sense, SenseOf, Tag } from './tags.ts';

type RelationKind = SenseOf<'relation'>['relation'];

/** Subjects of earlier sentences, which pronouns and verbs without a subject take up. */
export interface Talk {
  /** Who the last clause was about. */
  actors: readonly Entity[];
}

const articles = new Set([
  'a',
  'an',
  'another',
  'the',
  'this',
  'that',
  'these',
  'those',
  'his',
  'her',
  'its',
  'their',
  'some',
  'of',
  'own',
  'my',
  'your',
  'our',
]);
/** Functions that a noun phrase or a verb may have inside. */
const copulas = new Set(['is', 'are', 'was', 'were', 'be', 'been']);
/** Relations that a place may stand in: then it is where the scene is. */
const acrossGround = new Set([
  'across',
  'along',
  'through',
  'at',
  'throughout',
  'over the top of',
  'outside',
  'from',
  'off',
  'by',
  'near',
]);

/** Nouns whose plural is the same. */
const sameInPlural = /^(?:.* )?(?:fish|sheep|deer|salmon|trout|bison|moose|shrimp)$/;

/** Whether a place is only beside somebody: who is at the sea, goes to it, or looks at it. */
function isBeside(
  relation: { readonly tag: Tag; readonly object: boolean } | undefined,
  before: readonly Tag[],
  doers: readonly Entity[],
): boolean {
  if (relation === undefined) return before.findLast(({ word }) => !articles.has(word))?.word === 'to';
  const words = /^(?:at|by|from|near|beside|next to|along|alongside|close to|in front of|outside|before|towards?)$/;
  return words.test(relation.tag.word) || (relation.object && doers.some(({ action }) => action === 'look'));
}

/** Reads one sentence into the collector. */
export function readEnglish(tags: readonly Tag[], into: Collector, talk: Talk): void {
  new EnglishReader(tags, into, talk).read();
}

class EnglishReader {
  readonly #tags: readonly Tag[];
  readonly #into: Collector;
  readonly #talk: Talk;
  /** Who the clause is about, and the noun phrases that were read last, joined by `and` and commas. */
  #actors: Entity[] = [];
  #last: Entity[] = [];
  #lastEnd = -1;
  /** Whom the last verb was said of. */
  #doers: readonly Entity[] = [];
  #description: Description = noDescription();
  #fresh = false;
  /** Deeds before their noun: `a running horse`. */
  #waiting: Tag[] = [];
  #relation:
    | { readonly kind: RelationKind; readonly from: readonly Entity[]; readonly tag: Tag; readonly object: boolean }
    | undefined;
  #negating = false;
  /** Whether the camera was spoken of last. */
  #cameraSaid = false;
  /** In what something is only compared with: `as if they were birds`. */
  #simile = false;
  #before: readonly Entity[];

  constructor(tags: readonly Tag[], into: Collector, talk: Talk) {
    this.#tags = tags;
    this.#into = into;
    this.#talk = talk;
    this.#before = talk.actors;
  }

  read(): void {
    for (const [i, tag] of this.#tags.entries()) this.#one(tag, i);
    this.#dropDescription();
    if (this.#actors.length > 0) this.#talk.actors = this.#actors;
  }

  #one(tag: Tag, i: number): void {
    const { sense } = tag;
    if (this.#simile) {
      if (sense.tag === 'comma' || sense.tag === 'clause') this.#simile = false;
      else {
        if (!['function', 'pronoun', 'unknown', 'praise', 'relation'].includes(sense.tag)) this.#into.unused.push(tag);
        return;
      }
    }
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
        this.#dropDescription();
        if (this.#negating && tag.word !== 'with') this.#negating = false;
        this.#relation = {
          kind: sense.relation,
          from: sense.relation === 'with' && !this.#withSomebody(i) ? [] : this.#fromOf(i),
          tag,
          object: false,
        };
        return;
      case 'motion':
        this.#relation = undefined;
        if (this.#cameraSaid && this.#into.turnsCamera(sense.motion)) return;
        for (const entity of this.#movers()) entity.motion = sense.motion;
        if (this.#movers().length === 0) this.#into.unused.push(tag);
        return;
      case 'pronoun':
        this.#pronoun(tag, i);
        return;
      case 'negation':
        this.#negating = true;
        return;
      case 'clause':
        this.#clause();
        return;
      case 'sequence':
      case 'comma':
        if (sense.tag === 'comma' && this.#inList(i)) return;
        this.#dropDescription();
        this.#negating = false;
        if (this.#relation !== undefined && this.#lastEnd < this.#tags.indexOf(this.#relation.tag))
          this.#relation = undefined;
        return;
      case 'function':
        this.#function(tag, i);
        return;
      case 'unknown':
        this.#unknown(i);
        return;
      case 'praise':
        return;
      default:
        this.#sceneWord(tag, sense, i);
        return;
    }
  }

  /** Whether a comma stands in a list of nouns or describing words. */
  #inList(i: number): boolean {
    return this.#description.colour !== null && this.#tags[i + 1]?.sense.tag === 'colour';
  }

  #noun(tag: Tag, i: number): void {
    this.#cameraSaid = false;
    if (this.#negating) {
      this.#denied(tag, i);
      return;
    }
    const entity = this.#into.meet(this.#numbered(tag, i), this.#description, this.#fresh, this.#joinsLast(i));
    entity.lead ||= this.#relation === undefined;
    this.#description = noDescription();
    this.#fresh = false;
    const joins = this.#joinsLast(i);
    if (!joins) this.#last = [];
    this.#last.push(entity);
    this.#lastEnd = i;
    for (const waiting of this.#waiting) this.#into.does([entity], (waiting.sense as SenseOf<'deed'>).deed, waiting);
    this.#waiting = [];
    if (this.#relation !== undefined) {
      this.#related(entity);
      return;
    }
    if (entity.kind === 'subject' || this.#actors.length === 0) {
      if (joins && this.#actors.length > 0) this.#actors.push(entity);
      else if (this.#actors.length === 0 || this.#doers.length > 0) {
        if (this.#doers.length > 0 && this.#actors.length > 0) this.#before = this.#actors;
        this.#actors = [entity];
        this.#doers = [];
      } else this.#actors.push(entity);
    }
  }

  /** Fish without an article are several: `fish swim`, and not `a fish`, `the fish`. */
  #numbered(tag: Tag, i: number): Tag {
    if (this.#tags.length < 2 || !sameInPlural.test(tag.word) || this.#description.count !== null) return tag;
    const isDescribing = ({ sense }: Tag) => ['colour', 'size', 'praise', 'unknown'].includes(sense.tag);
    const before = this.#tags.slice(0, i).findLast((one) => !isDescribing(one));
    const next = this.#tags[i + 1];
    const single = articles.has(before?.word ?? '') && !/^(?:of|these|those|some)$/.test(before?.word ?? '');
    if (single || (next?.sense.tag === 'deed' && next.sense.form === 'finite')) return tag;
    return { ...tag, sense: { ...(tag.sense as SenseOf<'subject'>), plural: true } };
  }

  #related(entity: Entity): void {
    const { kind, from, object, tag } = this.#relation!;
    const others = from.filter((one) => one !== entity);
    const worn = entity.kind === 'thing' && isWorn(entity.name) && others.some((one) => one.kind === 'subject');
    if (worn && (kind === 'in' || kind === 'with')) this.#into.wears(entity, tag);
    else if (object) this.#asObject(others, kind, entity);
    else if (entity.kind === 'thing' && (kind === 'with' || others.length === 0)) {
      if (others[0] !== undefined) this.#into.relate([entity], 'with', others[0]);
    } else this.#into.relate(others, kind, entity);
    if (this.#actors.length === 0) this.#actors = [entity];
    const next = this.#tags[this.#lastEnd + 1];
    if (!(next?.word === 'and' || next?.sense.tag === 'comma')) this.#relation = undefined;
    else this.#relation = { ...this.#relation!, from: kind === 'with' ? from : [] };
    if (this.#relation?.from.length === 0) this.#relation = undefined;
  }

  /** What a verb is done to: who is chased, ridden, walked, eaten. */
  #asObject(who: readonly Entity[], kind: RelationKind, object: Entity): void {
    const passes = kind === 'in-front-of' && who.some(({ motion }) => motion === 'right' || motion === 'left');
    if (object.kind === 'thing' && kind !== 'on' && !passes) {
      if (who[0] !== undefined) this.#into.relate([object], kind === 'with' ? 'with' : kind, who[0]);
      return;
    }
    // Who flies a kite stands and has it on its string.
    if (object.name === 'kite' && who[0]?.action === 'fly') {
      for (const one of who) Object.assign(one, { action: 'stand', motion: 'still' });
      this.#into.relate([object], 'with', who[0]);
      return;
    }
    this.#into.relate(who, kind, object);
    // Who is walked walks, too.
    if (kind === 'with' && who[0]?.action === 'walk') object.action ??= 'walk';
  }

  /** Whether a noun belongs to the ones before it: `a cat, a dog and a rabbit`. */
  #joinsLast(i: number): boolean {
    if (this.#lastEnd < 0) return false;
    const between = this.#tags.slice(this.#lastEnd + 1, i);
    const inside = between.every(
      ({ sense, word }) =>
        sense.tag === 'comma' ||
        ['colour', 'size', 'count', 'praise', 'unknown'].includes(sense.tag) ||
        word === 'and' ||
        word === 'or' ||
        word === '&' ||
        articles.has(word),
    );
    return (
      inside &&
      between.some(({ sense, word }) => sense.tag === 'comma' || word === 'and' || word === 'or' || word === '&')
    );
  }

  #denied(tag: Tag, i: number): void {
    this.#into.exclude(groupOf(tag));
    this.#description = noDescription();
    const next = this.#tags[i + 1];
    this.#negating = next?.word === 'or' || next?.word === 'and';
    this.#relation = undefined;
  }

  #describe(tag: Tag, sense: SenseOf<'colour' | 'size' | 'count'>, i: number): void {
    const before = this.#tags[i - 1];
    const last = this.#last.at(-1);
    const predicate =
      before !== undefined && (copulas.has(before.word) || (sense.tag === 'count' && false)) && !this.#namesFollow(i);
    if (predicate && last !== undefined) {
      if (sense.tag === 'colour') last.colour ??= sense.colour;
      if (sense.tag === 'size') last.size ??= sense.size;
      return;
    }
    if (this.#description[sense.tag] === null) this.#description[sense.tag] = tag;
    else if (sense.tag === 'colour') this.#into.unused.push(tag);
  }

  #namesFollow(i: number): boolean {
    for (let j = i + 1; j < this.#tags.length; j += 1) {
      const { tag } = this.#tags[j]!.sense;
      // `the park feeding pigeons`: a verb that is not known.
      if (tag === 'unknown' && this.#tags[j]!.word.endsWith('ing') && this.#tags[i]!.sense.tag === 'place')
        return false;
      if (tag === 'subject' || tag === 'thing') return true;
      if (!['colour', 'size', 'count', 'praise', 'unknown'].includes(tag)) return false;
    }
    return false;
  }

  #deed(tag: Tag, sense: SenseOf<'deed'>, i: number): void {
    const previous = this.#tags[i - 1];
    this.#dropDescription(sense.form !== 'participle' && sense.form !== 'past');
    if (this.#negating) {
      this.#negating = false;
      this.#into.doesNot(this.#whoDoes(sense, i), tag);
      return;
    }
    const attributive =
      (sense.form === 'participle' || sense.form === 'past') &&
      this.#namesFollow(i) &&
      (previous === undefined ||
        articles.has(previous.word) ||
        ['comma', 'colour', 'size', 'count', 'praise', 'sequence', 'relation', 'unknown'].includes(
          previous.sense.tag,
        ) ||
        previous.word === 'and');
    const takesObject = sense.deed.relation !== undefined || previous?.sense.tag === 'comma';
    if (attributive && !takesObject) {
      this.#waiting.push(tag);
      return;
    }
    // `a swimming ring`: of a thing that is not known.
    const next = this.#tags[i + 1];
    if (
      (sense.form === 'participle' || sense.form === 'base') &&
      next?.sense.tag === 'unknown' &&
      !next.word.endsWith('ly') &&
      /^(?:function|praise|unknown|colour|size)$/.test(previous?.sense.tag ?? '') &&
      previous?.word !== 'to' &&
      !copulas.has(previous?.word ?? '') &&
      this.#lastEnd < i - 1
    ) {
      this.#into.unused.push(tag);
      return;
    }
    // Of somebody or something that the box lacks: `smoke rising`.
    if (
      previous?.sense.tag === 'unknown' &&
      !previous.word.endsWith('ly') &&
      (sense.form === 'participle' || sense.form === 'finite')
    ) {
      this.#into.unused.push(tag);
      this.#relation = undefined;
      return;
    }
    const who = this.#whoDoes(sense, i);
    const ofScene = ['snow', 'weather', 'time', 'place', 'unknown'].includes(previous?.sense.tag ?? '');
    if (who.length === 0 && !ofScene) this.#into.unused.push(tag);
    if (ofScene && previous?.sense.tag !== 'unknown' && this.#lastEnd < i - 3 && sense.form !== 'participle') return;
    this.#into.does(who, sense.deed, tag);
    this.#doers = who;
    const mutual = sense.deed.relation === 'meeting' || /each other|one another/.test(next?.word ?? '');
    if (mutual && sense.deed.relation !== undefined && who.length > 1)
      this.#into.relate(who.slice(0, 1), sense.deed.relation, who[1]!);
    if (mutual && sense.deed.relation !== undefined && who.length === 1) this.#into.part(who[0]!, sense.deed.relation);
    const kind = sense.deed.relation ?? objectRelation(sense);
    this.#relation = { kind, from: who, tag, object: true };
  }

  /** Participles are said of the noun before them, finite verbs of whom the clause is about. */
  #whoDoes(sense: SenseOf<'deed'>, i: number): readonly Entity[] {
    const acting = this.#last.filter(({ kind }) => kind === 'subject');
    const between = this.#tags.slice(this.#lastEnd + 1, i);
    const close =
      this.#lastEnd >= 0 &&
      between.every(
        ({ sense: { tag }, word }) =>
          (tag === 'function' && !copulas.has(word)) ||
          tag === 'praise' ||
          tag === 'unknown' ||
          tag === 'pronoun' ||
          tag === 'negation' ||
          tag === 'place' ||
          tag === 'snow',
      );
    const own = this.#actors.length > 0 ? this.#actors : this.#before;
    if (sense.form === 'participle' && close && acting.length > 0) {
      // `a cat and a dog running`: all that are joined.
      return acting;
    }
    if (own.length > 0) return own;
    return this.#last;
  }

  #movers(): readonly Entity[] {
    if (this.#doers.length > 0) return this.#doers;
    if (this.#last.length > 0) return this.#last;
    return this.#actors.length > 0 ? this.#actors : this.#before;
  }

  /** Whether `with` is said of somebody: not in `afternoon light with wispy clouds`. */
  #withSomebody(i: number): boolean {
    const before = this.#tags.slice(0, i).findLast(({ sense }) => sense.tag !== 'comma' && sense.tag !== 'praise');
    return (
      before !== undefined &&
      !['time', 'weather', 'snow', 'place', 'framing', 'pace', 'style', 'function'].includes(before.sense.tag)
    );
  }

  /** Whom a preposition is said of: the doers of the verb before it, else the noun before it. */
  #fromOf(i: number): readonly Entity[] {
    const direct = this.#lastEnd >= 0 && this.#lastEnd === i - 1 ? this.#last : [];
    const lastActs = direct.some(({ kind }) => kind === 'subject');
    if (lastActs && this.#doers.length === 0) return direct;
    if (this.#tags[i]!.word === 'with' && direct.length > 0 && !lastActs) return direct;
    if (this.#doers.length > 0) return this.#doers;
    if (direct.length > 0) return direct;
    return this.#actors.length > 0 ? this.#actors : this.#last;
  }

  #pronoun(tag: Tag, i: number): void {
    if (/^(?:who|that|which)$/.test(tag.word)) {
      if (this.#last.some(({ kind }) => kind === 'subject') && this.#lastEnd === i - 1) this.#actors = [...this.#last];
      this.#doers = [];
      return;
    }
    const meant = this.#before.length > 0 && this.#relation !== undefined ? this.#before : this.#actors;
    if (this.#relation !== undefined && /^(?:it|him|her|them)$/.test(tag.word) && meant[0] !== undefined) {
      this.#into.relate(
        this.#relation.from.filter((one) => !meant.includes(one)),
        this.#relation.kind,
        meant[0],
      );
      this.#relation = undefined;
    } else if (/^(?:it|he|she|they)$/.test(tag.word)) {
      if (this.#actors.length === 0) this.#actors = [...this.#before];
      this.#doers = [];
    }
  }

  #clause(): void {
    this.#dropDescription();
    if (this.#actors.length > 0) this.#before = this.#actors;
    this.#actors = [];
    this.#last = [];
    this.#lastEnd = -1;
    this.#doers = [];
    this.#relation = undefined;
    this.#negating = false;
  }

  #function(tag: Tag, i: number): void {
    if (articles.has(tag.word)) {
      if (/^(?:a|an|another)$/.test(tag.word)) this.#fresh = true;
      return;
    }
    if (tag.word === 'and' || tag.word === 'or') {
      if (this.#relation !== undefined && this.#lastEnd < this.#tags.indexOf(this.#relation.tag))
        this.#relation = undefined;
      return;
    }
    if (tag.word === 'as if' || tag.word === 'as though' || tag.word === 'like') {
      this.#simile = true;
      return;
    }
    // Past a house: all the way across.
    if (tag.word === 'past') {
      for (const mover of this.#movers()) mover.motion ??= 'right';
      this.#relation = undefined;
      return;
    }
    if (copulas.has(tag.word)) this.#doers = [];
    // What is left of a noun phrase whose head is no name: `in the red light`.
    if (!this.#namesFollow(i)) this.#dropDescription();
    if (this.#relation?.object === true && !this.#namesFollow(i)) this.#relation = undefined;
  }

  #unknown(i: number): void {
    if (this.#namesFollow(i)) return;
    this.#dropDescription();
    if (this.#negating) this.#into.exclude(groupOfWord(this.#tags[i]!.word));
    this.#negating = false;
    // `on a surfboard`: the preposition says nothing without its noun.
    if (this.#relation !== undefined && !this.#relation.object && this.#relation.from.length > 0)
      this.#into.unused.push(this.#relation.tag);
    const next = this.#tags[i + 1];
    if (next === undefined || next.sense.tag !== 'unknown') this.#relation = undefined;
    // A subject that no name is known for: its verbs are not said of others.
    if (next?.sense.tag === 'deed' && this.#last.length === 0) this.#actors = [];
  }

  #sceneWord(tag: Tag, sense: Sense, i: number): void {
    if (this.#negating) {
      this.#into.deny(tag);
      const next = this.#tags[i + 1];
      this.#negating = next?.word === 'or' || next?.word === 'and';
      this.#description = noDescription();
      return;
    }
    switch (sense.tag) {
      case 'place': {
        const modifies =
          this.#tags[i + 1] !== undefined &&
          ['subject', 'thing', 'unknown'].includes(this.#tags[i + 1]!.sense.tag) &&
          !this.#tags[i + 1]!.word.endsWith('ing');
        if (modifies) {
          this.#into.sayWeakly(sense.place, tag);
          return;
        }
        this.#placeSaid(tag, sense);
        break;
      }
      case 'snow':
        if (sense.lies === true && ['subject', 'thing'].includes(this.#tags[i + 1]?.sense.tag ?? ''))
          this.#into.unused.push(tag);
        if (this.#tags[i + 1]?.sense.tag === 'deed' && sense.lies !== true) this.#into.say('weather', 'snow', tag);
        else this.#into.sawSnow(tag);
        break;
      case 'time':
        this.#into.say('time', sense.time, tag);
        break;
      case 'weather':
        this.#into.say('weather', sense.weather, tag);
        break;
      case 'style':
        this.#into.say('style', sense.style, tag);
        break;
      case 'camera':
        this.#into.say('camera', sense.camera, tag);
        this.#cameraSaid = true;
        return;
      case 'framing':
        this.#into.say('framing', sense.framing, tag);
        return;
      case 'pace':
        this.#into.say('pace', sense.pace, tag);
        return;
    }
    if (this.#namesFollow(i)) return;
    // Snowy, city: colours go on to the noun; of a place itself they say nothing that the scene lacks.
    if (!['place', 'snow', 'time', 'weather'].includes(this.#tags[i + 1]?.sense.tag ?? '')) {
      if (sense.tag === 'place' || sense.tag === 'snow' || sense.tag === 'time') {
        const { size, colour } = this.#description;
        this.#into.tintScene(colour, tag);
        if (size !== null) this.#into.unused.push(size);
        this.#description = noDescription();
      }
    }
    this.#relation = undefined;
  }

  #placeSaid(tag: Tag, said: SenseOf<'place'>): void {
    const relation = this.#relation;
    // By the sea: on its shore, who does not swim or sail.
    const dry = this.#actors.every(({ gait }) => gait !== 'sail' && gait !== 'swim' && gait !== 'fly');
    const ashore =
      said.place === 'sea' && dry && isBeside(relation, this.#tags.slice(0, this.#tags.indexOf(tag)), this.#doers);
    const sense = ashore ? { ...said, place: 'beach' } : said;
    // `drinks water`.
    const consumes = this.#doers.some(({ action }) => action === 'drink' || action === 'eat');
    if (relation?.object === true && sense.weak === true && consumes) return;
    const elsewhere = this.#into.place !== null && this.#into.place !== sense.place;
    if (elsewhere && sense.thing !== undefined) {
      const thing: Tag = { ...tag, sense: { tag: 'thing', name: sense.thing, plural: false } };
      const entity = this.#into.meet(thing, noDescription(), false);
      if (relation !== undefined && !acrossGround.has(relation.tag.word))
        this.#into.relate(relation.from, relation.kind, entity);
      return;
    }
    if (relation?.tag.word === 'with' || relation?.tag.word === 'holding') this.#into.unused.push(tag);
    else this.#into.sayPlace(sense, tag);
  }

  /** Describing words whose noun is not known are named with it. */
  #dropDescription(really = true): void {
    if (!really) return;
    const { colour, size, count } = this.#description;
    for (const tag of [colour, size, count])
      if (tag !== null && !(tag === count && (tag.sense as SenseOf<'count'>).count === 1)) this.#into.unused.push(tag);
    this.#description = noDescription();
  }
}

/** How the object of a verb without a relation of its own stands to whom it is said of. */
function objectRelation({ deed: { action, motion } }: SenseOf<'deed'>): RelationKind {
  // Passes somebody, crosses before it.
  if (action === 'walk' && motion === 'right') return 'in-front-of';
  if (action === 'walk' || action === 'play' || action === 'dance' || action === 'run') return 'with';
  return action === 'drive' || action === 'sail' || action === 'roll' ? 'on' : 'in-front-of';
}
