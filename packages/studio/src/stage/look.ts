/**
 * The look of an hour, a weather and a style: colours of the sky, light on things, and what is done to finished colours. The same as
 * `training/world/look.py`, which the model has learnt to paint by.
 */
import type { Scene } from '@akezora/contract';

/** A colour, each part 0 to 1; a factor may be more. */
export type Rgb = readonly [number, number, number];

/** What a scene says of its look. */
export type Looks = Pick<Scene, 'place' | 'time' | 'weather' | 'style'>;

/** Kinds of layers that are lit alike. */
export type Group = 'sky' | 'far' | 'ground' | 'shadow' | 'prop' | 'subject' | 'field';

/** How a kind of layer is lit: its colours times `tone`, and `haze` of them replaced by `far`. */
export interface Light {
  readonly tone: Rgb;
  readonly haze: number;
  readonly far: Rgb;
}

const hex = (code: string): Rgb => {
  const part = (at: number) => Number.parseInt(code.slice(at, at + 2), 16) / 255;
  return [part(1), part(3), part(5)];
};
const times = (a: Rgb, b: Rgb): Rgb => [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
const mean = ([r, g, b]: Rgb) => (r + g + b) / 3;
const mixed = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

const skies: Readonly<Record<Scene['time'], readonly [string, string, string]>> = {
  dawn: ['#6f84c9', '#eab0b4', '#ffe0b8'],
  day: ['#3f93e8', '#8ecbf7', '#dcf2fd'],
  sunset: ['#4d4193', '#e97a5f', '#ffca74'],
  night: ['#0a0f2e', '#1b2760', '#3a4f96'],
};
const lights: Readonly<Record<Scene['time'], Rgb>> = {
  dawn: [1, 0.9, 0.87],
  day: [1, 1, 1],
  sunset: [1, 0.8, 0.66],
  night: [0.5, 0.56, 0.86],
};
const clouds: Readonly<Record<Scene['time'], Rgb>> = {
  dawn: [1, 0.9, 0.88],
  day: [1, 1, 1],
  sunset: [1, 0.78, 0.7],
  night: [0.36, 0.4, 0.62],
};
const dims: Readonly<Record<Scene['weather'], Rgb>> = {
  clear: [1, 1, 1],
  cloudy: [0.88, 0.9, 0.94],
  rain: [0.8, 0.84, 0.92],
  snow: [0.96, 0.98, 1.02],
  fog: [0.95, 0.96, 0.97],
};
const overcast: Readonly<Record<Scene['weather'], number>> = { clear: 0, cloudy: 0.6, rain: 0.75, snow: 0.5, fog: 0.7 };
const hazes: Readonly<Record<Scene['weather'], number>> = { clear: 0, cloudy: 0.08, rain: 0.22, snow: 0.2, fog: 0.55 };

/** Colours of the sky: at the top, in the middle and at the horizon. */
export function skyColours({ place, time, weather }: Looks): readonly [Rgb, Rgb, Rgb] {
  if (place === 'space') return [hex('#050619'), hex('#0d0f36'), hex('#241a58')];
  if (place === 'underwater') {
    const light = lights[time];
    return [times(hex('#7fe0ee'), light), times(hex('#2f9ccb'), light), times(hex('#14588f'), light)];
  }
  const tones = skies[time].map((code) => {
    const tone = hex(code);
    const grey: Rgb = [mean(tone) * 0.95, mean(tone) * 0.99, mean(tone) * 1.06];
    return times(mixed(tone, grey, overcast[weather]), dims[weather]);
  });
  return tones as unknown as readonly [Rgb, Rgb, Rgb];
}

/** What distance and fog fade to. */
function hazeColour(look: Looks): Rgb {
  const [, middle, low] = skyColours(look);
  if (look.place === 'underwater') return middle;
  const grey = 0.4 * mean(low);
  return [0, 1, 2].map((c) => 0.3 * ((middle[c] ?? 0) + (low[c] ?? 0)) + grey) as unknown as Rgb;
}

const unlit: Rgb = [1, 1, 1];

/** How a kind of layer is lit. */
export function lightOf(look: Looks, group: Group): Light {
  const { place, time, weather } = look;
  const none = { haze: 0, far: unlit };
  if (group === 'sky') return { tone: place === 'space' ? unlit : clouds[time], ...none };
  if (group === 'shadow' || group === 'field')
    return { tone: lights[time].map((value) => value * 0.5 + 0.5) as unknown as Rgb, ...none };
  const far = hazeColour(look);
  if (place === 'underwater')
    return { tone: times(lights[time], [0.8, 0.95, 1.04]), haze: group === 'far' ? 0.45 : 0, far };
  if (place === 'space') return { tone: [0.97, 0.95, 1], ...none };
  let tone = times(lights[time], dims[weather]);
  if (time === 'night' && (group === 'subject' || group === 'prop'))
    tone = [Math.max(tone[0], 0.5), Math.max(tone[1], 0.54), Math.max(tone[2], 0.76)];
  if (weather === 'snow' && (group === 'ground' || group === 'far')) tone = times(tone, [1.08, 1.08, 1.08]);
  const share = hazes[weather];
  const haze = { far: 0.22 + 0.7 * share, ground: 0.75 * share, prop: 0.65 * share, subject: 0.4 * share }[group];
  return { tone, haze: Math.min(haze, 0.9), far };
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));

/** A finished colour as a style has it; the darker corners of some styles are left out. */
export function finished([r, g, b]: Rgb, style: Scene['style']): Rgb {
  if (style === 'none' || style === 'papercraft') return [clamp(r), clamp(g), clamp(b)];
  const grey = 0.3 * r + 0.59 * g + 0.11 * b;
  switch (style) {
    case 'archival':
      return [1.02, 0.86, 0.66].map((sepia, c) =>
        clamp(0.09 + 0.8 * (0.25 * ([r, g, b][c] ?? 0) + 0.75 * grey * sepia)),
      ) as unknown as Rgb;
    case 'film-noir': {
      const curve = clamp((grey - 0.5) * 1.5 + 0.46);
      return [curve * 0.98, curve * 0.99, curve];
    }
    case 'stop-motion':
      return [1.03, 0.97, 0.86].map((warm, c) =>
        clamp(0.04 + 0.94 * clamp(grey + (([r, g, b][c] ?? 0) - grey) * 1.12) * warm),
      ) as unknown as Rgb;
    case 'balloon':
      return [0.17, 0.155, 0.165].map((veil, c) =>
        clamp(clamp(grey + (([r, g, b][c] ?? 0) - grey) * 1.3) * 0.84 + veil),
      ) as unknown as Rgb;
  }
}

/** Lights straight RGBA bytes in place. */
export function light(data: Uint8ClampedArray, { tone, haze, far }: Light, style: Scene['style']): void {
  const keep = (1 - haze) / 255;
  const plain = style === 'none' || style === 'papercraft';
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 0) continue;
    const r = (data[i] ?? 0) * keep * tone[0] + far[0] * haze;
    const g = (data[i + 1] ?? 0) * keep * tone[1] + far[1] * haze;
    const b = (data[i + 2] ?? 0) * keep * tone[2] + far[2] * haze;
    const [red, green, blue] = plain ? [r, g, b] : finished([r, g, b], style);
    data[i] = 255 * red;
    data[i + 1] = 255 * green;
    data[i + 2] = 255 * blue;
  }
}

/** A colour for CSS and canvases. */
export const css = ([r, g, b]: Rgb): string =>
  `rgb(${[r, g, b].map((value) => Math.round(255 * clamp(value))).join(' ')})`;
