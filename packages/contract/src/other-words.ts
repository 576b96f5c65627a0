/**
 * Options of a request in the words of other programs (SGLang-diffusion, vLLM-Omni, FastVideo, diffusers, Hugging Face, OpenAI).
 * Every endpoint that is compatible with them reads its options here, so that `num_frames` or `seed: -1` means the same on all.
 */
import type { ModelCapabilities } from './capabilities.ts';
import type { RequestPart } from './controls.ts';
import { AkezoraError } from './errors.ts';
import { noSuchField } from './issue-words.ts';
import { readLoras } from './lora-words.ts';
import { coveringSize, isUsableSize, readSizeWords, type SizeChoice, sizeOfShape } from './size-words.ts';
import type { Text } from './text.ts';

/** Our names of the options, each with the names that other programs give it; the first that is sent counts. */
const spellings = {
  seconds: ['seconds', 'duration', 'duration_seconds', 'video_length'],
  frames: ['num_frames', 'numFrames', 'n_frames', 'frames', 'video_frames'],
  fps: ['fps', 'frame_rate', 'frameRate', 'frames_per_second'],
  seed: ['seed'],
  negativePrompt: ['negative_prompt', 'negativePrompt'],
  guidance: ['guidance_scale', 'guidance', 'guidanceScale', 'cfg_scale'],
  steps: ['num_inference_steps', 'steps', 'numInferenceSteps', 'infer_steps'],
  size: ['size'],
  width: ['width'],
  height: ['height'],
  resolution: ['resolution'],
  aspect: ['aspect', 'aspect_ratio', 'aspectRatio'],
  quality: ['quality'],
  preset: ['preset'],
  loras: ['loras', 'lora'],
} as const;

type Option = keyof typeof spellings;

/** What a call says, in our words. */
export interface OtherWords {
  /** Fields of the request; only those that were sent. */
  readonly part: RequestPart;
  /** Size to crop to after the clip is made. Default: none. */
  readonly crop?: SizeChoice['crop'];
  /** Whether any size, shape or resolution was sent. `auto` is none. */
  readonly hasSize: boolean;
  /** Names that were sent and mean nothing here, in their order. */
  readonly ignored: readonly string[];
  /** The caller's name of a field of the request. */
  readonly nameOf: (field: string) => string;
}

/** Whether a value stands for no value: other programs send options that are not set as `null`, empty text or an empty list. */
export const isAbsent = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

/**
 * Reads the options of a call. Names that are not options, other than those of `own`, are listed in `ignored`; names that every
 * JavaScript object has, such as `__proto__`, are refused: no program sends them for an option.
 * @param own names that the caller reads itself, such as `prompt`
 * @throws AkezoraError `request_invalid` naming the option whose value cannot be read
 */
export function readOtherWords(
  given: Readonly<Record<string, unknown>>,
  model: ModelCapabilities,
  own: readonly string[] = [],
): OtherWords {
  const inherited = Object.keys(given).find((name) => name in Object.prototype || name === 'prototype');
  if (inherited !== undefined) refuse(inherited, noSuchField);
  const sent = sentOptions(given);
  const known = new Set<string>([...own, ...sent.values()]);
  const ignored = Object.keys(given).filter((name) => !known.has(name) && !isAbsent(given[name]));
  const value = (option: Option) => ({ name: sent.get(option) ?? option, value: given[sent.get(option) ?? ''] });
  const number = (option: Option) => (sent.has(option) ? readNumber(value(option)) : undefined);
  const text = (option: Option) => (sent.has(option) ? readText(value(option)) : undefined);
  const positive = (option: Option) =>
    sent.has(option) ? readPositive(value(option).value, value(option).name) : undefined;
  const fps = positive('fps');
  const length = lengthOf(positive('seconds'), positive('frames'), fps, model);
  if (length.isClamped) ignored.push(sent.get('frames') ?? 'num_frames');
  if (sent.has('frames') && sent.has('seconds') && !length.agrees) ignored.push(sent.get('seconds') ?? 'seconds');
  const size = sizeOfCall(value, sent, model);
  const seed = number('seed');
  const fields = {
    ...size?.request,
    seconds: length.seconds,
    fps,
    seed: seed === undefined ? undefined : readSeed(seed, value('seed').name),
    negativePrompt: text('negativePrompt'),
    guidance: number('guidance'),
    steps: number('steps'),
    quality: text('quality'),
    preset: text('preset'),
    loras: sent.has('loras') ? readLoras(value('loras').value, value('loras').name) : undefined,
  };
  const part = Object.fromEntries(Object.entries(fields).filter(([, one]) => one !== undefined)) as RequestPart;
  const nameOf = (field: string) => {
    const option = field === 'seconds' && !sent.has('seconds') && sent.has('frames') ? 'frames' : field;
    // A fault inside a list, such as `loras.0.id`, is one of the list.
    return sent.get(option as Option) ?? sent.get(option.split('.')[0] as Option) ?? field;
  };
  return {
    part,
    ...(size?.crop === undefined ? {} : { crop: size.crop }),
    hasSize: size !== undefined,
    ignored,
    nameOf,
  };
}

