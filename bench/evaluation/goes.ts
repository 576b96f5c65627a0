/** What paths show: where somebody goes, and whether it does what it is said to do. Lengths are in frame heights. */
import type { Place, Player } from './cast.ts';
import type { Stock } from './planned.ts';

/** A move to a side is longer than this; who stands or sleeps stays within it. */
const step = 0.12;

const first = ({ places }: Player): Place => places[0]!;
const last = ({ places }: Player): Place => places.at(-1)!;
const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

/** The way that somebody goes sideways, negative to the left; 0 if it turns round on the way or hardly goes. */
export function sideways(player: Player): number {
  const way = last(player).x - first(player).x;
  const back = player.places.slice(1).reduce((sum, { x }, i) => {
    const by = x - player.places[i]!.x;
    return sum + (by * way < 0 ? Math.abs(by) : 0);
  }, 0);
  return Math.abs(way) < step || back > 0.25 * Math.abs(way) ? 0 : way;
}

/** Share of its first size that somebody grows by, which comes nearer. */
const growth = (player: Player): number => last(player).size / first(player).size - 1;

const rise = (player: Player): number => last(player).lift - last(player).y - (first(player).lift - first(player).y);

/** Whether somebody is where it was at every look. */
export const stays = (player: Player): boolean =>
  spread(player.places.map(({ x }) => x)) < step && Math.abs(growth(player)) < 0.2;

/** Times that somebody leaves the ground, or its usual height, and comes back. */
export function jumps({ places }: Player): number {
  const low = Math.min(...places.map(({ lift }) => lift));
  const bar = low + 0.3 * spread(places.map(({ lift }) => lift));
  const up = places.map(({ lift }) => lift > bar && lift > low + 0.03);
  return up.filter((is, i) => is && !up[i - 1]).length;
}

const turnsRound = (player: Player): boolean => {
  const signs = player.places
    .slice(1)
    .map(({ x }, i) => Math.sign(Math.round((x - player.places[i]!.x) * 1000)))
    .filter((sign) => sign !== 0);
  return signs.filter((sign, i) => i > 0 && sign !== signs[i - 1]).length >= 2;
};

/** How well a path is the motion asked: `against` if it goes the opposite way. */
export function goes(player: Player, motion: string): 'met' | 'missed' | 'against' {
  const judged = (value: number, enough: number) => (value > enough ? 'met' : value < -enough ? 'against' : 'missed');
  switch (motion) {
    case 'left':
      return judged(-sideways(player), 0);
    case 'right':
      return judged(sideways(player), 0);
    case 'towards':
      return judged(growth(player), 0.15);
    case 'away':
      return judged(1 / (1 + growth(player)) - 1, 0.15);
    case 'up':
      return judged(rise(player), 0.1);
    case 'down':
      return judged(-rise(player), 0.1);
    case 'still':
      return stays(player) || comesToRest(player) ? 'met' : 'against';
    case 'jump':
      return jumps(player) > 0 ? 'met' : 'missed';
    case 'circle':
      return turnsRound(player) ? 'met' : 'missed';
    default:
      return 'missed';
  }
}

/** Whether somebody is still for the last quarter of a shot, as one is who stops. */
function comesToRest(player: Player): boolean {
  const end = player.places.slice(-Math.ceil(player.places.length / 4));
  return spread(end.map(({ x }) => x)) < 0.03 && spread(end.map(({ lift }) => lift)) < 0.03;
}

const moves = (player: Player): boolean => !stays(player) || Math.abs(growth(player)) > 0.15;

/** Frame heights a second, at their mean, across the frame. */
const pace = (player: Player): number =>
  player.places.slice(1).reduce((sum, { x }, i) => sum + Math.abs(x - player.places[i]!.x), 0) / player.shot.seconds;

const aloft = ({ places }: Player): boolean =>
  places.filter(({ lift, size }) => lift > 0.25 * size).length > 0.6 * places.length;

const inWater = (player: Player): boolean => ['sea', 'underwater'].includes(player.shot.scene.place);

/** Whether somebody does what is asked: its action says so, and its path shows it. */
export function does(player: Player, action: string, stock: Stock): boolean {
  const { subject, shot } = player;
  if (subject === undefined) return action === 'stand' && player.as === 'prop';
  const said = subject.action;
  const silent = said === undefined;
  const info = stock.world.subjects.get(subject.name);
  const says = said === action;
  switch (action) {
    case 'walk':
      return (says || (silent && info?.gait !== 'run')) && moves(player) && !aloft(player);
    case 'run':
    case 'race':
      return (
        (said === 'run' || said === 'race' || (silent && info?.gait === 'run')) &&
        (pace(player) >= 0.12 || Math.abs(growth(player)) >= 0.5)
      );
    case 'drive':
    case 'roll':
    case 'sail':
      return (says || silent || (said === 'run' && action === 'drive')) && moves(player);
    case 'fly':
      return (says || silent || said === 'float') && (aloft(player) || shot.scene.place === 'sky');
    case 'float':
      return (
        (says || said === 'fly') && (aloft(player) || inWater(player) || ['sky', 'space'].includes(shot.scene.place))
      );
    case 'swim':
      return (says || silent) && inWater(player);
    case 'jump':
    case 'leap':
      return (silent || said === 'jump' || said === 'leap') && jumps(player) > 0;
    case 'fall':
      return says && rise(player) < -0.1;
    case 'sleep':
    case 'lie':
    case 'sit':
    case 'eat':
    case 'drink':
    case 'hide':
      return says && stays(player);
    case 'stand':
      return (says || silent) && stays(player);
    case 'look':
      return says;
    default:
      return says;
  }
}

/** Whether somebody is in the air at most times. */
export const isAloft = aloft;

/** Whether somebody goes at most 0.6 of the way that its action takes it in the time: sideways, up the ground, and by growing. */
export function isSlow({ places, subject, shot }: Player, { world }: Stock): boolean {
  const usual = world.staging.paces[subject?.action ?? ''] ?? 0.5;
  const way = places.slice(1).reduce((sum, { x, y, size }, i) => {
    const before = places[i]!;
    return sum + Math.hypot(x - before.x, y - before.y, 1.5 * (size - before.size)) / size;
  }, 0);
  return way / shot.seconds <= 0.6 * usual;
}
