/**
 * Pictures of two fields: the even lines were taken at one moment, the odd ones half a picture later (or before). Pure functions
 * on one plane of samples.
 */

/** A plane of samples, 8 or 16 bits each. Interleaved chroma counts as one plane of twice the width. */
export interface Plane {
  readonly data: Uint8Array | Uint16Array;
  readonly offset: number;
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

/** Which lines were taken first. */
export type FirstField = 'top' | 'bottom';

/** How well the lines of a picture fit each other and those of the pictures around it, where something moves: small is well. */
export interface FieldFit {
  /** Lines next to each other in the picture itself, which belong to its two fields. */
  readonly together: number;
  /** Lines of fields that follow each other at once if the even lines were taken first. */
  readonly topFirst: number;
  /** Likewise if the odd lines were taken first. */
  readonly bottomFirst: number;
}

/** Difference to the same place of the picture before or after from which on something has moved, of 255. */
const motion = 8;

/**
 * Measures how the fields of a picture fit. In pictures taken at once the lines of one picture fit best; in those of two fields
 * each field fits the one before and the one after it equally well, and one of them lies in another picture.
 * @param before the picture before, `undefined` at the start
 * @param after the picture after, `undefined` at the end
 * @param scale 1 for samples of 8 bits, 4 for 10, 16 for 12
 */
export function fitOfFields(before: Plane | undefined, now: Plane, after: Plane | undefined, scale = 1): FieldFit {
  let [together, topFirst, bottomFirst] = [0, 0, 0];
  const { data, stride } = now;
  // Where there is no picture, the other one says alone what moves.
  const [old, next] = [before ?? after ?? now, after ?? before ?? now];
  for (let y = 1; y + 1 < now.height; y++) {
    const row = now.offset + y * stride;
    const oldRow = old.offset + y * old.stride;
    const nextRow = next.offset + y * next.stride;
    let [near, past, coming] = [0, 0, 0];
    for (let x = 0; x < now.width; x++) {
      const here = data[row + x]!;
      const isStill =
        Math.abs(here - old.data[oldRow + x]!) < motion * scale &&
        Math.abs(here - next.data[nextRow + x]!) < motion * scale;
      if (isStill) continue;
      near += Math.abs(2 * here - data[row + x - stride]! - data[row + x + stride]!);
      past += Math.abs(2 * here - old.data[oldRow + x - old.stride]! - old.data[oldRow + x + old.stride]!);
      coming += Math.abs(2 * here - next.data[nextRow + x - next.stride]! - next.data[nextRow + x + next.stride]!);
    }
    // An even line follows the odd ones of the picture before it if the even lines come first; an odd one those before it else.
    const isEven = y % 2 === 0;
    for (const [picture, far] of [
      [before, past],
      [after, coming],
    ] as const) {
      if (picture === undefined) continue;
      together += near / 2;
      if (isEven === (picture === before)) topFirst += far;
      else bottomFirst += far;
    }
  }
  return { together, topFirst, bottomFirst };
}

/**
 * Weights of the Weston three-field filter (BBC Research, PH-2071) in 1/8192: fine vertical detail comes from the fields before
 * and after, coarse detail from the field itself; and those of interpolation within the field.
 */
const weston = {
  fine: [5570, 3801, 1016],
  coarse: [4309, 213],
  within: [5077, 981],
} as const;

/**
 * Replaces the lines of the second field by what they would show at the moment of the first: where nothing moves they stay as they
 * are, where something moves they are interpolated. The estimate stays within what the fields around it allow, as in the
 * published descriptions of Yadif and Bwdif.
 * @param before the picture before; without one all is interpolated within the field
 * @param now the plane that is changed
 * @param peak the highest sample
 */
export function firstFieldPlane(
  before: Plane | undefined,
  now: Plane,
  after: Plane,
  first: FirstField,
  peak: number,
): void {
  const { width, height } = now;
  const kept = Uint8Array.from({ length: height }, (_, y) => Number((y % 2 === 0) === (first === 'top')));
  const lines = new Lines(before, now, after);
  const out = now.data.slice(now.offset, now.offset + (height - 1) * now.stride + width);
  for (let y = 0; y < height; y++) {
    if (kept[y] === 1) continue;
    lines.at(y);
    const row = y * now.stride;
    for (let x = 0; x < width; x++) out[row + x] = Math.max(0, Math.min(peak, lines.estimate(x)));
  }
  now.data.set(out, now.offset);
}

/** The lines around one that is to be estimated, in the three pictures. */
class Lines {
  readonly #before: Plane | undefined;
  readonly #now: Plane;
  readonly #after: Plane;
  /** Starts of lines at −4 … 4 around the one that is estimated, per picture. */
  readonly #places: Int32Array[] = [new Int32Array(9), new Int32Array(9), new Int32Array(9)];

