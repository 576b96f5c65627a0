/** Draws a scene onto a canvas: the sky, then its layers from far to near, and a veil over what the camera does not see. */
import type { Scene } from '@akezora/contract';
import { cameraFrame } from './geometry.ts';
import { type KeptLayers, type Pen, paintKept } from './kept-layers.ts';
import { type Layer, projectionAt, spriteMargin } from './layers.ts';
import { css, finished, skyColours } from './look.ts';
import type { Pictures } from './pictures.ts';
import type { Sized } from './sized.ts';
import type { View } from './view.ts';

/** Paints a moment of a scene. */
export function paintScene(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  t: number,
  layers: readonly Layer[],
  { view, pictures, version, kept, sized, picture }: Painting,
): void {
  const { width, height } = pen.canvas;
  const { place, time, weather, style, horizon, backdrop } = scene;
  const all = [place, time, weather, style, horizon, backdrop, cameraFrame(scene, t), view, width, height, version];
  paintKept(pen, layers, kept, {
    ground: JSON.stringify([...all, picture !== undefined]),
    paintGround: (to) => {
      paintSky(to, scene, t, view);
      if (picture !== undefined) paintPicture(to, scene, t, view, picture);
    },
    paintLayer: (to, layer) => paintLayer(to, layer, scene, { view, pictures, sized }),
  });
}

/** What painting needs besides the scene. */
export interface Painting {
  readonly view: View;
  readonly pictures: Pictures;
  /** Changes when a picture has come. */
  readonly version: number;
  /** The last painting. */
  readonly kept: KeptLayers;
  readonly sized: Sized;
  /** The user's own picture in place of the scenery. */
  readonly picture?: ImageBitmap | undefined;
}

function paintSky(pen: Pen, scene: Scene, t: number, view: View): void {
  const frame = cameraFrame(scene, t);
  const open = scene.place === 'underwater' || scene.place === 'space';
  const down = (projectionAt(scene, t, 0.3).y(scene.horizon) - frame.y) / frame.height;
  const end = open ? 1 : Math.max(0.3, Math.min(down, 1.05));
  const gradient = pen.createLinearGradient(0, view.down(frame.y), 0, view.down(frame.y + end * frame.height));
  const [top, middle, low] = skyColours(scene).map((colour) => css(finished(colour, scene.style)));
  gradient.addColorStop(0, top ?? '');
  gradient.addColorStop(0.55, middle ?? '');
  gradient.addColorStop(1, low ?? '');
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
}

/** A picture of the user's own in place of the scenery, repeated as in mirrors to both sides. */
function paintPicture(pen: Pen, scene: Scene, t: number, view: View, picture: ImageBitmap): void {
  const { backdrop } = scene;
  if (backdrop === undefined) return;
  const to = projectionAt(scene, t, backdrop.far ?? 0.12);
  const width = backdrop.ratio * backdrop.height;
  const across = view.size * width * to.scale;
  const high = view.size * backdrop.height * to.scale;
  const [left, top] = [view.across(to.x(-width / 2)), view.down(to.y(backdrop.top))];
  const from = Math.floor(-left / across);
  for (let i = from; left + i * across < pen.canvas.width; i += 1) {
    pen.save();
    pen.translate(left + i * across + (i % 2 === 0 ? 0 : across), top);
    pen.scale(i % 2 === 0 ? 1 : -1, 1);
    pen.drawImage(picture, 0, 0, across + 0.5, high);
    pen.translate(0, 2 * high);
    pen.scale(1, -1);
    pen.drawImage(picture, 0, 0, across + 0.5, high);
    pen.restore();
  }
}

function paintLayer(
  pen: Pen,
  layer: Layer,
  scene: Scene,
  { view, pictures, sized }: Pick<Painting, 'view' | 'pictures' | 'sized'>,
): void {
  const found = layer.alpha > 0 ? pictures.drawing(layer.picture, scene, layer.group, layer.phase) : undefined;
  if (found === undefined) return;
  const { image, whole } = found;
  let [x, y] = [view.across(layer.x), view.down(layer.y)];
  let [width, height] = [layer.width * view.size, layer.height * view.size];
  pen.globalAlpha = layer.alpha;
  if (layer.repeats !== undefined) {
    const rows = layer.repeats === 'both' ? range(y, height, pen.canvas.height) : [y];
    for (const top of rows)
      for (const left of range(x, width, pen.canvas.width)) {
        const [from, to] = [Math.round(left), Math.round(left + width)];
        const [over, under] = [Math.round(top), Math.round(top + height)];
        const [across, down] = [to - from, under - over];
        pen.drawImage(sized.of(image, across, down), from, over, across, down);
      }
    pen.globalAlpha = 1;
    return;
  }
  if (layer.margin === true && !whole) {
    const edge = (width * spriteMargin) / (1 + 2 * spriteMargin);
    [x, y, width, height] = [x + edge, y + edge, width - 2 * edge, height - 2 * edge];
  }
  const turned = layer.turn !== 0 || layer.flip || layer.waterline !== undefined;
  if (turned) pen.save();
  if (layer.waterline !== undefined) {
    pen.beginPath();
    pen.rect(0, 0, pen.canvas.width, view.down(layer.waterline));
    pen.clip();
  }
  if (layer.flip || layer.turn !== 0) {
    pen.translate(x + width / 2, y + height);
    pen.rotate(layer.turn);
    pen.scale(layer.flip ? -1 : 1, 1);
    [x, y] = [-width / 2, -height];
  }
  pen.drawImage(image, x, y, width, height);
  if (turned) pen.restore();
  pen.globalAlpha = 1;
}

/** Where tiles of a length begin that cover a line from 0 to `end`, one of them at `start`. */
function range(start: number, length: number, end: number): number[] {
  if (!(length > 1)) return [];
  const first = start - Math.ceil(start / length) * length;
  return Array.from({ length: Math.ceil((end - first) / length) }, (_, i) => first + i * length);
}

const plainSkies: Readonly<Record<Scene['time'], readonly [string, string]>> = {
  dawn: ['#6a6aa8', '#ffcfa6'],
  day: ['#6fb2e0', '#dff0f4'],
  sunset: ['#5b4a86', '#ff9f6e'],
  night: ['#0e1330', '#3a3f78'],
};

/** Paints the sky and ground of a scene whose model has no art to be shown. */
export function paintPlain(pen: CanvasRenderingContext2D, scene: Scene, view: View): void {
  const { width, height } = pen.canvas;
  const gradient = pen.createLinearGradient(0, 0, 0, height);
  const [top, bottom] = plainSkies[scene.time];
  gradient.addColorStop(0, top);
  gradient.addColorStop(1, bottom);
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = 'rgb(20 22 48 / 24%)';
  pen.fillRect(0, view.down(scene.horizon), width, height);
}

/** Dims what the camera does not see. */
export function paintOutside(pen: CanvasRenderingContext2D, scene: Scene, t: number, view: View): void {
  const { width, height } = pen.canvas;
  const frame = cameraFrame(scene, t);
  const [left, right] = [view.across(frame.x), view.across(frame.x + frame.width)].map(Math.round) as [number, number];
  const [top, bottom] = [view.down(frame.y), view.down(frame.y + frame.height)].map(Math.round) as [number, number];
  pen.fillStyle = 'rgb(14 16 38 / 52%)';
  pen.fillRect(0, 0, width, top);
  pen.fillRect(0, bottom, width, height - bottom);
  pen.fillRect(0, top, left, bottom - top);
  pen.fillRect(right, top, width - right, bottom - top);
}
