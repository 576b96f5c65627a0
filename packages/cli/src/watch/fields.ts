import {
  AkezoraError,
  actorsOfCharacters,
  generationRequestSchema,
  type ModelCapabilities,
  type RequestPart,
  readOtherWords,
  readSizeWords,
} from '@akezora/contract';
import { reason } from '../arguments.ts';

/** Fields of one request, as a drop has them. */
export interface OrderPart {
  readonly part: RequestPart;
  /** Name of the clip without ending. Default: that of the drop. */
  readonly name?: string;
  /** Names that mean nothing to the model. */
  readonly ignored: readonly string[];
}

/** Fields that are read as other programs write them, too: `8s`, `1280x720`, a number as text. */
const options = [
  ...['seconds', 'fps', 'seed', 'negativePrompt', 'guidance', 'steps'],
  ...['size', 'resolution', 'aspect', 'quality', 'preset'],
];

/** Numbers that no other program has, which tables write as text. */
const numbers = ['perturbation', 'rescale', 'inputCrf'];

/** A prompt, a request in our own fields, facts of a clip, or the options of a table or of another program. */
export async function partOf(
  value: unknown,
  capabilities: (model: string | undefined) => Promise<ModelCapabilities>,
): Promise<OrderPart> {
  if (typeof value === 'string') return { part: { prompt: value }, ignored: [] };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AkezoraError('request_invalid', { field: 'request', reason: reason('watchNoRequest') });
  const facts = (value as { facts?: { request?: object; seed?: number } }).facts;
  if (facts?.request !== undefined) return { part: { ...facts.request, seed: facts.seed } as RequestPart, ignored: [] };
  const set = Object.fromEntries(
    Object.entries(actorsOfCharacters(value) as object).flatMap(([key, one]) =>
      one === null || one === '' || (key === 'seed' && Number(one) === -1) ? [] : [[fieldOf(key), one as unknown]],
    ),
  );
  const { name, image, video, ...fields } = set;
  const named = typeof name === 'string' && name.trim() !== '' ? { name: name.trim() } : {};
  const inputs = inputsOf(image, video);
  const isOurs = Object.entries(fields).every(([key, one]) => isField(key) && !isCell(key, one));
  if (isOurs) return { part: { ...inputs, ...fields } as RequestPart, ...named, ignored: [] };
  const ours = Object.entries(fields).filter(([key]) => isField(key) && !options.includes(key));
  const plain = Object.fromEntries(ours.map(([key, one]) => [key, isCell(key, one) ? Number(one) : one]));
  const model = typeof plain.model === 'string' ? plain.model : undefined;
  const { size, others } = exactSize(fields);
  const read = readOtherWords(others, await capabilities(model), Object.keys(plain));
  return { part: { ...inputs, ...plain, ...read.part, ...size } as RequestPart, ...named, ignored: read.ignored };
}

/** A size in pixels is exact, as `--size` is; the rest is for the model to choose from. */
function exactSize(fields: Readonly<Record<string, unknown>>) {
  const { size, width, height, ...others } = fields;
  const words = size === undefined ? `${width}x${height}` : String(size);
  const read = readSizeWords(words);
  if (read?.kind !== 'pixels') return { size: {}, others: fields };
  return { size: { size: { width: read.width, height: read.height } }, others };
}

const isField = (name: string): boolean => Object.hasOwn(generationRequestSchema.shape, name);

/** Whether a value is the text of a number, as tables have them, or a size in one word. */
const isCell = (key: string, value: unknown): boolean =>
  typeof value === 'string' && [...numbers, 'seed', 'seconds', 'fps', 'steps', 'guidance', 'size'].includes(key);

/** The field that a heading stands for, in any case. */
function fieldOf(heading: string): string {
  const name = heading.trim();
  const lower = name.toLowerCase();
  const known = [...Object.keys(generationRequestSchema.shape), 'name', 'image', 'video'];
  return headings[lower] ?? known.find((one) => one.toLowerCase() === lower) ?? name;
}

/** Headings of Japanese tables, and spellings of what tables name. */
const headings: Readonly<Record<string, string>> = {
  プロンプト: 'prompt',
  text: 'prompt',
  caption: 'prompt',
  シード: 'seed',
  長さ: 'seconds',
  秒: 'seconds',
  名前: 'name',
  ファイル名: 'name',
  file_name: 'name',
  filename: 'name',
  画像: 'image',
  動画: 'video',
  モデル: 'model',
  アスペクト比: 'aspect',
  解像度: 'resolution',
  ネガティブプロンプト: 'negative_prompt',
};

function inputsOf(image: unknown, video: unknown): RequestPart {
  const conditions = [
    ...(typeof image === 'string' ? [{ source: { kind: 'image' as const, file: image } }] : []),
    ...(typeof video === 'string' ? [{ source: { kind: 'video' as const, file: video } }] : []),
  ];
  return conditions.length === 0 ? {} : { conditions };
}
