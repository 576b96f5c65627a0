import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AkezoraError,
  actorNameOf,
  calledNames,
  decodeText,
  formatBytes,
  type GenerationRequestInput,
  generationRequestSchema,
  imageToVideo,
  type MeasuredSource,
  type ModelCapabilities,
  parseOrThrow,
  type RequestPart,
  remix,
  wordsOfFileFault,
  wordsOfJsonFault,
} from '@akezora/contract';
import { reason } from '../arguments.ts';
import { batchLines, reasonAt, seeds } from '../generate/batch.ts';
import { withoutShape } from '../generate/request.ts';
import { onceEach } from '../once-each.ts';
import { type Drop, kindOf } from './drops.ts';
import { type OrderPart, partOf } from './fields.ts';
import { insideOf, withFilesInside } from './request-files.ts';

/** A clip that a drop asks for. */
export interface Order {
  readonly request: GenerationRequestInput;
  /** Name of the clip without ending, where the drop gives one. */
  readonly name?: string;
  /** Names in the drop that mean nothing to the model. */
  readonly ignored: readonly string[];
}

/** What reading a drop needs. */
export interface OrderContext {
  /** Fields of every request that does not set them itself, from the command line. */
  readonly base: RequestPart;
  readonly capabilities: (model: string | undefined) => Promise<ModelCapabilities>;
  readonly measure: (file: string) => Promise<MeasuredSource>;
  /** How much of a dropped clip its new version keeps. */
  readonly strength: Parameters<typeof remix>[1];
  /** Reads a table with a header. */
  readonly readTable: (text: string) => readonly Readonly<Record<string, string>>[];
}

/** Largest text, list or table that is read, in bytes. */
const mostBytes = 16 * 2 ** 20;

/** Most clips of one drop. */
const mostClips = 10_000;

/**
 * Reads what a drop asks for: a text is one prompt, a JSON file one request or a list of them, a list has one prompt or request a line, a
 * table one clip a row. A picture or clip of the same name is their input, where they name none of their own.
 * @param folders where the drop's files lie, and where other files that it names are looked for
 * @throws AkezoraError for what cannot be read, with the line or row.
 */
export async function ordersOf(drop: Drop, folders: readonly [string, string], given: OrderContext): Promise<Order[]> {
  // Many clips of a list are of one model and from one clip.
  const context = { ...given, capabilities: onceEach(given.capabilities), measure: onceEach(given.measure) };
  const words = drop.files.filter((name) => !['picture', 'clip'].includes(kindOf(name)));
  const media = drop.files.filter((name) => !words.includes(name));
  const [file] = words;
  const [medium] = media;
  if (file === undefined || words.length > 1 || media.length > 1)
    throw new AkezoraError('request_invalid', {
      field: drop.base,
      reason: reason('watchSeveral', { files: drop.files.join(', ') }),
    });
  // A dropped link is no way to a file elsewhere.
  for (const name of drop.files) await insideOf([folders[0]], name, name);
  const parts = await partsOf(file, await textOf(join(folders[0], file), file), context);
  if (parts.length === 0) throw new AkezoraError('prompt_empty');
  if (parts.length > mostClips)
    throw new AkezoraError('request_invalid', {
      field: file,
      reason: reason('watchMany', { most: String(mostClips) }),
    });
  const orders: Order[] = [];
  for (const [index, { part, place, ...rest }] of parts.entries()) {
    try {
      orders.push({ ...rest, request: await completed(part, index, parts.length, medium, folders, context) });
    } catch (thrown) {
      throw place === undefined ? thrown : atPlace(file, place, thrown);
    }
  }
  return orders;
}

/** The line or row in which a request stands. */
interface Place {
  readonly in: 'batchLine' | 'watchRow';
  readonly number: number;
}

type PlacedPart = OrderPart & { readonly place?: Place };

