/** How well one shot grants one wish. */
import type { Wish, WishBody } from './asked.ts';
import { cameraGoes, isNamed, type Player } from './cast.ts';
import { does, goes, isAloft, isSlow } from './goes.ts';
import { hasByItself } from './natural-colours.ts';
import type { PlannedShot, Stock } from './planned.ts';
import { goTogether, inLine, stands } from './relations.ts';

/** `half`: something near it, or only some of it. `against`: the opposite is seen. */
export type Grade = 'met' | 'half' | 'missed' | 'against';

/** A shot with who plays whom. */
export interface Stage {
  readonly shot: PlannedShot;
  readonly stock: Stock;
  readonly players: readonly Player[];
  readonly wishes: readonly Wish[];
  /** Who plays the somebody or something that wishes call by a key. */
  readonly cast: ReadonlyMap<string, Casting>;
}

/** Who plays somebody; `near` if they are not what was asked. */
interface Casting {
  readonly players: readonly Player[];
  readonly near: boolean;
}

const order: readonly Grade[] = ['against', 'missed', 'half', 'met'];

/** The better of two grades; what is seen in one shot need not be in the next, but nothing may be the opposite all the time. */
export const better = (a: Grade, b: Grade): Grade => (order.indexOf(a) >= order.indexOf(b) ? a : b);
const worst = (grades: readonly Grade[]): Grade =>
  grades.reduce((a, b) => (order.indexOf(a) <= order.indexOf(b) ? a : b));
const granted = (is: boolean): Grade => (is ? 'met' : 'missed');

/** Casts the players of a shot: exact names first, then what may stand in for the rest. */
export function castOf(players: readonly Player[], wishes: readonly Wish[]): ReadonlyMap<string, Casting> {
  const cast = new Map<string, Casting>();
  const named = wishes.flatMap((wish) => (wish.kind === 'subject' || wish.kind === 'thing' ? [wish] : []));
  for (const wish of named) {
    const found = players.filter(({ name }) => isNamed(name, wish.names));
    // What is asked as somebody who acts is looked for among those first.
    const acting = found.filter(({ as }) => as === 'subject');
    const playing = wish.kind === 'subject' && acting.length > 0 ? acting : found;
    if (wish.key !== undefined && playing.length > 0) cast.set(wish.key, { players: playing, near: false });
  }
  const taken = new Set([...cast.values()].flatMap((one) => one.players));
  for (const { key, near } of named) {
    if (key === undefined || cast.has(key) || near === undefined) continue;
    const found = players.filter(({ name }) => isNamed(name, near));
    const free = found.filter((player) => !taken.has(player));
    const playing = free.length > 0 ? free : found.length > 1 ? found : [];
    if (playing.length > 0) cast.set(key, { players: playing, near: true });
  }
  return cast;
}

/** The grade of a wish in a shot. */
export function gradeOf(wish: Wish | WishBody, stage: Stage): Grade {
  const plain = gradeBody(wish, stage);
  const others = 'or' in wish ? (wish.or ?? []) : [];
  return others.map((other) => gradeBody(other, stage)).reduce(better, plain);
}

/** What a place is: a snowy forest is a forest, and a field of snow. */
const placesOf = (place: string): readonly string[] =>
  place.startsWith('snowy ') ? [place, place.slice('snowy '.length), 'snowfield'] : [place];

function gradeBody(wish: WishBody, stage: Stage): Grade {
  const { shot, cast, stock, players } = stage;
  const { scene } = shot;
  switch (wish.kind) {
    case 'subject':
    case 'thing': {
      if (wish.key === undefined) return granted(players.some(({ name }) => isNamed(name, wish.names)));
      const found = cast.get(wish.key);
      return found === undefined ? 'missed' : found.near ? 'half' : 'met';
    }
    case 'place':
      return placesOf(scene.place)
        .map((place) => choice(wish.is, wish.near, place))
        .reduce(better);
    case 'time':
      return choice(wish.is, wish.near, scene.time);
    case 'weather':
      return choice(wish.is, wish.near, scene.weather);
    case 'style':
      return choice(wish.is, wish.near, scene.style);
    case 'camera':
      return granted(wish.is.includes(scene.camera.move) && cameraMoves(stage));
    case 'framing':
      return framing(wish.is, stage);
    case 'pace':
      return granted(players.every((player) => player.as !== 'subject' || isSlow(player, stock)));
    case 'without':
      return wish.weather === undefined
        ? players.some(({ name }) => isNamed(name, wish.names ?? []))
          ? 'against'
          : 'met'
        : scene.weather === wish.weather
          ? 'against'
          : 'met';
    case 'other':
      return 'missed';
    case 'manner':
      return granted(players.some(({ name }) => isNamed(name, wish.may ?? [])));
    case 'relation': {
      const [of, to] = [cast.get(wish.of)?.players, cast.get(wish.to)?.players];
      if (of === undefined || to === undefined) return 'missed';
      if (wish.of === wish.to) return granted(goTogether(of));
      // One picture may show both: a boy on a bicycle.
      const fits = (one: Player) =>
        to.some((other) => one === other || wish.is.some((relation) => stands(one, relation, other)));
      // A set may have more trees than the one under which somebody sleeps.
      const enough = of.every(({ as }) => as !== 'subject') ? of.some(fits) : of.every(fits);
      return enough ? 'met' : of.some(fits) ? 'half' : 'missed';
    }
    default: {
      const of = cast.get(wish.of)?.players;
      return of === undefined ? 'missed' : gradeOfPlayers(wish, of, stage, stock);
    }
  }
}

