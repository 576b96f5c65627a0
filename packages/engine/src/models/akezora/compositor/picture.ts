/**
 * Pictures: what the layers of a scene show. Premultiplied RGBA in halving sizes, one drawing or several that follow each other
 * in an animation; the same as `Texture` of `training/world/textures.py`.
 */

/** One size of a picture: all drawings, `[drawings, height, width, 4]`, premultiplied RGBA. */
export interface PictureLevel {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A picture in halving sizes, the largest first. */
export interface Picture {
  readonly drawings: number;
  /** Size of the largest level. */
  readonly width: number;
  readonly height: number;
  readonly levels: readonly PictureLevel[];
  /** Axes along which it repeats. */
  readonly wrapU: boolean;
  readonly wrapV: boolean;
}

/** Pictures by the names that layers call them. */
export type PictureOf = (texture: string) => Picture | undefined;

/** Straight RGBA of all drawings, `[drawings, height, width, 4]`. */
export interface Drawings {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** How drawings become a picture. */
export interface PictureOptions {
  /** Adds the empty space around sprites that boxes of layers reckon with, 1/24 of the height on each side. Default: false. */
  readonly margin?: boolean;
  readonly wrapU?: boolean;
  readonly wrapV?: boolean;
}

const spriteMargin = 1 / 24;
/** Sizes halve while the shorter side has this many texels. */
const smallestToHalve = 32;
/** The kernels count the texels of a row in 15 bits; repeating ones may be twice as many. */
const widest = 16384;

/** Makes a picture of straight RGBA. */
export function pictureOf(drawings: Drawings, options: PictureOptions = {}): Picture {
  const level = premultiplied(drawings, options.margin ? marginOf(drawings.height) : 0);
  return pictureOfLevel(level, options.wrapU ?? false, options.wrapV ?? false);
}

/** Drawings with the empty space around sprites that boxes of layers reckon with. */
export function withMargin({ width, height, data }: Drawings): Drawings {
  const margin = marginOf(height);
  const [wide, high] = [width + 2 * margin, height + 2 * margin];
  const rows = data.length / (4 * width);
  const out = new Uint8Array((rows / height) * 4 * wide * high);
  for (let row = 0; row < rows; row += 1) {
    const to = 4 * ((Math.floor(row / height) * high + margin + (row % height)) * wide + margin);
    out.set(data.subarray(4 * row * width, 4 * (row + 1) * width), to);
  }
  return { width: wide, height: high, data: out };
}

/** Makes a picture of what is premultiplied already. */
export function pictureOfLevel(level: PictureLevel, wrapU = false, wrapV = false): Picture {
  const { width, height, data } = level;
  const drawings = data.length / (4 * width * height);
  if (!Number.isInteger(drawings) || drawings < 1) throw new RangeError('the data is not whole drawings');
  if (width > widest) throw new RangeError(`the picture is wider than ${widest} texels`);
  const levels = [level];
  for (let last = level; Math.min(last.width, last.height) >= smallestToHalve; ) {
    last = halved(last, drawings);
    levels.push(last);
  }
  return { drawings, width, height, levels, wrapU, wrapV };
}

/** The smallest level that still has a texel a pixel for a box of this size. */
export function levelFor(picture: Picture, width: number, height: number): PictureLevel {
  const next = picture.levels.findIndex((level, i) => i > 0 && (level.width < width || level.height < height));
  return picture.levels.at(next < 0 ? -1 : next - 1)!;
}

/** The bytes of the drawing of a level that shows at a phase (0 to 1) of the animation. */
export function drawingAt(picture: Picture, level: PictureLevel, phase: number): Uint8Array {
  const { drawings } = picture;
  const index = Math.trunc(phase * drawings + 1e-6) % drawings;
  const length = 4 * level.width * level.height;
  const from = (index < 0 ? index + drawings : index) * length;
  return level.data.subarray(from, from + length);
}

/** Memory that the threads which make frames read, too, instead of each having a copy; most pages may not have any. */
const texels = (bytes: number): Uint8Array =>
  new Uint8Array(typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes));

/** Rounded as Python rounds: halves to the even number. */
function marginOf(height: number): number {
  const margin = height * spriteMargin;
  return margin % 1 === 0.5 ? 2 * Math.round(margin / 2) : Math.round(margin);
}

function premultiplied({ width, height, data }: Drawings, margin: number): PictureLevel {
  const [wide, high] = [width + 2 * margin, height + 2 * margin];
  const drawings = data.length / (4 * width * height);
  const out = texels(4 * wide * high * drawings);
  for (let row = 0; row < height * drawings; row += 1) {
    const drawing = Math.floor(row / height);
    let to = 4 * ((drawing * high + margin + (row % height)) * wide + margin);
    for (let from = 4 * row * width; from < 4 * (row + 1) * width; from += 4, to += 4) {
      const alpha = data[from + 3]!;
      for (let c = 0; c < 3; c += 1) out[to + c] = Math.round((data[from + c]! * alpha) / 255);
      out[to + 3] = alpha;
    }
  }
  return { width: wide, height: high, data: out };
}

/** Half the size; odd last rows and columns are cut. */
function halved({ width, height, data }: PictureLevel, drawings: number): PictureLevel {
  const [wide, high] = [width >> 1, height >> 1];
  const out = texels(4 * wide * high * drawings);
  let to = 0;
  for (let drawing = 0; drawing < drawings; drawing += 1) {
    for (let y = 0; y < high; y += 1) {
      const upper = 4 * (drawing * height + 2 * y) * width;
      const lower = upper + 4 * width;
      for (let i = 0; i < 8 * wide; i += i % 4 === 3 ? 5 : 1) {
        const sum = data[upper + i]! + data[upper + i + 4]! + data[lower + i]! + data[lower + i + 4]!;
        out[to++] = (sum + 2) >> 2;
      }
    }
  }
  return { width: wide, height: high, data: out };
}
