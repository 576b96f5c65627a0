import type { ClipRow } from '../platform/store/tables.ts';
import { rowOf } from './rows.ts';

/**
 * A text as a cell that a spreadsheet shows and does not run: with an apostrophe before what would begin a formula
 * (OWASP, CSV injection). Our import takes it off again, so a text that has apostrophes there gets one more.
 */
const formulaSafe = (text: string): string => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const quoted = (value: string | number): string => {
  const text = typeof value === 'string' ? formulaSafe(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The table of a data set in the form of Hugging Face's video folders: one row for each video, `file_name` first. */
export function metadataCsv(clips: readonly ClipRow[]): string {
  const columns = [
    'file_name',
    'prompt',
    'model',
    'seed',
    'width',
    'height',
    'fps',
    'seconds',
    'frames',
    'title',
    'tags',
    'created_at',
  ] as const;
  const rows = clips.map((clip) => {
    const row = { ...rowOf(clip), tags: clip.tags.join(' '), created_at: clip.created_at.toISOString() };
    return columns.map((column) => quoted(row[column] ?? '')).join(',');
  });
  return `${[columns.join(','), ...rows].join('\r\n')}\r\n`;
}
