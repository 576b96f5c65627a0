import { drawingAt, levelFor, type Picture } from './picture.ts';

/** Kinds of layers that the feature image tells apart, in the order of its channels. */
export const groups = ['far', 'ground', 'prop', 'subject'] as const;

/** One layer of a frame: a picture in a box, in fractions of the frame. Quads of `scene/view.ts` are layers. */
export interface Layer {
  readonly texture: string;
  /** One of `groups`; any other counts as none of them. */
  readonly group?: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly flip: boolean;
  /** Time in the animation loop, 0 to 1. */
  readonly phase: number;
  readonly alpha: number;
  /** Radians, clockwise, about the middle of its bottom edge. Default: 0. What repeats is never turned. */
  readonly turn?: number;
}

/** Part of a frame in pixels, also beyond it; right and bottom are exclusive. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A layer in a window: its box in pixels of the frame, the part of the window that it may cover, and the drawing it shows. */
export interface Placed extends Window {
  readonly x: number;
  readonly y: number;
  readonly boxWidth: number;
  readonly boxHeight: number;
  readonly turn: number;
  readonly flip: boolean;
  readonly alpha: number;
  /** Index of its group, or −1. */
  readonly group: number;
  readonly texels: Uint8Array;
  readonly texelWidth: number;
  readonly texelHeight: number;
  readonly wrapU: boolean;
  readonly wrapV: boolean;
}

/** Places a layer in a frame of a size; undefined when nothing of it shows in the window. */
export function placed(
  layer: Layer,
  picture: Picture,
  frame: { readonly width: number; readonly height: number },
  window: Window,
): Placed | undefined {
  const { wrapU, wrapV } = picture;
  const [x, y] = [layer.x * frame.width, layer.y * frame.height];
  const [boxWidth, boxHeight] = [layer.width * frame.width, layer.height * frame.height];
  if (!(layer.alpha > 0 && boxWidth > 0.5 && boxHeight > 0.5)) return undefined;
  const turn = wrapU || wrapV ? 0 : (layer.turn ?? 0);
  const reach =
    turn === 0 ? { x, y, width: boxWidth, height: boxHeight } : turnedBounds(x, y, boxWidth, boxHeight, turn);
  let { left, top, right, bottom } = window;
  if (!wrapU) {
    left = Math.max(left, Math.floor(reach.x));
    right = Math.min(right, Math.ceil(reach.x + reach.width));
  }
  if (!wrapV) {
    top = Math.max(top, Math.floor(reach.y));
    bottom = Math.min(bottom, Math.ceil(reach.y + reach.height));
  }
  if (left >= right || top >= bottom) return undefined;
  const level = levelFor(picture, boxWidth, boxHeight);
  return {
    ...{ left, top, right, bottom, x, y, boxWidth, boxHeight, turn, wrapU, wrapV },
    flip: layer.flip && !wrapU,
    alpha: layer.alpha,
    group: groups.indexOf(layer.group as (typeof groups)[number]),
    texels: drawingAt(picture, level, layer.phase),
    texelWidth: level.width,
    texelHeight: level.height,
  };
}

/** The upright box around a box turned about the middle of its bottom edge. */
function turnedBounds(x: number, y: number, width: number, height: number, turn: number) {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [middle, bottom] = [x + width / 2, y + height];
  const corners = [-width / 2, width / 2].flatMap((dx) =>
    [-height, 0].map((dy) => [middle + dx * cos - dy * sin, bottom + dx * sin + dy * cos] as const),
  );
  const [across, down] = [corners.map((corner) => corner[0]), corners.map((corner) => corner[1])];
  const [left, top] = [Math.min(...across), Math.min(...down)];
  return { x: left, y: top, width: Math.max(...across) - left, height: Math.max(...down) - top };
}
