import { describe, expect, it } from 'vitest';
import { finished, type Group, type Looks, lightOf, type Rgb, skyColours } from '../../src/stage/look.ts';

/** What `sky_colours`, `light` and `haze_colour` of `training/world/look.py` give: the pictures that the model has learnt from. */
const learnt = [
  {
    place: 'meadow',
    time: 'dawn',
    weather: 'clear',
    sky: [
      [0.43529, 0.51765, 0.78824],
      [0.91765, 0.6902, 0.70588],
      [1.0, 0.87843, 0.72157],
    ],
    lights: {
      far: [1.0, 0.9, 0.87, 0.22],
      ground: [1.0, 0.9, 0.87, 0.0],
      prop: [1.0, 0.9, 0.87, 0.0],
      subject: [1.0, 0.9, 0.87, 0.0],
      sky: [1.0, 0.9, 0.88, 0.0],
      shadow: [1.0, 0.95, 0.935, 0.0],
    },
    haze: [0.92196, 0.81725, 0.7749],
  },
  {
    place: 'park',
    time: 'sunset',
    weather: 'rain',
    sky: [
      [0.27573, 0.28915, 0.40889],
      [0.51804, 0.46735, 0.51592],
      [0.62694, 0.63352, 0.65246],
    ],
    lights: {
      far: [0.8, 0.672, 0.6072, 0.374],
      ground: [0.8, 0.672, 0.6072, 0.165],
      prop: [0.8, 0.672, 0.6072, 0.143],
      subject: [0.8, 0.672, 0.6072, 0.088],
      sky: [1.0, 0.78, 0.7, 0.0],
      shadow: [1.0, 0.9, 0.83, 0.0],
    },
    haze: [0.59855, 0.58532, 0.60557],
  },
  {
    place: 'sea',
    time: 'night',
    weather: 'snow',
    sky: [
      [0.06115, 0.07385, 0.14217],
      [0.14739, 0.17767, 0.30648],
      [0.28025, 0.3338, 0.50281],
    ],
    lights: {
      far: [0.5184, 0.5927, 0.94738, 0.36],
      ground: [0.5184, 0.5927, 0.94738, 0.15],
      prop: [0.5, 0.5488, 0.8772, 0.13],
      subject: [0.5, 0.5488, 0.8772, 0.08],
      sky: [0.36, 0.4, 0.62, 0.0],
      shadow: [0.75, 0.78, 0.93, 0.0],
    },
    haze: [0.27721, 0.30235, 0.3917],
  },
  {
    place: 'space',
    time: 'day',
    weather: 'clear',
    sky: [
      [0.01961, 0.02353, 0.09804],
      [0.05098, 0.05882, 0.21176],
      [0.14118, 0.10196, 0.3451],
    ],
    lights: {
      far: [0.97, 0.95, 1.0, 0.0],
      ground: [0.97, 0.95, 1.0, 0.0],
      prop: [0.97, 0.95, 1.0, 0.0],
      subject: [0.97, 0.95, 1.0, 0.0],
      sky: [1.0, 1.0, 1.0, 0.0],
      shadow: [1.0, 1.0, 1.0, 0.0],
    },
    haze: [0.13608, 0.12667, 0.24549],
  },
  {
    place: 'underwater',
    time: 'dawn',
    weather: 'clear',
    sky: [
      [0.49804, 0.79059, 0.812],
      [0.18431, 0.55059, 0.69259],
      [0.07843, 0.31059, 0.48788],
    ],
    lights: {
      far: [0.8, 0.855, 0.9048, 0.45],
      ground: [0.8, 0.855, 0.9048, 0.0],
      prop: [0.8, 0.855, 0.9048, 0.0],
      subject: [0.8, 0.855, 0.9048, 0.0],
      sky: [1.0, 0.9, 0.88, 0.0],
      shadow: [1.0, 0.95, 0.935, 0.0],
    },
    haze: [0.18431, 0.55059, 0.69259],
  },
  {
    place: 'city',
    time: 'day',
    weather: 'fog',
    sky: [
      [0.43542, 0.55041, 0.6806],
      [0.64759, 0.7441, 0.83885],
      [0.83634, 0.89512, 0.96142],
    ],
    lights: {
      far: [0.95, 0.96, 0.97, 0.605],
      ground: [0.95, 0.96, 0.97, 0.4125],
      prop: [0.95, 0.96, 0.97, 0.3575],
      subject: [0.95, 0.96, 0.97, 0.22],
      sky: [1.0, 1.0, 1.0, 0.0],
      shadow: [1.0, 1.0, 1.0, 0.0],
    },
    haze: [0.80423, 0.85081, 0.89913],
  },
];
/** What `finish` there makes of the colour 0.8, 0.4, 0.2 in the middle of a frame. */
const styled = {
  archival: [0.55478, 0.42697, 0.32721],
  'film-noir': [0.44786, 0.45243, 0.457],
  'stop-motion': [0.84965, 0.394, 0.17277],
  balloon: [0.9181, 0.4663, 0.2579],
} as const;

const close = (seen: Rgb, to: readonly number[]) => {
  for (const c of [0, 1, 2] as const) expect(seen[c]).toBeCloseTo(to[c] ?? 0, 4);
};

describe('the look of the stage', () => {
  it.each(learnt)('has the sky and light of $place, $time, $weather that the model has learnt', (one) => {
    const look = { ...one, style: 'none' } as unknown as Looks;
    for (const [i, colour] of skyColours(look).entries()) close(colour, one.sky[i] ?? []);
    for (const [group, values] of Object.entries(one.lights)) {
      const { tone, haze, far } = lightOf(look, group as Group);
      close(tone, values);
      expect(haze).toBeCloseTo(values[3] ?? 0, 4);
      if (haze > 0) close(far, one.haze);
    }
  });

  it.each(Object.entries(styled))('finishes colours as %s does', (style, to) => {
    close(finished([0.8, 0.4, 0.2], style as Looks['style']), to);
  });
});
