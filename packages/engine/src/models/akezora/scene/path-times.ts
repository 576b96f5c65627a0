/** Paths seen from another time: later, and backwards. */
import { along } from './motion.ts';
import { round } from './paths.ts';

/** A point of a path: of a subject's or of the camera's. */
export type Timed = { readonly at: number; readonly cut?: boolean | undefined };

/** The numbers of a point besides its time, by name. */
export type Values = Record<string, number>;

/** A point with values, rounded as scenes are written; everything else is that of `like`. */
export const pointAt = <P extends Timed>(like: P, at: number, values: Values): P => {
  const { cut: _, ...rest } = like;
  const rounded = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, round(value, 4)]));
  return { ...(rest as P), at: round(at, 3), ...rounded };
};

/** The names of the numbers that a path is made of. */
export const keysOf = (path: readonly Timed[]): string[] =>
  Object.entries(path[0]!).flatMap(([key, value]) => (key !== 'at' && typeof value === 'number' ? [key] : []));

/** Values of a path at a time. */
export function valuesAt(path: readonly Timed[], t: number): Values {
  const keys = keysOf(path);
  const values = along(path, keys, t);
  return Object.fromEntries(keys.map((key, i) => [key, values[i]!]));
}

/** Values of a path a second, at a time: taken over `reach` seconds before it where it is the end of a piece. */
export function speedsAt(path: readonly Timed[], t: number, reach = 0.02): Values {
  const first = path[0]!.at;
  const [from, to] = t - reach < first ? [t, t + reach] : [t - reach, t];
  const [a, b] = [valuesAt(path, from), valuesAt(path, to)];
  return Object.fromEntries(Object.keys(a).map((key) => [key, (b[key]! - a[key]!) / reach]));
}

/** A path whose times are `seconds` earlier. Of what lies before its new 0 only the two points that its way depends on stay. */
export function shifted<P extends Timed>(path: readonly P[], seconds: number): P[] {
  const next = path.findIndex(({ at }) => at > seconds);
  const first = next < 0 ? path.length - 1 : Math.max(0, next - 2);
  const from = path.slice(first).map((point) => ({ ...point, at: round(point.at - seconds, 3) }));
  // A path that has ended stays where it ended.
  return from.length === 1 ? [{ ...from[0]!, at: 0 }] : from.filter(({ at }) => at >= -60);
}

/** A path run backwards from `end` seconds, which become 0. */
export const reversed = <P extends Timed>(path: readonly P[], end: number): P[] =>
  path
    .map(({ cut: _, ...point }, i) => {
      const begins = path[i + 1]?.cut === true ? { cut: true } : {};
      return { ...(point as P), at: round(end - point.at, 3), ...begins };
    })
    .reverse();