/** An attribute of those who play somebody. */
function gradeOfPlayers(
  wish: Extract<
    WishBody,
    { readonly of: string; readonly kind: 'count' | 'size' | 'colour' | 'action' | 'motion' | 'line' | 'aloft' }
  >,
  players: readonly Player[],
  stage: Stage,
  stock: Stock,
): Grade {
  switch (wish.kind) {
    case 'count':
      if (players.length >= wish.from && players.length <= wish.to) return 'met';
      return wish.from > 5 && players.length >= 4 ? 'half' : 'missed';
    case 'size':
      return granted(wish.is.every((size) => players.every((player) => isSized(player, size, stage))));
    case 'colour':
      return worst(players.map((player) => colourOf(player, wish.is)));
    case 'action': {
      const fits = (is: readonly string[]) =>
        players.every((player) => is.some((action) => does(player, action, stock)));
      return fits(wish.is) ? 'met' : fits(wish.near ?? []) ? 'half' : 'missed';
    }
    case 'motion': {
      const each = players.map((player) => {
        const grades = wish.is.map((motion) => goes(player, motion));
        return grades.includes('met') ? 'met' : grades.includes('missed') ? 'missed' : 'against';
      });
      return worst(each);
    }
    case 'line':
      return granted(inLine(players));
    case 'aloft':
      return granted(players.every((player) => isAloft(player) || player.as === 'sky'));
  }
}

/** A choice that the scene made: the seed chooses what a brief leaves open, so another one is not the opposite. */
const choice = (asked: readonly string[], near: readonly string[] | undefined, made: string): Grade =>
  asked.includes(made) ? 'met' : near?.includes(made) ? 'half' : 'missed';

function cameraMoves({ shot, cast, wishes }: Stage): boolean {
  const { x, y, zoom } = cameraGoes(shot);
  switch (shot.scene.camera.move) {
    case 'static':
      return Math.abs(x) < 0.1 && Math.abs(y) < 0.1 && Math.abs(zoom - 1) < 0.15;
    case 'pan-left':
      return x < -0.1;
    case 'pan-right':
      return x > 0.1;
    case 'zoom-in':
      return zoom > 1.1;
    case 'zoom-out':
      return zoom < 1 / 1.1;
    case 'tilt-up':
    case 'crane-up':
      return y < -0.05;
    case 'tilt-down':
    case 'crane-down':
      return y > 0.05;
    case 'orbit':
      return shot.scene.camera.path.length > 1;
    case 'follow': {
      const hero = wishes.flatMap((wish) =>
        wish.kind === 'subject' ? (cast.get(wish.key ?? '')?.players ?? []) : [],
      )[0];
      if (hero === undefined) return false;
      const way = hero.places.at(-1)!.x - hero.places[0]!.x;
      return Math.abs(way) > 0.3 && x * way > 0 && Math.abs(x) > 0.4 * Math.abs(way);
    }
  }
}

/** The middle of what somebody's box has of the frame's height. */
const tallness = ({ places }: Player): number => [...places].sort((a, b) => a.tall - b.tall)[places.length >> 1]!.tall;

function framing(asked: readonly string[], { cast, wishes }: Stage): Grade {
  const hero = wishes.flatMap((wish) => (wish.kind === 'subject' ? (cast.get(wish.key ?? '')?.players ?? []) : []))[0];
  if (hero === undefined) return 'missed';
  const tall = tallness(hero);
  const is = tall >= 0.5 ? 'close' : tall <= 0.34 ? 'wide' : 'medium';
  return asked.includes(is) ? 'met' : 'missed';
}

/** Large: almost half of the frame's height, or larger than all others; small: a quarter of it, or smaller than all others. */
function isSized(player: Player, size: string, { players }: Stage): boolean {
  const others = players.filter((other) => other.name !== player.name && other.as === 'subject');
  const mean = (one: Player) => one.places.reduce((sum, place) => sum + place.size, 0) / one.places.length;
  const against = (share: (other: Player) => boolean) => others.length > 0 && others.every(share);
  if (size === 'large') return tallness(player) >= 0.42 || against((other) => mean(player) > 1.15 * mean(other));
  if (size === 'small') return tallness(player) <= 0.27 || against((other) => mean(player) < 0.87 * mean(other));
  return true;
}

function colourOf(player: Player, asked: readonly string[]): Grade {
  if (player.colour !== undefined) return asked.includes(player.colour) ? 'met' : 'against';
  return granted(asked.some((colour) => hasByItself(player.name, colour)));
}
