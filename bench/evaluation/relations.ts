/** How two on a stage stand to each other, measured at every look at the shot. */
import type { Place, Player } from './cast.ts';
import { sideways } from './goes.ts';

type Pair = (a: Place, b: Place) => boolean;

/** Share of the looks at which something holds of two. */
const share = (a: Player, b: Player, holds: Pair): number =>
  a.places.filter((place, i) => holds(place, b.places[i]!)).length / a.places.length;

const mostly = (a: Player, b: Player, holds: Pair): boolean => share(a, b, holds) >= 0.6;
const apart: (a: Place, b: Place) => number = (a, b) => Math.abs(a.x - b.x);
const reach: (a: Place, b: Place) => number = (a, b) => (a.size + b.size) / 2;
const feet = ({ y, lift }: Place): number => y - lift;

/** Side by side with less than a body between them. */
const beside: Pair = (a, b) => apart(a, b) <= 1.6 * reach(a, b) && Math.abs(a.y - b.y) < 0.35;
/** Farther away and at least partly seen behind: things farther away stand higher in the frame. */
const farther: Pair = (a, b) => a.y < b.y - 0.004;

/** The gap of two that go the same way, as of a chase: positive if `a` is behind. */
function trailing(a: Player, b: Player): boolean {
  const [wayA, wayB] = [sideways(a), sideways(b)];
  if (wayA * wayB <= 0) return false;
  const sign = Math.sign(wayA);
  return share(a, b, (one, other) => sign * (other.x - one.x) > 0 && apart(one, other) < 1.3) >= 0.9;
}

const sameWay = (a: Player, b: Player): boolean => sideways(a) * sideways(b) > 0;

const nearing = (a: Player, b: Player): number =>
  apart(a.places[0]!, b.places[0]!) - apart(a.places.at(-1)!, b.places.at(-1)!);

/** Whether `a` stands to `b` as asked. */
export function stands(a: Player, relation: string, other: Player): boolean {
  const b: Player =
    other.across === true
      ? { ...other, places: other.places.map((place, i) => ({ ...place, x: a.places[i]!.x })) }
      : other;
  switch (relation) {
    case 'with':
    case 'next-to':
      return mostly(a, b, beside);
    case 'left-of':
      return share(a, b, (one, other) => one.x < other.x - 0.25 * reach(one, other)) >= 0.8;
    case 'right-of':
      return share(a, b, (one, other) => one.x > other.x + 0.25 * reach(one, other)) >= 0.8;
    case 'behind':
      return trailing(a, b) || (mostly(a, b, farther) && meetsInFrame(a, b));
    case 'in-front-of':
      return trailing(b, a) || (mostly(b, a, farther) && meetsInFrame(a, b)) || b.as === 'sky';
    case 'on':
      return mostly(
        a,
        b,
        (one, other) =>
          apart(one, other) < 0.6 * other.size &&
          feet(one) < feet(other) - 0.08 * other.size &&
          feet(one) > feet(other) - 1.25 * other.size,
      );
    case 'above':
      if (leapsOver(a, b)) return true;
      return mostly(
        a,
        b,
        (one, other) => apart(one, other) < 1.5 * reach(one, other) && feet(one) < feet(other) - 0.5 * other.size,
      );
    case 'under':
      return mostly(
        a,
        b,
        (one, other) =>
          apart(one, other) < 0.75 * other.size && feet(one) - 0.5 * one.size > feet(other) - 0.75 * other.size,
      );
    case 'in':
      return mostly(
        a,
        b,
        (one, other) => apart(one, other) < 0.5 * other.size && Math.abs(feet(one) - feet(other)) < other.size,
      );
    case 'chasing':
    case 'following':
      return trailing(a, b);
    case 'meeting':
    case 'towards':
      return nearing(a, b) > 0.1;
    case 'away-from':
      return nearing(a, b) < -0.1;
    case 'around':
      return share(a, b, (one, other) => one.x < other.x) > 0.15 && share(a, b, (one, other) => one.x > other.x) > 0.15;
    default:
      return false;
  }
}

/** Whether somebody goes from one side of another to the other side in an arc above half of its height. */
function leapsOver(a: Player, b: Player): boolean {
  const [from, to] = [a.places[0]!.x - b.places[0]!.x, a.places.at(-1)!.x - b.places.at(-1)!.x];
  const crosses = from * to < 0;
  const over = a.places.filter((place, i) => apart(place, b.places[i]!) < 0.35 * b.places[i]!.size);
  return crosses && over.length > 0 && over.every((place) => place.lift > 0.45 * b.places[0]!.size);
}

/** Whether one passes the other, or stays near it, in the frame. */
const meetsInFrame = (a: Player, b: Player): boolean =>
  share(a, b, (one, other) => apart(one, other) < 1.6 * reach(one, other)) > 0.1;

/** Whether those of one name, who chase each other, all go the same way. */
export const goTogether = (players: readonly Player[]): boolean =>
  players.length > 1 && players.every((player) => sameWay(player, players[0]!));

/** Whether several stand one after the other: a gap between each, and about the same way off. */
export function inLine(players: readonly Player[]): boolean {
  if (players.length < 2) return false;
  const middle = players.map(({ places }) => places[places.length >> 1]!).sort((a, b) => a.x - b.x);
  const depths = middle.map(({ y }) => y);
  return (
    Math.max(...depths) - Math.min(...depths) < 0.06 &&
    middle.slice(1).every((place, i) => place.x - middle[i]!.x > 0.4 * place.size)
  );
}
