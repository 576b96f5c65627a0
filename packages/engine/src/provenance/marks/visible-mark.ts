import type { VisibleMark } from '@akezora/contract';
import { type Stroke, written } from './strokes.ts';

/** A mark as it is laid over pictures: how much of white and of black is mixed into each pixel, 0 to 255. */
interface Sprite {
  readonly width: number;
  readonly height: number;
  readonly white: Uint8Array;
  readonly black: Uint8Array;
}

/** Where a mark stands in a picture, and how much of it is seen. */
interface Stand {
  readonly x: number;
  readonly y: number;
  readonly share: number;
}

/** Draws the visible mark into pictures of one clip. */
export interface VisibleDrawing {
  /** Draws into planes of luma and, where there are, of chroma at half the size. `index` is the picture's place in its clip. */
  draw(luma: Uint8Array, index: number, chroma?: readonly [Uint8Array, Uint8Array]): void;
}

/** The place of a clip in which a mark is drawn. */
interface Clip {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/** Seconds that the mark stays in a corner, and that it takes to come and to go. */
const stay = 5;
const fade = 0.6;
/** Seconds of the opening label. */
const opening = 2;
const corners = ['bottom-right', 'top-left', 'bottom-left', 'top-right'] as const;

/**
 * Opens the visible mark: a small sign with the name, which goes from corner to corner and drifts a little, or a label over the first two
 * seconds. Both are white with a dark seam, so that they are read on light and dark.
 * @throws RangeError for `none`, which is no mark
 */
export function openVisibleMark(mark: VisibleMark, clip: Clip): VisibleDrawing {
  const shorter = Math.min(clip.width, clip.height);
  if (mark.kind === 'none') throw new RangeError('no visible mark');
  const isLabel = mark.kind === 'opening-label';
  const text = isLabel ? (mark.language === 'ja' ? 'AI生成' : 'AI generated') : 'Akezora';
  const size = isLabel ? Math.ceil(shorter * 0.06) : Math.max(11, Math.round(shorter * 0.028));
  const sprite = drawSprite(text, !isLabel, Math.min(size, (clip.width * 0.8) / (text.length * 0.75)));
  const opacity = mark.opacity ?? (isLabel ? 0.95 : 0.7);
  const standAt = isLabel ? labelStand : cornerStand;
  return {
    draw(luma, index, chroma) {
      const stand = standAt(sprite, clip, index / clip.fps, mark.position ?? 'moving');
      if (stand === undefined) return;
      lay(sprite, stand, opacity, { plane: luma, width: clip.width, height: clip.height }, chroma);
    },
  };
}

function labelStand({ width, height }: Sprite, clip: Clip, at: number): Stand | undefined {
  if (at >= opening) return undefined;
  return { x: Math.round((clip.width - width) / 2), y: Math.round(clip.height * 0.5 - height / 2), share: 1 };
}

function cornerStand(sprite: Sprite, clip: Clip, at: number, position: NonNullable<VisibleMark['position']>): Stand {
  const turn = Math.floor(at / stay);
  const corner = position === 'moving' ? corners[turn % corners.length]! : position;
  const within = at - turn * stay;
  const isFirst = turn === 0;
  const share =
    position === 'moving' ? Math.min(1, isFirst ? 1 : within / fade, Math.max(0, (stay - within) / fade)) : 1;
  const margin = Math.round(Math.min(clip.width, clip.height) * 0.035);
  const drift = position === 'moving' ? Math.round((within / stay) * margin) : 0;
  const [left, top] = [corner.endsWith('left'), corner.startsWith('top')];
  return {
    x: left ? margin + drift : clip.width - sprite.width - margin - drift,
    y: top ? margin : clip.height - sprite.height - margin,
    share,
  };
}

/** The distance of a point from a stroke in letter heights, and how far along it the nearest point is, 0 to 1. */
function nearest(stroke: Stroke, x: number, y: number): { distance: number; along: number } {
  let [distance, along] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 1; i < stroke.length; i += 1) {
    const [[ax, ay], [bx, by]] = [stroke[i - 1]!, stroke[i]!];
    const [dx, dy] = [bx - ax, by - ay];
    const share = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    const here = Math.hypot(x - ax - share * dx, y - ay - share * dy);
    if (here < distance) [distance, along] = [here, (i - 1 + share) / (stroke.length - 1)];
  }
  return { distance, along };
}

/** What of the sheet is near enough to a stroke to show it. */
function boxOf(stroke: Stroke, rim: number) {
  const [xs, ys] = [stroke.map(([x]) => x), stroke.map(([, y]) => y)];
  return {
    left: Math.min(...xs) - rim,
    right: Math.max(...xs) + rim,
    top: Math.min(...ys) - rim,
    bottom: Math.max(...ys) + rim,
  };
}

/** A brush is pressed in the middle of its stroke. */
const brush = (along: number) => 0.105 * (0.62 + 0.38 * Math.sin(Math.PI * Math.min(1, 0.12 + 0.88 * along)));

function drawSprite(text: string, hasSign: boolean, letterHeight: number): Sprite {
  const { strokes, width: letters } = written(text, hasSign);
  const rim = 0.3;
  const width = Math.ceil((letters + 2 * rim) * letterHeight);
  const height = Math.ceil((1.36 + 2 * rim) * letterHeight);
  const [white, black] = [new Uint8Array(width * height), new Uint8Array(width * height)];
  const boxes = strokes.map((stroke) => ({ stroke, box: boxOf(stroke, rim) }));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      let outside = rim;
      const [px, py] = [(x + 0.5) / letterHeight - rim, (y + 0.5) / letterHeight - rim];
      for (const { stroke, box } of boxes) {
        if (px < box.left || px > box.right || py < box.top || py > box.bottom) continue;
        const { distance, along } = nearest(stroke, px, py);
        outside = Math.min(outside, distance - brush(along) / 2);
      }
      const cover = Math.min(1, Math.max(0, 0.5 - outside * letterHeight));
      const seam = Math.exp(-((Math.max(0, outside) / 0.13) ** 2)) * 0.6;
      white[y * width + x] = Math.round(255 * cover);
      black[y * width + x] = Math.round(255 * seam * (1 - cover));
    }
  return { width, height, white, black };
}

interface Luma {
  readonly plane: Uint8Array;
  readonly width: number;
  readonly height: number;
}

function lay(
  sprite: Sprite,
  { x: left, y: top, share }: Stand,
  opacity: number,
  { plane, width, height }: Luma,
  chroma: readonly [Uint8Array, Uint8Array] | undefined,
): void {
  const strength = (opacity * share) / 255;
  for (let y = 0; y < sprite.height; y += 1)
    for (let x = 0; x < sprite.width; x += 1) {
      const [px, py] = [left + x, top + y];
      if (px < 0 || py < 0 || px >= width || py >= height) continue;
      const white = sprite.white[y * sprite.width + x]! * strength;
      const black = sprite.black[y * sprite.width + x]! * strength;
      if (white + black === 0) continue;
      const at = py * width + px;
      plane[at] = Math.round(plane[at]! * (1 - white - black) + 235 * white + 16 * black);
      if (chroma === undefined || px % 2 === 1 || py % 2 === 1) continue;
      const half = (py >> 1) * (width >> 1) + (px >> 1);
      for (const one of chroma) one[half] = Math.round(one[half]! * (1 - white - black) + 128 * (white + black));
    }
}
