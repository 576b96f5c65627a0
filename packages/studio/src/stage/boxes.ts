/** Where things are on the canvas, to be pressed. */
import type { Scene } from '@akezora/contract';
import { standOf } from './drag.ts';
import type { Thing } from './geometry.ts';
import { type Layer, spriteMargin } from './layers.ts';
import type { Pictures } from './pictures.ts';
import type { View } from './view.ts';

/** A thing's box in pixels of the canvas, from far to near. */
export interface ThingBox {
  readonly thing: Thing;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The boxes of everything that is painted. */
export const boxesOfLayers = (layers: readonly Layer[], view: View): readonly ThingBox[] =>
  layers.flatMap(({ thing, x, y, width, height, margin }): ThingBox[] => {
    if (thing === undefined) return [];
    const edge = margin === true ? (width * spriteMargin) / (1 + 2 * spriteMargin) : 0;
    return [
      {
        thing,
        left: view.across(x + edge),
        top: view.down(y + edge),
        width: (width - 2 * edge) * view.size,
        height: (height - 2 * edge) * view.size,
      },
    ];
  });

/** The boxes of a scene whose model has no art to be shown. */
export function plainBoxes(scene: Scene, t: number, view: View): readonly ThingBox[] {
  const box = (thing: Thing): ThingBox => {
    const { x, y, size } = standOf(scene, thing, t);
    const side = size * view.size;
    const bottom = view.down(y) + (thing.kind === 'sky' ? side / 2 : 0);
    return { thing, left: view.across(x) - side / 2, top: bottom - side, width: side, height: side };
  };
  return (['sky', 'props', 'subjects'] as const).flatMap((kind) => scene[kind].map((_, index) => box({ kind, index })));
}

const inBox = ({ left, top, width, height }: ThingBox, x: number, y: number, reach = 0) =>
  x >= left - reach && x <= left + width + reach && y >= top - reach && y <= top + height + reach;

/** Coverage from which a pixel of a picture is pressed, of 255. */
const pressed = 40;

/** Whether a pixel of what is painted there belongs to a layer. */
function covers(layer: Layer, box: ThingBox, x: number, y: number, scene: Scene, pictures: Pictures): boolean {
  const found = pictures.drawing(layer.picture, scene, layer.group, layer.phase);
  if (found === undefined || layer.repeats !== undefined) return true;
  const edge = found.whole ? spriteMargin : 0;
  const across = ((x - box.left) / box.width + edge) / (1 + 2 * edge);
  const down = ((y - box.top) / box.height + edge) / (1 + 2 * edge);
  const { width, height } = found.image;
  const at = Math.min(width - 1, Math.max(0, Math.floor((layer.flip ? 1 - across : across) * width)));
  const row = Math.min(height - 1, Math.max(0, Math.floor(down * height)));
  const pixel = found.image.getContext('2d')?.getImageData(at, row, 1, 1).data;
  return (pixel?.[3] ?? 255) > pressed;
}

/**
 * The nearest thing whose picture is at a place of the canvas; else, within `reach` pixels, the one whose box is there: fingers are
 * broader than mice.
 */
export function thingAt(
  x: number,
  y: number,
  boxes: readonly ThingBox[],
  painted: { readonly layers: readonly Layer[]; readonly scene: Scene; readonly pictures: Pictures } | undefined,
  reach: number,
): Thing | undefined {
  const front = [...boxes].reverse();
  const under = front.filter((box) => inBox(box, x, y));
  if (painted !== undefined) {
    const shown = new Map(painted.layers.map((layer) => [layer.thing, layer]));
    const seen = under.find((box) => {
      const layer = shown.get(box.thing);
      return layer !== undefined && covers(layer, box, x, y, painted.scene, painted.pictures);
    });
    if (seen !== undefined) return seen.thing;
  }
  const near = under.length > 0 ? under : front.filter((box) => inBox(box, x, y, reach));
  // The smallest: a bird before a tree is meant when the bird's box is pressed.
  return [...near].sort((a, b) => a.width - b.width)[0]?.thing;
}
