import {
  AkezoraError,
  type ClipFacts,
  clipFactsSchema,
  decodeText,
  factsLength,
  formatBytes,
  upgradeFacts,
} from '@akezora/contract';
import type { ClipNotes } from '../inference/protocol.ts';
import { readCsv } from './csv.ts';
import { isSheet } from './files.ts';
import type { ReadableFile } from './sources.ts';

/** Finds the notes of a video by its path. */
export type FindNotes = (name: string) => ClipNotes | undefined;

/** Names of the same field in different tools: our own export, OpenAI's video objects, captioned data sets. */
const fieldNames = {
  file: ['file_name', 'filename', 'file', 'video', 'video_path', 'path', 'name'],
  id: ['id', 'video_id'],
  prompt: ['prompt', 'caption', 'text', 'description'],
  title: ['title'],
  model: ['model'],
  tags: ['tags', 'keywords'],
  created: ['created_at', 'createdAt', 'created', 'date'],
  seed: ['seed'],
} as const;

const sheetBytes = 64e6;
/** Longest prompt of the contract, in UTF-16 units. */
const promptLength = 20_000;
const baseOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1);
/** A name without its extensions, so that `fox.mp4.json` and `fox.json` both belong to `fox.mp4`. */
const stemOf = (name: string): string =>
  baseOf(name).replace(/(?:\.(?:mp4|m4v|mov|mkv|webm|gif|webp|json|jsonl|ndjson|csv|tsv|txt))+$/i, '');

/**
 * Reads every table and note among some files: CSV, JSON (a list, OpenAI's `{data: […]}`, an object by file name, or one
 * object a video), JSON lines, and plain text beside a video. A row finds its video by path, by name, or by name without extension.
 * @throws AkezoraError `archive_refused` naming a table that cannot be read.
 */
