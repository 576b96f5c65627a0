import { loadSharp } from '../../../video/libraries.ts';
import type { Sprite } from './sprite.ts';

/** Longer side of the picture in pixels. */
const side = 512;

/** The first drawing of a sprite as WebP with its transparent ground, at most 512 pixels a side: what a cast shows of an actor. */
export async function cutOutPicture({ width, height, drawings }: Sprite): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return sharp(drawings[0]!, { raw: { width, height, channels: 4 } })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 90, alphaQuality: 100 })
    .toBuffer();
}
