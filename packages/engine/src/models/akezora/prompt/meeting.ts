/** Meeting subjects and things: who is new in a prompt, who was named before, and what each is said to do. */
import type { Description, Entity, Told } from './entity.ts';
import type { SenseOf, Tag } from './tags.ts';
import { groundThings } from './words/names-of-things.ts';
import type { Deed } from './words/verbs.ts';

/** Subjects of a plural without a count. */
const someOf = 3;
const mostCount = 5;

/** A subject or thing with its description; one that was named before is the same one unless it is described otherwise. */
export function meet(told: Told, tag: Tag, described: Description, fresh: boolean, joined = false): Entity {
  const sense = tag.sense as SenseOf<'subject' | 'thing'>;
  const colour = described.colour === null ? null : (described.colour.sense as SenseOf<'colour'>).colour;
  const size =
    described.size === null ? (isYoung(tag.word) ? 'small' : null) : (described.size.sense as SenseOf<'size'>).size;
  const said = described.count === null ? null : (described.count.sense as SenseOf<'count'>).count;
  if (said !== null && said > mostCount) told.limited.push(described.count!);
  const count = groundThings.has(sense.name)
    ? null
    : said === null
      ? sense.plural
        ? someOf
        : null
      : Math.min(said, mostCount);
  const other = joined
    ? told.entities.find((one) => one.name === sense.name && one.tag.word !== tag.word && colour === null)
    : undefined;
  if (other !== undefined) {
    other.count = Math.min((other.count ?? 1) + (count ?? 1), mostCount);
    return other;
  }
  const before = told.entities.find((one) => one.name === sense.name && (!fresh || one.colour === colour));
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
  told.entities.push(entity);
  return entity;
}

/** Somebody does something; a second deed of the same subject adds its motion or is unused. */
export function does(told: Told, who: readonly Entity[], said: Deed, tag: Tag): void {
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
    else if (deed.action !== null && !moves(deed) && deed.relation === undefined) told.unused.push(tag);
    else {
      if (entity.motion === null && deed.motion !== 'still') entity.motion = deed.motion;
      // A cat that walks does not run; but who comes running does.
      // Who comes running runs.
      const came = entity.deeds.slice(0, -1).every(({ word }) => goes.test(word));
      if (came && deed.action !== null && deed.relation === undefined) entity.action = deed.action;
      const another =
        !came && deed.action !== null && moves(deed) && deed.relation === undefined && !goes.test(tag.word);
      if (another && entity.action !== null && moves({ ...deed, action: entity.action })) told.unused.push(tag);
    }
  }
}

/** Somebody does not do what a verb says: it stands, unless it is said what it does instead. */
export function doesNot(told: Told, who: readonly Entity[], tag: Tag): void {
  for (const entity of who) {
    if ((tag.sense as SenseOf<'deed'>).deed.motion === 'still') told.unused.push(tag);
    else if (entity.action === null) Object.assign(entity, { action: 'stand', motion: 'still', yields: true });
  }
}

/** Words for the young of animals, which are small. */
const isYoung = (word: string): boolean =>
  /(?:^|\s)(?:puppy|puppies|pups?|kittens?|kitty|cubs?|calf|calves|foals?|fawns?|piglets?|chicks?|ducklings?|joeys?|lambs?|cygnets?|owlets?|kits?|girls?|boys?)$|^(?:女の子|少女|男の子|少年|[子仔](?![供ど])|小犬|小鳥|小鹿|小熊)/.test(
    word,
  );

const waterBirds: ReadonlySet<string> = new Set(['swan', 'duck', 'goose']);

/** Verbs that only say that somebody goes. */
const goes =
  /^(?:go|goes|going|went|gone|com|came|mov|travel|mak|made|step|pass|cross|行|来|進|動|向か|通|渡|横切|帰|走行|飛行)/;

const moves = ({ action }: Deed): boolean =>
  action !== null && ['walk', 'run', 'drive', 'fly', 'swim', 'race'].includes(action);
