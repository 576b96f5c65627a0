/**
 * What of a painting is as it was in the last one, on one sheet below what moves and one above it: a drag draws only what is dragged.
 * A sheet is made when something is the same for the second time; a camera that moves makes none.
 */
import type { Layer } from './layers.ts';

/** What draws, on the canvas of the page or on a sheet. */
export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Layers as one bitmap. */
interface Sheet {
  readonly canvas: OffscreenCanvas;
  /** How many layers are on it; undefined: nothing is. */
  count: number | undefined;
}

/** The last painting. */
export interface KeptLayers {
  ground: string;
  layers: readonly string[];
  /** The ground and the first layers. */
  readonly under: Sheet;
  /** The last layers. */
  readonly over: Sheet;
}

/** Nothing is kept yet. */
export const keptLayers = (): KeptLayers => ({ ground: '', layers: [], under: newSheet(), over: newSheet() });

const newSheet = (): Sheet => ({ canvas: new OffscreenCanvas(1, 1), count: undefined });

/** How a painting is drawn. */
export interface Drawn {
  /** Everything that the picture depends on, but its layers. */
  readonly ground: string;
  readonly paintGround: (pen: Pen) => void;
  readonly paintLayer: (pen: Pen, layer: Layer) => void;
}

/** Draws the ground and the layers on it, back to front. */
export function paintKept(
  pen: CanvasRenderingContext2D,
  layers: readonly Layer[],
  kept: KeptLayers,
  { ground, paintGround, paintLayer }: Drawn,
): void {
  const names = layers.map((layer) => JSON.stringify(layer));
  const paint = (to: Pen, from: number, until: number) => {
    for (const layer of layers.slice(from, until)) paintLayer(to, layer);
  };
  const { under, over } = kept;
  const before = kept.ground === ground ? kept.layers : undefined;
  Object.assign(kept, { ground, layers: names });
  if (before === undefined) {
    under.count = undefined;
    over.count = undefined;
    paintGround(pen);
    paint(pen, 0, layers.length);
    return;
  }
  const { first, last } = unchanged(before, names);
  if (under.count === undefined || under.count > first) {
    draw(under, pen, (sheet) => {
      paintGround(sheet);
      paint(sheet, 0, first);
    });
  } else draw(under, undefined, (sheet) => paint(sheet, under.count ?? 0, first));
  under.count = first;
  pen.drawImage(under.canvas, 0, 0);
  if (over.count !== undefined && over.count > last) over.count = undefined;
  const above = layers.length - last;
  // A few small pictures are drawn sooner than a sheet as large as the canvas.
  if (over.count === undefined && layers.slice(above).some(({ repeats }) => repeats !== undefined)) {
    draw(over, pen, (sheet) => paint(sheet, above, layers.length));
    over.count = last;
  }
  paint(pen, first, layers.length - (over.count ?? 0));
  if (over.count !== undefined) pen.drawImage(over.canvas, 0, 0);
}

/** How many layers at the beginning are as they were, and how many of the others at the end. */
function unchanged(
  before: readonly string[],
  now: readonly string[],
): { readonly first: number; readonly last: number } {
  const most = Math.min(before.length, now.length);
  let first = 0;
  while (first < most && before[first] === now[first]) first += 1;
  let last = 0;
  while (last < most - first && before.at(-1 - last) === now.at(-1 - last)) last += 1;
  return { first, last };
}

/** Draws on a sheet; on an empty one as large as the canvas of a pen where one is given. */
function draw({ canvas }: Sheet, like: CanvasRenderingContext2D | undefined, by: (pen: Pen) => void): void {
  // Setting its size empties it, too.
  if (like !== undefined) Object.assign(canvas, { width: like.canvas.width, height: like.canvas.height });
  const sheet = canvas.getContext('2d');
  if (sheet !== null) by(sheet);
}
