import type { ZipEntry } from '../library/zip.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { ClipRow } from '../platform/store/tables.ts';
import { datasetCard } from './card.ts';
import { clipFiles } from './clip-files.ts';
import { metadataCsv } from './csv.ts';
import { clipsParquet } from './parquet.ts';
import { videoName } from './rows.ts';

/** A text or table file of a data set. */
export interface TextEntry extends ZipEntry {
  readonly content: Uint8Array;
}

/** The files of a data set other than the videos: card, tables, and the facts of each clip. */
export async function tableEntries(clips: readonly ClipRow[]): Promise<TextEntry[]> {
  return [
    { name: 'README.md', content: Buffer.from(datasetCard(clips)) },
    { name: 'metadata.csv', content: Buffer.from(metadataCsv(clips)) },
    { name: 'parquet/clips.parquet', content: await clipsParquet(clips) },
    ...clips.map(({ id, facts, created_at: changed }) => ({
      name: `facts/${id}.json`,
      content: Buffer.from(JSON.stringify(facts ?? {}, null, 1)),
      changed,
    })),
  ];
}

/** The files of a data set, tables first. */
export async function* datasetEntries(
  storage: Storage,
  clips: readonly ClipRow[],
): AsyncGenerator<ZipEntry, void, void> {
  yield* await tableEntries(clips);
  for (const clip of clips)
    for (const { key, name } of await clipFiles(storage, clip, videoName(clip)))
      yield { name, content: await storage.read(key), changed: clip.created_at };
}
