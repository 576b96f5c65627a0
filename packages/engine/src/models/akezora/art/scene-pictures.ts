import { AkezoraError, boxModel, type Scene } from '@akezora/contract';
import type { CastMember } from '../actors/cast-member.ts';
import type { Sprite } from '../actors/sprite.ts';
import { backdropPicture } from '../backdrop/pictures.ts';
import type { Backdrop } from '../backdrop/read-backdrop.ts';
import {
  type Drawings,
  type Picture,
  type PictureOf,
  type PictureOptions,
  pictureOf,
  withMargin,
} from '../compositor/picture.ts';
import { backdropTexture } from '../scene/backdrop-layers.ts';
import { layersAt } from '../scene/layers.ts';
import { repeatsAcross } from '../scene/strips.ts';
import { actorTexture, readTextureName } from '../scene/textures.ts';
import type { World } from '../scene/world.ts';
import { artNamed } from './art-words.ts';
import type { ArtEntry } from './index-file.ts';
import { madeOf } from './materials.ts';
import { postured } from './posture.ts';
import type { Art } from './shelf.ts';
import { tinted } from './tint.ts';

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
  const textures = [...new Set(layers.map((layer) => layer.texture))];
  const pictures = new Map(
    await Promise.all(textures.map(async (texture) => [texture, await pictureNamed(texture, sources)] as const)),
  );
  return (texture) => pictures.get(texture);
}

async function pictureNamed(texture: string, sources: PictureSources): Promise<Picture> {
  const { backdrop } = sources;
  if (backdrop !== undefined && texture.startsWith(backdropTexture)) return backdropPicture(texture, backdrop.sprite);
  const name = readTextureName(texture);
  const { drawings: all, options, people } = await drawingsNamed(name.base, sources);
  const drawings = name.first === undefined ? all : { ...all, data: all.data.subarray(0, 4 * all.width * all.height) };
  const coloured = name.colour === undefined ? drawings : tinted(drawings, name.colour, people);
  const posed = name.posture === undefined ? coloured : postured(coloured, name.posture);
  const part = name.from === undefined ? posed : below(posed, name.from);
  if (name.material === undefined) return pictureOf(part, options);
  // Rims go into the margin, which therefore is there before the material is.
  const { margin = false, ...wraps } = options;
  return pictureOf(madeOf(margin ? withMargin(part) : part, name.material, { panorama: wraps.wrapU === true }), wraps);
}

interface Found {
  readonly drawings: Drawings;
  readonly options: PictureOptions;
  /** Whether it shows people, whose skin keeps its colour. */
  readonly people: boolean;
}

async function drawingsNamed(base: string, { art, cast, world }: PictureSources): Promise<Found> {
  const actor = base.startsWith(actorTexture) ? base.slice(actorTexture.length) : undefined;
  const member = cast.find(({ name }) => name === actor);
  if (member?.look !== undefined)
    return { drawings: drawingsOf(member.sprite), options: { margin: true }, people: false };
  const entry = actor === undefined ? art.find(base) : artNamed(art, actor);
  if (entry === undefined) throw new AkezoraError('weights_missing', { model: boxModel, path: `art: ${base}` });
  const wrapV = fields.has(entry.name);
  const wrapU =
    wrapV || entry.name === 'waves' || entry.name.includes('/') || repeatsAcross(world, entry.name) === true;
  const people = showsPeople(entry);
  const drawings = drawingsOf(await art.sprite(entry));
  return { drawings, options: { margin: entry.kind !== 'drawn', wrapU, wrapV }, people };
}

/** Whether art shows people, whose skin keeps its colour. */
export const showsPeople = ({ name, tags }: ArtEntry): boolean =>
  tags?.en.some((tag) => tag === 'person' || tag === 'people') === true || /\b(person|man|woman)\b/.test(name);

/** The part of drawings from a height on, 0 the top and 1 the bottom. */
function below({ width, height, data }: Drawings, from: number): Drawings {
  const first = Math.round(from * height);
  const rows = Array.from({ length: data.length / (4 * width * height) }, (_, i) =>
    data.subarray(4 * width * (i * height + first), 4 * width * (i + 1) * height),
  );
  const out = new Uint8Array(4 * width * (height - first) * rows.length);
  for (const [i, part] of rows.entries()) out.set(part, i * part.length);
  return { width, height: height - first, data: out };
}

/** The drawings of a sprite one after the other. */
function drawingsOf({ width, height, drawings }: Sprite): Drawings {
  const data = new Uint8Array(width * height * 4 * drawings.length);
  for (const [i, drawing] of drawings.entries()) data.set(drawing, i * width * height * 4);
  return { width, height, data };
}