  constructor(before: Plane | undefined, now: Plane, after: Plane) {
    this.#before = before;
    this.#now = now;
    this.#after = after;
  }

  /** Whether the line lies at an edge, where there is less to judge by. */
  #isEdge = false;

  /** Moves to a line. Beyond an edge the nearest line of the same field stands in. */
  at(y: number): void {
    this.#isEdge = y < 2 || y >= this.#now.height - 2;
    for (const [index, plane] of [this.#before ?? this.#now, this.#now, this.#after].entries())
      for (let step = -4; step <= 4; step++) {
        let line = y + step;
        while (line < 0) line += 2;
        while (line >= plane.height) line -= 2;
        this.#places[index]![step + 4] = plane.offset + Math.max(0, line) * plane.stride;
      }
  }

  estimate(x: number): number {
    const [b, n, a] = [this.#before?.data, this.#now.data, this.#after.data];
    const [bp, np, ap] = this.#places as [Int32Array, Int32Array, Int32Array];
    const [up, down] = [n[np[3]! + x]!, n[np[5]! + x]!];
    const changeAfter = (Math.abs(a[ap[3]! + x]! - up) + Math.abs(a[ap[5]! + x]! - down)) >> 1;
    const outer = n[np[1]! + x]! + n[np[7]! + x]!;
    const within = this.#isEdge ? (up + down) / 2 : (weston.within[0] * (up + down) - weston.within[1] * outer) / 8192;
    if (b === undefined) return Math.round(within);
    const [earlier, later] = [b[bp[4]! + x]!, n[np[4]! + x]!];
    const held = (earlier + later) >> 1;
    const change = Math.abs(earlier - later);
    const changeBefore = (Math.abs(b[bp[3]! + x]! - up) + Math.abs(b[bp[5]! + x]! - down)) >> 1;
    let room = Math.max(change >> 1, changeBefore, changeAfter);
    if (room === 0) return held;
    if (this.#isEdge) return Math.round(Math.min(held + room, Math.max(held - room, within)));
    const [above, below] = [b[bp[2]! + x]! + n[np[2]! + x]!, b[bp[6]! + x]! + n[np[6]! + x]!];
    const [overUp, overDown] = [(above >> 1) - up, (below >> 1) - down];
    const [toUp, toDown] = [held - up, held - down];
    const most = Math.max(toDown, toUp, Math.min(overUp, overDown));
    const fewest = Math.min(toDown, toUp, Math.max(overUp, overDown));
    room = Math.max(room, fewest, -most);
    let value = within;
    if (Math.abs(up - down) > change) {
      const [f0, f1, f2] = weston.fine;
      const far = b[bp[0]! + x]! + n[np[0]! + x]! + b[bp[8]! + x]! + n[np[8]! + x]!;
      const fine = (f0 * (earlier + later) - f1 * (above + below) + f2 * far) / 4;
      value = (fine + weston.coarse[0] * (up + down) - weston.coarse[1] * outer) / 8192;
    }
    return Math.round(Math.min(held + room, Math.max(held - room, value)));
  }
}
