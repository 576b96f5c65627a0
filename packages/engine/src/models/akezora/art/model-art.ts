/** The art of the box as others see it: a list by name, and its pictures as files. */
import { AkezoraError, type ArtPicture, type ArtPiece, type ArtShelf, type ModelArt } from '@akezora/contract';
import { loadSharp } from '../../../video/libraries.ts';
import type { ArtOfModel } from '../../model.ts';
import { type Drawings, withMargin } from '../compositor/picture.ts';
import { lookOf, standInOf } from '../prompt/roles.ts';
import { restingDrawing } from '../scene/loops.ts';
import { materialOf, postureOf } from '../scene/textures.ts';
import type { World } from '../scene/world.ts';
import { aliasesOf } from './art-words.ts';
import type { ArtEntry } from './index-file.ts';
import { madeOf } from './materials.ts';
import { postured } from './posture.ts';
import { showsPeople } from './scene-pictures.ts';
import type { Art } from './shelf.ts';
import { tinted } from './tint.ts';

/** The art of an opened model. */
export function artOfModel(art: Art, world: World): ArtOfModel {
  return {
    list: () => listOf(art, world),
    async picture(asked) {
      const entry = art.entries.find(({ name }) => name === asked.name);
      if (entry === undefined) {
        throw new AkezoraError('not_found', { field: 'name', what: { en: 'the picture', ja: '画像' } });
      }
      if (isPlain(asked)) return asItLies(await art.file(entry));
      return asWebp(firstOf(entry, await art.sprite(entry), asked), asked);
    },
  };
}

const isPlain = ({ colour, action, style, still }: ArtPicture): boolean =>
  still === undefined && colour === undefined && action === undefined && (style === undefined || style === 'none');

const asItLies = (bytes: Uint8Array) => ({
  mime: new TextDecoder('latin1').decode(bytes.subarray(0, 4)) === 'RIFF' ? 'image/webp' : 'image/avif',
  bytes,
});

/** One drawing of an entry as it is asked for. */
function firstOf(
  entry: ArtEntry,
  {
    width,
    height,
    drawings,
  }: { readonly width: number; readonly height: number; readonly drawings: readonly Uint8Array[] },
  { colour, action, style = 'none' }: ArtPicture,
): Drawings {
  const index = action === undefined ? restingDrawing(entry.name, drawings.length) : 0;
  const plain: Drawings = { width, height, data: drawings[index] ?? drawings[0]! };
  const coloured = colour === undefined ? plain : tinted(plain, colour, showsPeople(entry));
  const posture = postureOf(action, entry.name);
  const posed = posture === undefined ? coloured : postured(coloured, { posture, faces: entry.faces });
  const panorama = entry.kind === 'drawn';
  const room = panorama ? posed : withMargin(posed);
  const material = materialOf({ style });
  return material === undefined || (panorama && style !== 'papercraft') ? room : madeOf(room, material, { panorama });
}

async function asWebp({ width, height, data }: Drawings, { still }: ArtPicture) {
  const sharp = await loadSharp();
  const picture = sharp(data.subarray(0, 4 * width * height), { raw: { width, height, channels: 4 } });
  const sized = still === undefined ? picture : picture.resize(Number(still), Number(still), { fit: 'inside' });
  return { mime: 'image/webp', bytes: await sized.webp({ quality: 88, alphaQuality: 95 }).toBuffer() };
}

function listOf(art: Art, world: World): ModelArt {
  return {
    pieces: art.entries.map((entry) => pieceOf(entry, world)),
    subjects: [...world.subjects.values()].map(({ name, kind, gait, faces }) => ({ name, kind, gait, faces })),
    places: [...world.places.values()].map(({ name, kinds, far, ground, indoor = false }) => ({
      ...{ name, kinds: [...kinds], far: far !== null, ground: ground?.kind ?? null, indoor },
    })),
    strips: Object.entries(world.staging.strips).map(([name, { ratio, of, deck }]) => ({
      ...{ name, ratio, across: of === undefined, bridge: deck !== undefined },
    })),
  };
}

function pieceOf(entry: ArtEntry, world: World): ArtPiece {
  const { name, ja = null, kind, faces, drawings, columns, width, height, sha256, tags } = entry;
  const look = lookOf(entry);
  const own = world.subjects.get(name);
  return {
    ...{ name, ja, kind, faces, drawings, columns, width, height },
    shelf: shelfOf(entry),
    aliases: [...aliasesOf(name)],
    tags: kind === 'drawn' ? [] : [...(tags?.en ?? []), ...(tags?.ja ?? [])],
    scale: own?.scale ?? look.scale ?? 1,
    standIn: own?.name ?? standInOf({ kind: look.kind ?? 'ground', gait: look.gait ?? 'walk' }, world),
    version: sha256.slice(0, 12),
  };
}

const peoplesNames = /\b(?:boy|girl|child|skier|fairy|mermaid|merman|horse racing|snowman)\b/;
const vehicles = /vehicle|travel|\bplane\b|rocket|ufo|boat|ship|train|sled|parasail/;
const animals = /^(?:animal|insect|bird|dinosaur)$/;

/** Where art is looked for. */
function shelfOf(entry: ArtEntry): ArtShelf {
  const { moves, tags } = entry;
  if (entry.kind === 'drawn') return 'things';
  if (showsPeople(entry) || peoplesNames.test(entry.name)) return 'people';
  if (tags?.en.some((tag) => animals.test(tag)) === true) return 'animals';
  if (moves === undefined) return 'things';
  if (moves.gait === 'drive' || moves.gait === 'sail' || tags?.en.some((tag) => vehicles.test(tag)) === true)
    return 'vehicles';
  return moves.gait === 'walk' || moves.gait === 'run' || moves.gait === 'swim' ? 'animals' : 'things';
}
