/** The art of the model in the box, as its files have it: pictures as they lie there, or the first drawing of one. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ArtPiece, ModelArt } from '@akezora/contract';
import sharp from 'sharp';

const folder = fileURLToPath(new URL('../../../../models/akezora-2/', import.meta.url));

interface Entry extends Pick<ArtPiece, 'name' | 'kind' | 'faces' | 'drawings' | 'columns' | 'width' | 'height'> {
  readonly ja?: string;
  readonly tags?: { readonly en: readonly string[]; readonly ja: readonly string[] };
  readonly file: string;
  readonly at: number;
  readonly bytes: number;
  readonly sha256: string;
}

let read: { readonly entries: readonly Entry[]; readonly art: ModelArt } | undefined;

function box() {
  const json = (name: string) => JSON.parse(readFileSync(folder + name, 'utf8'));
  if (read !== undefined) return read;
  const entries = json('art/index.json').entries as readonly Entry[];
  const world = json('world.json') as {
    readonly subjects: readonly (ModelArt['subjects'][number] & { readonly scale: number })[];
    readonly places: readonly {
      readonly name: string;
      readonly kinds: ModelArt['places'][number]['kinds'];
      readonly far: object | null;
      readonly ground: { readonly kind: string } | null;
      readonly indoor?: boolean;
    }[];
    readonly staging: { readonly strips: Readonly<Record<string, { ratio: number; of?: string; deck?: number }>> };
  };
  const art: ModelArt = {
    pieces: entries.map(({ name, ja = null, kind, faces, drawings, columns, width, height, tags, sha256 }) => {
      const own = world.subjects.find((subject) => subject.name === name);
      const animal = tags?.en.includes('animal') === true;
      return {
        ...{ name, ja, kind, faces, drawings, columns, width, height },
        shelf: kind === 'subject' ? (animal || name === 'fox' ? 'animals' : 'vehicles') : 'things',
        aliases: [],
        tags: [...(tags?.en ?? []), ...(tags?.ja ?? [])],
        scale: own?.scale ?? 1,
        standIn: own?.name ?? 'cat',
        version: sha256.slice(0, 12),
      };
    }),
    subjects: world.subjects.map(({ name, kind, gait, faces }) => ({ name, kind, gait, faces })),
    places: world.places.map(({ name, kinds, far, ground, indoor = false }) => ({
      ...{ name, kinds, far: far !== null, ground: ground?.kind ?? null, indoor },
    })),
    strips: Object.entries(world.staging.strips).map(([name, { ratio, of, deck }]) => ({
      ...{ name, ratio, across: of === undefined, bridge: deck !== undefined },
    })),
  };
  read = { entries, art };
  return read;
}

/** What scenes of the model in the box are drawn with. */
export const artOfTheBox = (): ModelArt => box().art;

/** First drawings, small, by the names of their pictures. */
const stills = new Map<string, Promise<Buffer>>();

const firstDrawing = (bytes: Buffer, { width, height }: Entry): Promise<Buffer> =>
  sharp(bytes).extract({ left: 0, top: 0, width, height }).resize(96).webp().toBuffer();

/** A picture of it as it lies in its file; undefined where there is none of that name. */
export async function artFile(
  name: string,
  still: boolean,
): Promise<{ readonly mime: string; readonly bytes: Buffer } | undefined> {
  const entry = box().entries.find((one) => one.name === name);
  if (entry === undefined) return undefined;
  const bytes = readFileSync(`${folder}art/${entry.file}`).subarray(entry.at, entry.at + entry.bytes);
  if (still) {
    const small = stills.get(name) ?? firstDrawing(bytes, entry);
    stills.set(name, small);
    return { mime: 'image/webp', bytes: await small };
  }
  return { mime: bytes.toString('latin1', 0, 4) === 'RIFF' ? 'image/webp' : 'image/avif', bytes };
}
