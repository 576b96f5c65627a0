/**
 * Where a backdrop lies in the frame: the whole picture far away, and over it the ground below its horizon in strips, of which
 * each moves a little more with the camera than the one above, as far as the depth at which things stand. Where things stand across
 * the horizon all moves as one, like a painted flat. The same geometry as
 * `training/world/backdrop.py`, whose fixtures check it.
 */
import type { Aspect, SceneBackdrop } from '@akezora/contract';
import type { Quad, View } from './view.ts';
import { aspectRatios } from './world.ts';

/** What names of a backdrop's pictures begin with. */
export const backdropTexture = 'backdrop/';

/** Parallax depths of the far picture, unless the scene has another, and of the ground that things stand on: panoramas of places have 0.3 and 1. */
const depths = { far: 0.12, ground: 1 } as const;
/**
 * The ground between its horizon and where things stand: its height in frame heights, its strips, and how slowly their depth
 * begins to grow: what stands at the horizon leans little.
 */
const approach = { height: 0.13, strips: 24, ease: 1.5 } as const;
/** What of a strip goes on under the next one, as a share of a strip: no gap shows between them. */
const overlap = 0.3;
/** Strips that come in one after the other over the far picture, which is lit otherwise: no line shows at the horizon. */
const fading = 7;
/** How far the picture reaches beyond the frame at rest, in frame heights. */
const margin = 0.06;
/** The lowest part of a picture that is ground, whatever is said of its horizon. */
const leastGround = 0.04;
/** Where horizons are in the frame: where one is wanted, and the highest and lowest that things can stand under. */
const horizons = { wanted: 0.64, highest: 0.45, lowest: 0.76 } as const;
/** Most that a picture is enlarged to bring its horizon nearer to the wanted one. */
const mostEnlarged = 1.3;

const still = { flip: false, phase: 0, alpha: 1, turn: 0 };

/** The layers of a scene's backdrop, back to front. `ground`: whether its place has any. */
export function backdropLayers(backdrop: SceneBackdrop, view: View, ground: boolean): Quad[] {
  const { ratio, horizon, top, height, far = depths.far } = backdrop;
  const left = (-ratio * height) / 2;
  // Pictures are repeated with their mirror images: twice as wide, and the far one twice as high.
  const width = 2 * ratio * height;
  const quads: Quad[] = [
    { texture: `${backdropTexture}far`, group: 'far', ...view.box(left, top, width, 2 * height, far), ...still },
  ];
  if (!ground) return quads;
  const shown = Math.min(horizon, 1 - leastGround);
  const from = top + shown * height;
  const bottom = Math.max(top + height, 1 + 2 * margin);
  const strip = Math.min(approach.height, (bottom - from) / 2) / approach.strips;
  const inPicture = (y: number) => shown + ((y - from) / (bottom - from)) * (1 - shown);
  const depthAt = (i: number) => far + (depths.ground - far) * (i / approach.strips) ** approach.ease;
  for (let i = 0; i < approach.strips; i += 1) {
    const [upper, lower] = [from + i * strip, from + (i + 1) * strip];
    const across = view.box(left, 0, width, 1, (depthAt(i) + depthAt(i + 1)) / 2);
    const y = view.down(upper, depthAt(i));
    const heightInFrame = (view.down(lower, depthAt(i + 1)) - y) * (1 + overlap);
    const alpha = Math.min(1, (i + 0.5) / fading);
    const texture = groundTexture(inPicture(upper), inPicture(lower + overlap * strip));
    quads.push({
      texture,
      group: 'ground',
      x: across.x,
      y,
      width: across.width,
      height: heightInFrame,
      ...still,
      alpha,
    });
  }
  const near = from + approach.strips * strip;
  // Under its lower edge the ground goes on as in a mirror.
  const box = view.box(left, near, width, 2 * (bottom - near), depths.ground);
  quads.push({ texture: groundTexture(inPicture(near), 1), group: 'ground', ...box, ...still });
  return quads;
}

/** The part of a picture's ground between two heights in it; one that ends at its bottom goes on as in a mirror. */
const groundTexture = (from: number, to: number) => `${backdropTexture}ground ${from.toFixed(4)}-${to.toFixed(4)}`;

/** The part that the name of a ground's picture means; undefined for the far picture. */
export function groundPart(texture: string): { readonly from: number; readonly to: number } | undefined {
  const match = /ground (\d\.\d+)-(\d\.\d+)$/.exec(texture);
  return match === null ? undefined : { from: Number(match[1]), to: Number(match[2]) };
}

/** What of a picture decides where it lies. */
interface FittedPicture extends Pick<SceneBackdrop, 'ratio' | 'horizon'> {
  /** Whether things stand across its horizon: they would lean if the ground went along with the camera more than the sky. Default false. */
  readonly standing?: boolean | undefined;
}

/** A backdrop laid into a frame, and the height of the scene's horizon that goes with it. */
export interface FittedBackdrop {
  readonly backdrop: SceneBackdrop;
  /** In frame heights: the picture's own, where things can stand under it. */
  readonly horizon: number;
}

/**
 * Lays a picture into frames of an aspect: it covers the frame with a margin for the camera's moves, as little of it as can be is
 * cut off, and its horizon comes as near to `wanted` (in frame heights) as that allows.
 */
export function fitBackdrop(
  { ratio, horizon, standing }: FittedPicture,
  aspect: Aspect,
  wanted: number = horizons.wanted,
): FittedBackdrop {
  const least = Math.max(1 + 2 * margin, (aspectRatios[aspect] + 2 * margin) / ratio);
  const within = (y: number) => Math.min(Math.max(y, horizons.highest), horizons.lowest);
  let [height, top] = [least, 0];
  for (let step = 0; step <= 6; step += 1) {
    height = least * (1 + ((mostEnlarged - 1) * step) / 6);
    top = Math.min(Math.max(wanted - horizon * height, 1 + margin - height), -margin);
    const shown = top + horizon * height;
    if (shown >= horizons.highest - 1e-9) break;
  }
  // A horizon below that leaves no ground to stand on: it is lifted, and the little ground there is is stretched.
  if (top + horizon * height > horizons.lowest) top = horizons.lowest - horizon * height;
  const round = (value: number) => Math.round(value * 1e4) / 1e4;
  return {
    backdrop: {
      ...{ ratio: round(ratio), horizon: round(horizon), top: round(top), height: round(height) },
      ...(standing === true ? { far: depths.ground } : {}),
    },
    horizon: round(within(top + horizon * height)),
  };
}
