import { AkezoraError, boxModel, type Scene } from '@akezora/contract';
import type { CastMember } from '../actors/cast.ts';
import type { Sprite } from '../actors/sprite.ts';
import { backdropPicture } from '../backdrop/pictures.ts';
import type { Backdrop } from '../backdrop/read-backdrop.ts';
import { type Drawings, type Picture, type PictureOf, pictureOf } from '../compositor/picture.ts';
import { backdropTexture } from '../scene/backdrop-layers.ts';
import { actorTexture, layersAt } from '../scene/layers.ts';
import type { World } from '../scene/world.ts';
import type { Art } from './art.ts';
import { artNamed } from './art-words.ts';

/** What repeats over the whole frame along both axes. */
const fields = new Set(['stars', 'bubbles', 'rain far', 'rain near', 'snow far', 'snow near']);

/** Where pictures come from. */
export interface PictureSources {
  readonly art: Art;
  readonly world: World;
  /** Actors with pictures of their own, which go before the art. */
  readonly cast: readonly CastMember[];
  /** The picture in place of the scenery. Default: none. */
  readonly backdrop?: Backdrop | undefined;
}

/**
 * The pictures of everything that scenes show: those of the cast, and those of the art in the box, which are decoded now.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function picturesOfScenes(scenes: readonly Scene[], sources: PictureSources): Promise<PictureOf> {
  // Which layers a scene has does not depend on the time.
  const layers = scenes.flatMap((scene) => layersAt(sources.world, scene, 0));
  const pictures = new Map<string, Picture>();
  for (const texture of new Set(layers.map((layer) => layer.texture)))
    pictures.set(texture, await pictureNamed(texture, sources));
  return (texture) => pictures.get(texture);
}

async function pictureNamed(texture: string, { art, cast, backdrop }: PictureSources): Promise<Picture> {
  if (backdrop !== undefined && texture.startsWith(backdropTexture)) return backdropPicture(texture, backdrop.sprite);
  const actor = texture.startsWith(actorTexture) ? texture.slice(actorTexture.length) : undefined;
  const member = cast.find(({ name }) => name === actor);
  if (member?.look !== undefined) return pictureOf(drawingsOf(member.sprite), { margin: true });
  const entry = actor === undefined ? art.find(texture) : artNamed(art, actor);
  if (entry === undefined) throw new AkezoraError('weights_missing', { model: boxModel, path: `art: ${texture}` });
  const drawings = drawingsOf(await art.sprite(entry));
  const wrapV = fields.has(entry.name);
  const wrapU = wrapV || entry.name === 'waves' || entry.name.includes('/');
  return pictureOf(drawings, { margin: entry.kind !== 'drawn', wrapU, wrapV });
}

/** The drawings of a sprite one after the other. */
function drawingsOf({ width, height, drawings }: Sprite): Drawings {
  const data = new Uint8Array(width * height * 4 * drawings.length);
  for (const [i, drawing] of drawings.entries()) data.set(drawing, i * width * height * 4);
  return { width, height, data };
}