export async function readNotes(files: readonly ReadableFile[]): Promise<FindNotes> {
  const byPath = new Map<string, ClipNotes>();
  const byBase = new Map<string, ClipNotes>();
  const byStem = new Map<string, ClipNotes>();
  for (const file of files.filter(isSheet)) {
    for (const [key, notes] of notesOf(file.name, await textOf(file))) {
      const whole = key.replaceAll('\\', '/').replace(/^\.\//, '').normalize('NFC');
      merge(byPath, folderOf(file.name) + whole, notes);
      merge(byBase, baseOf(whole), notes);
      merge(byStem, stemOf(whole), notes);
    }
  }
  return (name) => {
    const found = [byStem.get(stemOf(name)), byBase.get(baseOf(name)), byPath.get(name)];
    const all = found.filter((notes) => notes !== undefined);
    return all.length === 0 ? undefined : Object.assign({}, ...all);
  };
}

function merge(into: Map<string, ClipNotes>, key: string, notes: ClipNotes): void {
  into.set(key, { ...into.get(key), ...notes });
}

async function textOf(file: ReadableFile): Promise<string> {
  if (file.bytes > sheetBytes) {
    const [size, limit] = [formatBytes(file.bytes), formatBytes(sheetBytes)];
    throw new AkezoraError('input_too_large', { field: 'archive', path: file.name, size, limit });
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.read()) chunks.push(chunk);
  const read = decodeText(Buffer.concat(chunks));
  if (read !== undefined) return read.text;
  const reason = {
    en: 'it is not text in UTF-8, UTF-16 or a code page of Windows (save it as UTF-8)',
    ja: 'UTF-8・UTF-16・Shift_JIS などのテキストではありません（UTF-8 で保存し直してください）',
  };
  throw new AkezoraError('archive_refused', { field: 'archive', path: file.name, reason });
}

/** A row of a table: the name of a video as written there, and the notes. */
function* notesOf(name: string, text: string): Generator<[string, ClipNotes], void, void> {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (ending === 'txt') {
    if (text.trim() !== '') yield [stemOf(name), { prompt: storable(text.trim(), promptLength) }];
    return;
  }
  try {
    if (ending === 'csv' || ending === 'tsv') for (const row of readCsv(text)) yield* rowNotes(row);
    else if (ending === 'json') yield* jsonNotes(JSON.parse(text), stemOf(name));
    else for (const line of text.split('\n')) if (line.trim() !== '') yield* rowNotes(JSON.parse(line));
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : '';
    throw new AkezoraError('archive_refused', { field: 'archive', path: name, reason }, { cause: error });
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function* jsonNotes(value: unknown, stem: string): Generator<[string, ClipNotes], void, void> {
  const list = Array.isArray(value)
    ? value
    : isRecord(value)
      ? [value.data, value.clips, value.videos, value.items].find(Array.isArray)
      : undefined;
  if (list !== undefined) {
    for (const row of list) yield* rowNotes(row);
    return;
  }
  if (!isRecord(value)) return;
  const own = readRow(value);
  if (Object.keys(own).length > 0) yield [nameIn(value) ?? stem, own];
  else
    for (const [key, about] of Object.entries(value)) {
      if (typeof about === 'string') yield [key, { prompt: storable(about, promptLength) }];
      else if (isRecord(about)) yield [key, readRow(about)];
    }
}

function* rowNotes(row: unknown): Generator<[string, ClipNotes], void, void> {
  if (!isRecord(row)) return;
  const name = nameIn(row);
  if (name !== undefined) yield [name, readRow(row)];
}

function pick(row: Readonly<Record<string, unknown>>, names: readonly string[]): unknown {
  const key = names.find((name) => row[name] !== undefined && row[name] !== null && row[name] !== '');
  return key === undefined ? undefined : row[key];
}

function textIn(row: Readonly<Record<string, unknown>>, names: readonly string[], limit: number): string | undefined {
  const value = pick(row, names);
  return typeof value === 'string' ? storable(value, limit) : undefined;
}

/** A text that the database and the contract take: without NUL and halves of characters, at most `limit` UTF-16 units. */
const storable = (text: string, limit: number): string => text.slice(0, limit).replaceAll('\0', '').toWellFormed();

const nameIn = (row: Readonly<Record<string, unknown>>): string | undefined =>
  textIn(row, fieldNames.file, 1024) ?? textIn(row, fieldNames.id, 1024);

function readRow(row: Readonly<Record<string, unknown>>): ClipNotes {
  const facts = readFacts(factsIn(row.facts) ?? row);
  const prompt = textIn(row, fieldNames.prompt, promptLength);
  const title = textIn(row, fieldNames.title, 200);
  const model = textIn(row, fieldNames.model, 200);
  const tags = tagsOf(pick(row, fieldNames.tags));
  const createdAt = momentOf(pick(row, fieldNames.created));
  const seed = seedIn(pick(row, fieldNames.seed));
  return {
    ...(prompt === undefined ? {} : { prompt }),
    ...(title === undefined ? {} : { title }),
    ...(model === undefined ? {} : { model }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(seed === undefined ? {} : { seed }),
    ...(facts === undefined ? {} : { facts }),
  };
}

/** The facts of a clip; `undefined` for anything else. Only what holds a request is checked whole: a table has a million rows without one. */
function readFacts(given: unknown): ClipFacts | undefined {
  if (!isRecord(given) || !isRecord(given.request) || JSON.stringify(given).length > factsLength) return undefined;
  return clipFactsSchema.safeParse(upgradeFacts(given)).data;
}

/** Facts, given as an object or as JSON in a cell of a table. */
function factsIn(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** A whole number that JavaScript represents exactly; any other would be a different seed. */
function seedIn(value: unknown): number | undefined {
  const seed = typeof value === 'string' && /^\d{1,16}$/.test(value.trim()) ? Number(value) : value;
  return typeof seed === 'number' && Number.isSafeInteger(seed) && seed >= 0 ? seed : undefined;
}

function tagsOf(value: unknown): string[] {
  const list = typeof value === 'string' ? value.split(/[,;\s]+/) : Array.isArray(value) ? value : [];
  const tags = list.filter((tag): tag is string => typeof tag === 'string' && tag.trim() !== '');
  return [...new Set(tags.map((tag) => storable(tag.trim(), 64)))].slice(0, 50);
}

/** Seconds since 1970 as OpenAI writes them, or ISO 8601; nothing from the future. */
function momentOf(value: unknown): Date | undefined {
  const number = typeof value === 'string' && /^\d{9,11}$/.test(value) ? Number(value) : value;
  const moment =
    typeof number === 'number' ? new Date(number * 1000) : typeof number === 'string' ? new Date(number) : undefined;
  const time = moment?.getTime() ?? Number.NaN;
  return time > 0 && time < Date.now() ? moment : undefined;
}