/** The options of a call, each with the name under which it was sent. */
function sentOptions(given: Readonly<Record<string, unknown>>): ReadonlyMap<Option, string> {
  const found = Object.entries(spellings).flatMap(([option, names]) => {
    const name = names.find((one) => Object.hasOwn(given, one) && !isAbsent(given[one]));
    return name === undefined ? [] : [[option as Option, name] as const];
  });
  return new Map(found);
}

interface Named {
  readonly name: string;
  readonly value: unknown;
}

const refuse = (field: string, reason: Text): never => {
  throw new AkezoraError('request_invalid', { field, reason });
};

/** A number, or a text that is one; `8s` is 8. */
function readNumber({ name, value }: Named): number {
  const plain = typeof value === 'string' ? value.normalize('NFKC').trim() : value;
  const isText =
    typeof plain === 'string' && /^[+-]?(?:\d{1,20}(?:\.\d{0,9})?|\.\d{1,9})(?:e[+-]?\d{1,2})?\s*s?$/i.test(plain);
  const number = isText ? Number.parseFloat(plain) : typeof plain === 'number' ? plain : Number.NaN;
  return Number.isFinite(number) ? number : refuse(name, { en: 'write a number', ja: '数値を指定してください' });
}

/**
 * A number above zero, or a text that is one: `'8'` and `8s` are 8.
 * @throws AkezoraError `request_invalid` naming the field.
 */
export function readPositive(value: unknown, name: string): number {
  const number = readNumber({ name, value });
  return number > 0 ? number : refuse(name, { en: 'write a number above 0', ja: '0 より大きい数値を指定してください' });
}

function readText({ name, value }: Named): string {
  const parts = [value].flat();
  if (parts.every((part): part is string => typeof part === 'string')) return parts.join(', ');
  return refuse(name, { en: 'write text', ja: '文字列で指定してください' });
}

/** A seed; -1 is a random one, as in most other programs. @throws AkezoraError `request_invalid`. */
export function readSeed(seed: number, field = 'seed'): number | undefined {
  if (seed === -1) return undefined;
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed;
  return refuse(field, {
    en: 'write a whole number from 0 to 4294967295, or -1 for a random one',
    ja: '0〜4294967295 の整数か、おまかせにする -1 を指定してください',
  });
}

/** The length of a clip: frames count before seconds, as in SGLang and vLLM-Omni; too few of them are the model's shortest clip. */
function lengthOf(
  seconds: number | undefined,
  frames: number | undefined,
  fps: number | undefined,
  { seconds: limits, fps: rates }: ModelCapabilities,
): { seconds: number | undefined; isClamped: boolean; agrees: boolean } {
  if (frames === undefined) return { seconds, isClamped: false, agrees: true };
  const rate = fps !== undefined && fps > 0 ? fps : rates.default;
  const asked = Math.round((frames / rate) * 1000) / 1000;
  // Models of other programs count 4n + 1 frames: the one more is no difference.
  const agrees = seconds !== undefined && Math.abs(asked - seconds) <= 1.01 / rate;
  const isClamped = asked < limits.min && asked > 0;
  return { seconds: isClamped ? limits.min : agrees ? seconds : asked, isClamped, agrees };
}

/** Size, shape and resolution of a call; `undefined` without any. */
function sizeOfCall(
  named: (option: Option) => Named,
  sent: ReadonlyMap<Option, string>,
  model: ModelCapabilities,
): SizeChoice | undefined {
  let [ratio, short]: (number | undefined)[] = [undefined, undefined];
  let pixels: { width: number; height: number } | undefined;
  for (const option of ['size', 'resolution', 'aspect'] as const) {
    if (!sent.has(option)) continue;
    const { name, value } = named(option);
    const words = readSizeWords(
      option === 'resolution' && /^\d{3,4}$/.test(String(value)) ? `${value}p` : String(value),
    );
    if (words === undefined) return refuse(name, sizeForms);
    if (words.kind === 'pixels') pixels ??= usable(words, name);
    if (words.kind === 'resolution') short ??= words.short;
    if (words.kind === 'ratio') ratio ??= words.ratio;
  }
  if (sent.has('width') && sent.has('height')) {
    const sides = { width: readNumber(named('width')), height: readNumber(named('height')) };
    pixels ??= usable(sides, named('width').name);
  } else if (sent.has('width') || sent.has('height')) {
    return refuse(sent.get('width') ?? sent.get('height') ?? 'size', {
      en: 'send width and height together',
      ja: 'width と height は両方指定してください',
    });
  }
  if (pixels !== undefined) return coveringSize(pixels, model);
  if (ratio === undefined && short === undefined) return undefined;
  const range = short === undefined || (short >= 64 && short <= 2160);
  return range ? sizeOfShape({ ratio, short }, model) : refuse(sent.get('resolution') ?? 'size', sizeForms);
}

const usable = ({ width, height }: { width: number; height: number }, name: string) =>
  isUsableSize(width, height)
    ? { width, height }
    : refuse(name, {
        en: 'both sides must be even and between 64 and 4096, as in 1280x720',
        ja: '1280x720 のように、縦横とも 64〜4096 の偶数にしてください',
      });

const sizeForms: Text = {
  en: 'write it as 1280x720, 720p, 16:9 or auto',
  ja: '1280x720、720p、16:9、auto のいずれかの形で指定してください',
};
