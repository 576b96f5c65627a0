/** A stroke of a brush: points on a sheet whose letters are 1 high, from top to bottom. */
export type Stroke = readonly (readonly [x: number, y: number])[];

/** Points of an arc; angles in degrees, clockwise from the right. */
const arc = (x: number, y: number, radius: number, from: number, to: number): Stroke =>
  Array.from({ length: 17 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / 16) * Math.PI) / 180;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });

interface Letter {
  readonly width: number;
  readonly strokes: readonly Stroke[];
}

const bowl = arc(0.27, 0.7, 0.27, 0, 360);

/** The letters that marks are written with, as strokes, so that they look alike on every machine. */
const letters: Readonly<Record<string, Letter>> = {
  ' ': { width: 0.3, strokes: [] },
  A: {
    width: 0.68,
    strokes: [
      [
        [0, 1],
        [0.34, 0.02],
        [0.68, 1],
      ],
      [
        [0.13, 0.66],
        [0.55, 0.66],
      ],
    ],
  },
  I: {
    width: 0.06,
    strokes: [
      [
        [0.03, 0],
        [0.03, 1],
      ],
    ],
  },
  a: {
    width: 0.54,
    strokes: [
      bowl,
      [
        [0.54, 0.43],
        [0.54, 1],
      ],
    ],
  },
  d: {
    width: 0.54,
    strokes: [
      bowl,
      [
        [0.54, 0],
        [0.54, 1],
      ],
    ],
  },
  e: { width: 0.54, strokes: [[[0.02, 0.7], ...arc(0.27, 0.7, 0.27, 0, -310)]] },
  g: { width: 0.54, strokes: [bowl, [[0.54, 0.43], [0.54, 1.08], ...arc(0.27, 1.08, 0.27, 0, 140)]] },
  k: {
    width: 0.46,
    strokes: [
      [
        [0, 0],
        [0, 1],
      ],
      [
        [0.42, 0.42],
        [0.02, 0.74],
      ],
      [
        [0.15, 0.64],
        [0.46, 1],
      ],
    ],
  },
  n: {
    width: 0.46,
    strokes: [
      [
        [0, 0.43],
        [0, 1],
      ],
      [...arc(0.23, 0.66, 0.23, 180, 360), [0.46, 1]],
    ],
  },
  o: { width: 0.54, strokes: [bowl] },
  r: {
    width: 0.34,
    strokes: [
      [
        [0, 0.43],
        [0, 1],
      ],
      arc(0.24, 0.68, 0.24, 180, 300),
    ],
  },
  t: {
    width: 0.36,
    strokes: [
      [
        [0.14, 0.12],
        [0.14, 0.86],
        [0.22, 0.99],
        [0.36, 0.98],
      ],
      [
        [0, 0.43],
        [0.34, 0.43],
      ],
    ],
  },
  z: {
    width: 0.46,
    strokes: [
      [
        [0.02, 0.44],
        [0.44, 0.44],
        [0, 0.99],
        [0.46, 0.99],
      ],
    ],
  },
  生: {
    width: 1,
    strokes: [
      [
        [0.3, 0.08],
        [0.22, 0.28],
        [0.06, 0.46],
      ],
      [
        [0.22, 0.28],
        [0.88, 0.28],
      ],
      [
        [0.16, 0.6],
        [0.84, 0.6],
      ],
      [
        [0.52, 0.02],
        [0.52, 0.95],
      ],
      [
        [0.02, 0.96],
        [0.98, 0.96],
      ],
    ],
  },
  成: {
    width: 1,
    strokes: [
      [
        [0.14, 0.24],
        [0.94, 0.24],
      ],
      [
        [0.16, 0.24],
        [0.16, 0.58],
        [0.02, 0.98],
      ],
      [
        [0.17, 0.5],
        [0.44, 0.5],
        [0.42, 0.84],
        [0.3, 0.82],
      ],
      [
        [0.54, 0.02],
        [0.6, 0.46],
        [0.76, 0.84],
        [0.95, 0.96],
        [0.96, 0.76],
      ],
      [
        [0.86, 0.42],
        [0.7, 0.72],
        [0.48, 0.94],
      ],
      [
        [0.72, 0.04],
        [0.86, 0.14],
      ],
    ],
  },
};

/** The sign: a sun that rises over the line of the sea, with three rays. */
const sign: Letter = {
  width: 1.3,
  strokes: [
    arc(0.65, 0.8, 0.33, 180, 360),
    [
      [0, 0.82],
      [0.5, 0.79],
      [1.3, 0.82],
    ],
    [
      [0.3, 1],
      [0.62, 0.98],
      [1.02, 1],
    ],
    [
      [0.65, 0.26],
      [0.65, 0.02],
    ],
    [
      [0.27, 0.4],
      [0.1, 0.22],
    ],
    [
      [1.03, 0.4],
      [1.2, 0.22],
    ],
  ],
};

/** Strokes of a text in one line, and how wide it is; with the sign before it or without. */
export function written(
  text: string,
  hasSign: boolean,
): { readonly strokes: readonly Stroke[]; readonly width: number } {
  const strokes: Stroke[] = [];
  let x = 0;
  const put = ({ width, strokes: own }: Letter, gap: number) => {
    for (const stroke of own) strokes.push(stroke.map(([px, py]) => [px + x, py]));
    x += width + gap;
  };
  if (hasSign) put(sign, 0.4);
  for (const letter of text) put(letters[letter] ?? letters[' ']!, 0.2);
  return { strokes, width: Math.max(0, x - 0.2) };
}
