/** What goes without saying of what a prompt tells: riders are on what they ride, rivers run through land, mountains are far away. */
import { type Entity, noDescription, type Told } from './entity.ts';
import { meet } from './meeting.ts';
import { isRidden, variantOf } from './variants.ts';
import { groundThings } from './words/names-of-things.ts';
import { doneInSky, farAway } from './words/sky-words.ts';

/** Settles what a prompt tells, in place. */
export function settle(told: Told): void {
  climb(told);
  mount(told);
  joinRiders(told);
  layGround(told);
  hangFar(told);
}

/** Who climbs a mountain is on it all the way: it goes up. */
function climb(told: Told): void {
  for (const one of told.entities) {
    const peak = one.relation?.kind === 'on' && mountains.has(one.relation.to.name) ? one.relation.to : undefined;
    if (peak === undefined || one.motion !== 'up') continue;
    one.relation = null;
    if (told.scene.place !== null && told.scene.place !== 'mountains') continue;
    told.scene.place = 'mountains';
    const others = told.entities.some(({ relation }) => relation?.to === peak);
    if (!others && peak.name !== 'mount fuji') told.entities.splice(told.entities.indexOf(peak), 1);
  }
}

/** Who surfs is on a board. */
function mount(told: Told): void {
  for (const one of [...told.entities]) {
    if (one.vehicle === null || one.relation?.kind === 'on' || one.without) continue;
    const { name, tag } = one.vehicle;
    const gait = one.action === 'sail' ? 'sail' : 'roll';
    const sense = { tag: 'subject', name, plural: false, gait } as const;
    one.relation = { kind: 'on', to: meet(told, { ...tag, word: name, sense }, noDescription(), true) };
  }
}

/** People on bicycles and in rowing boats are one drawing. */
function joinRiders(told: Told): void {
  for (const one of told.entities) {
    const { relation } = one;
    const rows = one.deeds.some(({ word }) => /^(?:row|paddl|漕)/.test(word));
    const ridden = relation?.kind === 'on' && isRidden(relation.to.name, rows) ? relation.to : undefined;
    const joined = ridden === undefined ? one.name : variantOf(one.name, one.action, ridden.name);
    if (ridden === undefined || joined === one.name) continue;
    Object.assign(one, {
      ...{ name: joined, relation: null, gait: rows ? 'sail' : one.gait },
      ...{ action: rows ? 'sail' : 'drive', colour: one.colour ?? ridden.colour },
    });
    told.entities.splice(told.entities.indexOf(ridden), 1);
  }
}

/** Rivers that somebody swims or sails in are as wide as the sea; others run through the land. Where there is no land, no road is. */
function layGround(told: Told): void {
  for (const one of told.entities.filter(({ name, without }) => groundThings.has(name) && !without)) {
    const swims = one.name === 'river' && told.entities.some(isAfloat);
    if (swims) told.scene.place ??= 'sea';
    else if (one.name === 'river') told.scene.place ??= told.snow === undefined ? 'meadow' : 'snowfield';
    const { place } = told.scene;
    const landless = place === 'space' || place === 'sky' || (place === 'sea' && one.name !== 'bridge');
    if (!landless) continue;
    told.unused.push(one.tag);
    told.entities.splice(told.entities.indexOf(one), 1);
    for (const other of told.entities) if (other.relation?.to === one) other.relation = null;
  }
  // A road without anybody on it is somewhere.
  const onlyGround = told.entities.length > 0 && told.entities.every(({ name }) => groundThings.has(name));
  if (onlyGround && told.snow === undefined) told.scene.place ??= 'meadow';
}

/** What is far away only is there; stars are the night's own. */
function hangFar(told: Told): void {
  for (const one of told.entities.filter(({ name }) => farAway.has(name))) {
    const held =
      one.relation?.kind === 'on' ||
      told.entities.some(({ relation }) => relation?.kind === 'on' && relation.to === one);
    if (held) continue;
    if (one.name === 'star' && (one.count ?? 1) > 1) {
      told.scene.time ??= 'night';
      told.scene.weather ??= 'clear';
      for (const other of told.entities) if (other.relation?.to === one) other.relation = null;
      told.entities.splice(told.entities.indexOf(one), 1);
    }
    told.unused.push(...one.deeds.filter(({ word }) => !doneInSky.test(word)));
    Object.assign(one, { action: null, motion: null });
  }
}

/** Who is in the water, or on it. */
const isAfloat = ({ gait, action, kind }: Entity): boolean =>
  kind === 'subject' &&
  (gait === 'sail' || gait === 'swim' || action === 'swim' || action === 'sail' || action === 'float');

const mountains: ReadonlySet<string> = new Set(['mountain', 'snow-capped mountain', 'mount fuji']);