async function partsOf(file: string, text: string, context: OrderContext): Promise<PlacedPart[]> {
  const kind = kindOf(file);
  if (kind === 'prompt') return text.trim() === '' ? [] : [{ part: { prompt: text.trim() }, ignored: [] }];
  if (kind === 'request') {
    const content = [parsed(text, file)].flat();
    return Promise.all(content.map((one) => partOf(one, context.capabilities)));
  }
  const placed = kind === 'lines' ? linesOf(text) : kind === 'table' ? rowsOf(text, file, context) : undefined;
  if (placed === undefined) throw new AkezoraError('request_invalid', { field: file, reason: reason('watchKind') });
  const parts: PlacedPart[] = [];
  for (const { value, place } of placed) {
    try {
      const content = typeof value === 'string' && value.startsWith('{') ? parsed(value, file) : value;
      parts.push({ ...(await partOf(content, context.capabilities)), place });
    } catch (thrown) {
      throw atPlace(file, place, thrown);
    }
  }
  return parts;
}

const linesOf = (text: string): { value: unknown; place: Place }[] =>
  batchLines(text).map(({ line, content }) => ({ value: content, place: { in: 'batchLine', number: line } }));

function rowsOf(text: string, file: string, { readTable }: OrderContext): { value: unknown; place: Place }[] {
  try {
    return readTable(text).map((value, index) => ({ value, place: { in: 'watchRow', number: index + 1 } }));
  } catch (thrown) {
    const fault = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AkezoraError('request_invalid', { field: file, reason: fault }, { cause: thrown });
  }
}

/** The whole request: with the fields of the command line, a seed, and the picture or clip beside its text. */
async function completed(
  part: RequestPart,
  index: number,
  total: number,
  medium: string | undefined,
  folders: readonly [string, string],
  context: OrderContext,
): Promise<GenerationRequestInput> {
  const { base } = context;
  const shape = part.size === undefined ? base : withoutShape(base);
  // A list asks for the same clips each time it is dropped, so that those that are there need not be made again.
  const seed = total > 1 ? (base.seed ?? 1) + index : (base.seed ?? Math.floor(Math.random() * seeds));
  const given = { prompt: '', seed: seed % seeds, ...part };
  parseOrThrow(generationRequestSchema, given);
  const own = await withFilesInside(given, folders);
  const isBare = own.conditions === undefined && own.actors === undefined && own.backdrop === undefined;
  const input = medium === undefined || !isBare ? {} : await inputOf(join(folders[0], medium), own, context);
  return { ...shape, ...input, ...own };
}

/** A picture that the prompt calls by its name acts; any other is where the clip begins. A clip is made again from the prompt. */
async function inputOf(
  file: string,
  { prompt, model }: GenerationRequestInput,
  context: OrderContext,
): Promise<RequestPart> {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  if (kindOf(name) === 'clip')
    return remix(
      await context.measure(file),
      context.strength,
      await context.capabilities(model ?? context.base.model),
    );
  const actor = actorNameOf(name, []);
  const isCalled = calledNames(prompt.normalize('NFC'), [actor]).length > 0;
  return isCalled ? { actors: [{ name: actor, image: file }] } : imageToVideo({ kind: 'image', file });
}

async function textOf(path: string, file: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes)
      throw new AkezoraError('input_too_large', {
        field: file,
        path: file,
        size: formatBytes(size),
        limit: formatBytes(mostBytes),
      });
    const read = decodeText(await readFile(path));
    if (read !== undefined) return read.text;
  } catch (thrown) {
    if (thrown instanceof AkezoraError) throw thrown;
    throw new AkezoraError('input_unreadable', { field: file, path: file, reason: wordsOfFileFault(thrown) });
  }
  throw new AkezoraError('input_unreadable', { field: file, path: file, reason: reason('textUnreadable') });
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw new AkezoraError('request_invalid', { field: file, reason: wordsOfJsonFault(thrown) }, { cause: thrown });
  }
}

/** An error with the line or row that it concerns. */
function atPlace(file: string, place: Place, thrown: unknown): AkezoraError {
  const words = reasonAt(place.in, place.number, AkezoraError.from(thrown).text);
  return new AkezoraError('request_invalid', { field: file, reason: words }, { cause: thrown });
}
