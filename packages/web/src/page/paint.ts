import type { SmallPicture } from '../making/messages.ts';

/** Shows a picture on a canvas, which gets its size. */
export function paint(canvas: HTMLCanvasElement, { width, height, pixels }: SmallPicture): void {
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, width, height), 0, 0);
}
