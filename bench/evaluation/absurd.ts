/** What no prompt asks: faults of a stage that anybody would laugh at, and that no wish speaks of. */
import { isNamed, type Player } from './cast.ts';
import type { Stage } from './wishes.ts';

/** Faults of a shot; `cut` is somebody half out of the frame, which is not good but no absurdity. */
export interface Faults {
  readonly absurd: readonly string[];
  readonly cut: readonly string[];
}

/** The faults of a shot, one a player at most. */
export function faultsOf(stage: Stage): Faults {
  const acting = stage.players.filter(({ as }) => as === 'subject');
  const asked = new Set([...stage.cast.values()].flatMap(({ players }) => players));
  const similes = stage.wishes.flatMap((wish) => (wish.kind === 'manner' ? (wish.may ?? []) : []));
  const isAsked = (player: Player) => asked.has(player) || isNamed(player.name, similes);
  const absurd = acting.flatMap((player) => absurdity(player, stage, isAsked(player)) ?? []);
  const close = stage.wishes.some((wish) => wish.kind === 'framing' && wish.is.includes('close'));
  const cut = close ? [] : acting.filter((player) => seen(player) < 0.8).map(({ name }) => `${name} is cut off`);
  return { absurd: [...new Set(absurd)], cut: [...new Set(cut)] };
}

const seen = ({ places }: Player): number => places.reduce((sum, place) => sum + place.seen, 0) / places.length;

function absurdity(player: Player, stage: Stage, asked: boolean): string | undefined {
  const { name, places } = player;
  const size = Math.max(...places.map(({ tall }) => tall));
  if (!asked && size > 0.08) return `${name} was not asked for`;
  if (places.filter((place) => place.seen > 0.5).length < 0.5 * places.length) return `${name} is out of the frame`;
  if (size < 0.03) return `${name} is too small to see`;
  return inWrongMedium(player, stage) ?? rises(player, stage);
}

/** Who is in space without being told so. */
const atHomeInSpace = ['astronaut', 'man astronaut', 'woman astronaut', 'satellite', 'alien'];

/** Somebody in a place that has no room for its kind, and that no wish asked for: a turtle in space. */
function inWrongMedium({ name, subject, shot, places }: Player, { stock, wishes }: Stage): string | undefined {
  const place = stock.world.places.get(shot.scene.place);
  const kind = stock.world.subjects.get(subject!.name)?.kind;
  const placeAsked = wishes.some(
    (wish) =>
      (wish.kind === 'place' && (wish.is.includes(shot.scene.place) || wish.near?.includes(shot.scene.place))) ||
      wish.or?.some((other) => other.kind === 'place' && other.is.includes(shot.scene.place)),
  );
  if (place === undefined || kind === undefined || placeAsked) return undefined;
  if (kind === 'under' && !place.kinds.some((one) => one === 'under' || one === 'sea'))
    return `${name} is in ${shot.scene.place}`;
  if (shot.scene.place === 'space' && isNamed(name, atHomeInSpace)) return undefined;
  if (kind !== 'fly' && !place.kinds.includes('ground') && !place.kinds.includes(kind) && !carried(wishes))
    return `${name} is in ${shot.scene.place}`;
  const high = places.filter(({ lift, size }) => lift > 0.5 * size).length > 0.6 * places.length;
  if (kind === 'under' && shot.scene.place === 'sea' && high) return `${name} hangs in the air`;
  return undefined;
}

/** Whether somebody is asked on something else, which may float. */
const carried = (wishes: Stage['wishes']): boolean =>
  wishes.some((wish) => wish.kind === 'relation' && wish.is.includes('on'));

const lifting = ['jump', 'leap', 'fly', 'float', 'dance', 'play', 'fall', 'swim'];

/** Whether a player is in the hands of another that is on the ground: beside its body, and not above its head, all the time. */
const isHeld = (player: Player, others: readonly Player[]): boolean =>
  others.some(
    (other) =>
      other !== player &&
      other.as === 'subject' &&
      player.places.every((place, i) => {
        const { x, lift, size } = other.places[i]!;
        return lift < 0.05 && place.size < size && Math.abs(place.x - x) < 0.5 * size && place.lift < 0.8 * size;
      }),
  );

/** Somebody of the ground who goes up into the air, or comes down from it, though nobody asked. */
function rises(player: Player, { stock, wishes, cast, players }: Stage): string | undefined {
  const { name, subject, places, shot } = player;
  if (stock.world.subjects.get(subject!.name)?.kind !== 'ground') return undefined;
  if (shot.scene.place === 'space' || shot.scene.place === 'underwater' || shot.scene.place === 'sky') return undefined;
  const mine = (key: string) => cast.get(key)?.players.some((player) => player.name === name) === true;
  const allowed = wishes.some(
    (wish) =>
      (wish.kind === 'action' && mine(wish.of) && wish.is.some((action) => lifting.includes(action))) ||
      (wish.kind === 'motion' && mine(wish.of) && wish.is.some((motion) => ['up', 'down', 'jump'].includes(motion))) ||
      (wish.kind === 'relation' &&
        mine(wish.of) &&
        wish.is.some((relation) => relation === 'on' || relation === 'above')) ||
      (wish.kind === 'aloft' && mine(wish.of)),
  );
  const rising = places.some(({ lift, size }) => lift > Math.max(0.16, 0.7 * size));
  return rising && !allowed && !isNamed(name, ['balloon', 'kite']) && !isHeld(player, players)
    ? `${name} rises into the air`
    : undefined;
}
