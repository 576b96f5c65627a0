import type { Storage } from '../storage/index.ts';
import type { ClipRow } from '../store/index.ts';
import type { ZipEntry } from './zip.ts';

const quoted = (value: string | number): string => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The table of a data set as Hugging Face reads it: one row a video, `file_name` first. */
export function metadataCsv(clips: readonly ClipRow[]): string {
  const columns = ['file_name', 'prompt', 'model', 'seed', 'width', 'height', 'fps', 'seconds', 'title', 'tags'];
  const rows = clips.map((clip) =>
    [
      `videos/${fileName(clip)}`,
      clip.prompt,
      clip.model,
      clip.facts?.seed ?? '',
      clip.width,
      clip.height,
      clip.fps,
      clip.seconds,
      clip.title,
      clip.tags.join(' '),
    ]
      .map(quoted)
      .join(','),
  );
  return `${[columns.join(','), ...rows].join('\r\n')}\r\n`;
}

/** Name of a clip's file in a data set. */
export const fileName = (clip: ClipRow): string => `${clip.id}.${clip.files.video.split('.').at(-1)}`;

/** The files of a data set: `metadata.csv`, the videos, the facts of each as JSON. */
export async function* datasetEntries(
  storage: Storage,
  clips: readonly ClipRow[],
): AsyncGenerator<ZipEntry, void, void> {
  yield { name: 'metadata.csv', content: Buffer.from(metadataCsv(clips)) };
  for (const clip of clips) {
    yield { name: `videos/${fileName(clip)}`, content: await storage.read(clip.files.video) };
    yield { name: `facts/${clip.id}.json`, content: Buffer.from(JSON.stringify(clip.facts ?? {}, null, 1)) };
  }
}
