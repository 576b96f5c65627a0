/** What lights of the sky do there by themselves. The same as `training/world/sky_effects.py`. */
import type { Scene } from '@akezora/contract';
import type { Clock } from './recurrence.ts';

type InSky = Scene['sky'][number];

/** Something in the sky at a moment. */
export interface SkyMoment extends Pick<InSky, 'x' | 'y' | 'size'> {
  readonly alpha: number;
}

/** Seconds from one burst, fall, flash or swaying to the next. */
const periods = { burst: 1.9, fall: 2.6, flash: 2.3, sway: 9 } as const;
/** Share of a fall in which it is seen. */
const falling = 0.6;
const tau = 2 * Math.PI;

/** Where something in the sky is at `t` seconds, and how bright: fireworks burst, shooting stars fall, lightning strikes, auroras sway. */
export function inSky(thing: InSky, t: number, clock: Clock): SkyMoment {
  const { name, x, y, size } = thing;
  const ageOf = (period: number) => (clock.recurring(t, period) / period + startOf(thing)) % 1;
  if (name.endsWith('fireworks')) {
    const age = ageOf(periods.burst);
    const grown = 1 - (1 - Math.min(age / 0.7, 1)) ** 3;
    const alpha = age < 0.45 ? 1 : Math.max(0, 1 - ((age - 0.45) / 0.5) ** 1.5);
    return { x, y: y + 0.09 * size * age * age, size: size * (0.12 + 0.88 * grown), alpha };
  }
  if (name === 'shooting star') {
    const u = ageOf(periods.fall) / falling;
    const way = 1.5 * size * (u - 0.5);
    return { x: x - way, y: y + 0.571 * way, size, alpha: u < 1 ? Math.sin(Math.PI * u) ** 0.6 : 0 };
  }
  if (name === 'lightning') {
    const age = ageOf(periods.flash);
    const lit = age < 0.1 ? 1 : age < 0.14 ? 0.25 : age < 0.34 ? 1 - ((age - 0.14) / 0.2) ** 2 : 0;
    return { x, y, size, alpha: lit };
  }
  if (name === 'aurora') {
    const turn = tau * (clock.recurring(t, periods.sway) / periods.sway + startOf(thing));
    return { x: x + 0.035 * Math.sin(turn), y, size, alpha: 0.84 + 0.16 * Math.sin(2 * turn + 1) };
  }
  return { x: x + (name === 'cloud' ? clock.sway(t, 0.008) : 0), y, size, alpha: 1 };
}

/** Where in its period something is at first: several never begin together. Lightning strikes at once. */
function startOf({ name, x, size }: InSky): number {
  const own = 0.618 * Math.floor(13 * (x + 20)) + 2.3 * size;
  return name === 'lightning' ? 0 : own - Math.floor(own);
}
