/** The colour of a plain ground at every place of a picture. */
export interface Ground {
  /** Writes the colour at a place into `out`. */
  colourAt(x: number, y: number, out: Float64Array): void;
  /** How much the border differs from it: standard deviation of the colour's distance. */
  readonly spread: number;
}

/** A ground is plain when so many of the border's pixels follow one smooth colour, and differ from it by no more. */
const plain = { share: 0.62, spread: 13, outlier: 30 };
/** Most pixels of the border that are looked at. */
const mostSamples = 4000;

/** Terms of a colour that shades across the picture; `x` and `y` in −1…1. */
const terms = (x: number, y: number): number[] => [1, x, y, x * x, y * y, x * y];

/**
 * Learns the ground from the border: the commonest colour first, then a smooth shade through the pixels near it; what
 * differs (a subject that touches the edge) is left out. Undefined when the border has no common colour.
 */
export function groundModel(rgba: Uint8Array, width: number, height: number): Ground | undefined {
  const samples = borderSamples(rgba, width, height);
  const place = (x: number, y: number) => terms((2 * x) / width - 1, (2 * y) / height - 1);
  const start = medianColour(samples);
  let coefficients = start.map((value) => [value, 0, 0, 0, 0, 0]);
  let kept = samples;
  for (const reach of [60, 45, plain.outlier, plain.outlier]) {
    const near = samples.filter((sample) => distanceOf(sample, coefficients, place) < reach);
    if (near.length < Math.max(12, plain.share * samples.length)) return undefined;
    kept = near;
    coefficients = [0, 1, 2].map((channel) => leastSquares(near, channel, place));
  }
  const squares = kept.reduce((sum, sample) => sum + distanceOf(sample, coefficients, place) ** 2, 0);
  const spread = Math.sqrt(squares / kept.length);
  if (spread > plain.spread) return undefined;
  return {
    spread,
    colourAt: (x, y, out) => {
      const u = (2 * x) / width - 1;
      const v = (2 * y) / height - 1;
      for (let c = 0; c < 3; c += 1) {
        const [a, b, d, e, f, g] = coefficients[c] as [number, number, number, number, number, number];
        out[c] = Math.min(255, Math.max(0, a + b * u + d * v + e * u * u + f * v * v + g * u * v));
      }
    },
  };
}

type Sample = readonly [x: number, y: number, red: number, green: number, blue: number];

function borderSamples(rgba: Uint8Array, width: number, height: number): Sample[] {
  const depth = Math.max(1, Math.round(Math.min(width, height) * 0.015));
  const places: [number, number][] = [];
  for (let y = 0; y < height; y += 1) {
    const wholeRow = y < depth || y >= height - depth;
    for (let x = 0; x < width; x += 1) if (wholeRow || x < depth || x >= width - depth) places.push([x, y]);
  }
  const every = Math.max(1, Math.floor(places.length / mostSamples));
  return places
    .filter((_, index) => index % every === 0)
    .map(([x, y]) => {
      const at = (y * width + x) * 4;
      return [x, y, rgba[at]!, rgba[at + 1]!, rgba[at + 2]!];
    });
}

function medianColour(samples: readonly Sample[]): number[] {
  return [2, 3, 4].map((channel) => {
    const values = samples.map((sample) => sample[channel]!).sort((a, b) => a - b);
    return values[values.length >> 1]!;
  });
}

function distanceOf(
  sample: Sample,
  coefficients: readonly (readonly number[])[],
  place: (x: number, y: number) => number[],
): number {
  const at = place(sample[0], sample[1]);
  let sum = 0;
  for (let c = 0; c < 3; c += 1) {
    const shade = at.reduce((total, term, i) => total + term * coefficients[c]![i]!, 0);
    sum += (sample[c + 2]! - shade) ** 2;
  }
  return Math.sqrt(sum);
}

/** Least squares of one channel on the terms, a little drawn towards flat so that few samples do not bend it. */
function leastSquares(
  samples: readonly Sample[],
  channel: number,
  place: (x: number, y: number) => number[],
): number[] {
  const size = 6;
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size + 1 }, (_, j) => (i === j && i > 0 ? samples.length * 0.002 : 0)),
  );
  for (const sample of samples) {
    const at = place(sample[0], sample[1]);
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) matrix[i]![j] = matrix[i]![j]! + at[i]! * at[j]!;
      matrix[i]![size] = matrix[i]![size]! + at[i]! * sample[channel + 2]!;
    }
  }
  return solved(matrix);
}

/** Solves a linear system of a symmetric positive matrix with its right side in the last column. */
function solved(matrix: number[][]): number[] {
  const size = matrix.length;
  for (let i = 0; i < size; i += 1) {
    for (let row = i + 1; row < size; row += 1) {
      const factor = matrix[row]![i]! / matrix[i]![i]!;
      for (let j = i; j <= size; j += 1) matrix[row]![j] = matrix[row]![j]! - factor * matrix[i]![j]!;
    }
  }
  const out = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i -= 1) {
    let rest = matrix[i]![size]!;
    for (let j = i + 1; j < size; j += 1) rest -= matrix[i]![j]! * out[j]!;
    out[i] = rest / matrix[i]![i]!;
  }
  return out;
}
