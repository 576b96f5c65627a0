/** The worker that reads a picture and cuts out what it shows, so that the page never waits for it. */
import { readOwnPicture } from '@akezora/engine/web';
import { failureOf } from '../making/failure.ts';
import type { SmallPicture } from '../making/messages.ts';
import type { PictureAnswer, PictureMessage } from './own-actor.ts';

/** Pixels of the longer side of what the page shows of an actor: twice as many as it has points. */
const side = 88;

self.onmessage = async ({ data }: MessageEvent<PictureMessage>) => {
  const tell = (answer: PictureAnswer) => self.postMessage(answer);
  try {
    const { name, fileName } = data;
    const member = await readOwnPicture(data);
    tell({ actor: { name, fileName, member, picture: await smallOf(member.sprite) } });
  } catch (thrown) {
    tell({ error: failureOf(thrown).toShape() });
  }
};

async function smallOf({
  width,
  height,
  drawings,
}: {
  readonly width: number;
  readonly height: number;
  readonly drawings: readonly Uint8Array[];
}): Promise<SmallPicture> {
  const whole = await createImageBitmap(new ImageData(Uint8ClampedArray.from(drawings[0]!), width, height));
  const canvas = new OffscreenCanvas(side, side).getContext('2d')!;
  canvas.imageSmoothingQuality = 'high';
  canvas.drawImage(whole, 0, 0, side, side);
  whole.close();
  return { width: side, height: side, pixels: canvas.getImageData(0, 0, side, side).data };
}
