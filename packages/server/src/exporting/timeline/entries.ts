import { isDeepStrictEqual } from 'node:util';
import { type GenerationRequest, sidesOf, storyboard } from '@akezora/contract';
import { type StoryboardData, storyboardDataSchema, type TimelineQuery } from '@akezora/contract/api';
import type { Principal } from '../../access/principal.ts';
import { clipsToExport, seedOf } from '../../library/clips.ts';
import type { ZipEntry } from '../../library/zip.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import type { Queries } from '../../platform/store/database.ts';
import type { ClipRow, StoryboardRow } from '../../platform/store/tables.ts';
import { clipFiles } from '../clip-files.ts';
import { type CutMedia, cutOf } from './cut.ts';
import { fcpxmlOf } from './fcpxml.ts';
import { otioOf } from './otio.ts';
import { rateOf } from './rates.ts';

/** A storyboard as a timeline, with the clips that it shows. */
export interface Timeline {
  /** Name of the timeline's file, with its ending. */
  readonly name: string;
  readonly text: string;
  readonly clips: readonly { readonly row: ClipRow; readonly file: string }[];
}

/**
 * Writes a storyboard as a timeline.
 * @throws AkezoraError `not_found`, `unauthorized`, `forbidden` for the clip that is named.
 */
export async function timelineOf(
  db: Queries,
  principal: Principal,
  board: StoryboardRow,
  { format, fps, clip }: Pick<TimelineQuery, 'format' | 'fps' | 'clip'>,
): Promise<Timeline> {
  const data = storyboardDataSchema.parse(board.data);
  const made =
    clip === undefined ? await madeOf(db, board.owner, data) : (await clipsToExport(db, principal, [clip]))[0];
  const shown = made === undefined ? await clipsOfCards(db, board.owner, data) : [made];
  const first = shown[0];
  const { width, height } = first ?? shapeOf(data);
  const files = shown.map((row) => ({ row, media: mediaOf(row) }));
  const clips = new Map(files.map(({ media }) => [media.id, media]));
  const name = board.name.trim() || 'Storyboard';
  const cut = cutOf({
    ...{ name, data, clips, width, height },
    rate: rateOf(fps ?? first?.fps ?? 24),
    made: made === undefined ? undefined : clips.get(made.id),
  });
  const used = new Set(cut.items.map(({ source }) => source?.media.id));
  return {
    name: `${fileStem(name) || 'storyboard'}.${format}`,
    text: format === 'otio' ? otioOf(cut) : fcpxmlOf(cut),
    clips: files.filter(({ media }) => used.has(media.id)).map(({ row, media }) => ({ row, file: media.file })),
  };
}

/** The files of an archive with a timeline and its clips, where the timeline looks for them. */
export async function* timelineEntries(
  storage: Storage,
  { name, text, clips }: Timeline,
): AsyncGenerator<ZipEntry, void, void> {
  yield { name, content: Buffer.from(text) };
  for (const { row, file } of clips)
    for (const { key, name } of await clipFiles(storage, row, file)) yield { name, content: await storage.read(key) };
}

/** The clips of an owner that are not in the bin. */
const ownClips = (db: Queries, owner: string) =>
  db.selectFrom('clips').selectAll().where('owner', '=', owner).where('deleted_at', 'is', null);

/**
 * The newest clip that was made of a storyboard as it is now: by the request of its job, or where that was removed from the list, by its words
 * and length.
 */
async function madeOf(db: Queries, owner: string, data: StoryboardData): Promise<ClipRow | undefined> {
  const { storyboard: cards, prompt = '' } = storyboard(
    data.cards.map(({ at, prompt }) => ({ at, prompt })),
    data.seconds,
  );
  if (cards === undefined) return undefined;
  const made = ownClips(db, owner).where('origin', '=', 'storyboard').where('prompt', '=', prompt);
  for (const row of await made.orderBy('seq', 'desc').limit(20).execute()) {
    const asked = db.selectFrom('jobs').select('request').where('clip_id', '=', row.id);
    const request = (await asked.executeTakeFirst())?.request as GenerationRequest | undefined;
    const isSame =
      request === undefined
        ? row.facts?.request.seconds === data.seconds
        : isDeepStrictEqual(request.storyboard, cards) && (request.seconds ?? data.seconds) === data.seconds;
    if (isSame) return row;
  }
  return undefined;
}

/** The clips of the cards that are still in the library, in the order of the cards. */
async function clipsOfCards(db: Queries, owner: string, { cards }: StoryboardData): Promise<ClipRow[]> {
  const ids = [...cards]
    .sort((a, b) => a.at - b.at)
    .flatMap(({ kind, clip }) => (kind === 'video' && clip !== undefined ? [clip] : []));
  if (ids.length === 0) return [];
  const found = await ownClips(db, owner).where('id', 'in', ids).execute();
  const rows = new Map(found.map((row) => [row.id, row]));
  return [...new Set(ids)].flatMap((id) => rows.get(id) ?? []);
}

function shapeOf({ aspect = '16:9', resolution = '1080p' }: StoryboardData): { width: number; height: number } {
  const [width = 16, height = 9] = aspect.split(':').map(Number);
  return sidesOf(width / height, Number.parseInt(resolution, 10));
}

function mediaOf(row: ClipRow): CutMedia {
  const { id, width, height, fps, frames, files, prompt, model } = row;
  const title = row.title.trim() || prompt;
  const seed = seedOf(row);
  return {
    ...{ id, width, height, frames },
    name: [...title].slice(0, 60).join('') || id,
    // Clips of one title are told apart by the end of their id.
    file: `media/${[fileStem(title), id.slice(-8)].filter(Boolean).join('-')}.${files.video.split('.').at(-1)}`,
    rate: rateOf(fps),
    facts: { clip: id, prompt, model, ...(seed === null ? {} : { seed }) },
  };
}

/** The letters and digits of a text as part of a file name. */
const fileStem = (text: string): string =>
  [...(text.normalize('NFC').match(/[\p{Letter}\p{Number}\p{Mark}]+/gu) ?? []).join('-')]
    .slice(0, 40)
    .join('')
    .replace(/-$/, '');
