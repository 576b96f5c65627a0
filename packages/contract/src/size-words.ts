/**
 * Sizes as people and programs write them: `1280x720`, `1280*720`, `720p`, `4:3`, `auto`. One reading for the command line and
 * every API, and the size of a model that comes nearest.
 */
import type { ModelCapabilities } from './capabilities.ts';
import type { GenerationRequest } from './request.ts';

/** What a text says about a size. */
export type SizeWords =
  | { readonly kind: 'auto' }
  | { readonly kind: 'pixels'; readonly width: number; readonly height: number }
  /** Pixels of the shorter side. */
  | { readonly kind: 'resolution'; readonly short: number }
  /** Width to height. */
  | { readonly kind: 'ratio'; readonly ratio: number };

const names: Readonly<Record<string, number>> = { sd: 480, hd: 720, fhd: 1080, 'full hd': 1080, fullhd: 1080 };

/** Reads a size; `undefined` for a text that is none. Full-width digits and signs are read as well. */
export function readSizeWords(text: string): SizeWords | undefined {
  const words = text.normalize('NFKC').trim().toLowerCase();
  if (words === 'auto') return { kind: 'auto' };
  const pixels = /^(\d{1,5})\s*(?:px)?\s*[x×*✕]\s*(\d{1,5})\s*(?:px)?$/.exec(words);
  if (pixels !== null) return { kind: 'pixels', width: Number(pixels[1]), height: Number(pixels[2]) };
  const short = /^(\d{3,4})\s*p$/.exec(words)?.[1] ?? names[words];
  if (short !== undefined) return { kind: 'resolution', short: Number(short) };
  const sides = /^(\d{1,4}(?:\.\d{1,4})?)\s*[:/]\s*(\d{1,4}(?:\.\d{1,4})?)$/.exec(words);
  const ratio = sides === null ? Number.NaN : Number(sides[1]) / Number(sides[2]);
  return ratio >= 0.1 && ratio <= 10 ? { kind: 'ratio', ratio } : undefined;
}

/** The size of a request for a model, and the size to crop to afterwards. */
export interface SizeChoice {
  readonly request: Pick<GenerationRequest, 'aspect' | 'resolution'>;
  /** Default: the model's own size, uncropped. */
  readonly crop?: { readonly width: number; readonly height: number };
}

const ratioOf = (aspect: string): number => {
  const [width = 16, height = 9] = aspect.split(':').map(Number);
  return width / height;
};

const shortOf = (resolution: string): number => Number.parseInt(resolution, 10);

/** Whether both sides can be made and cropped to: even, and from 64 to 4096 pixels. */
export const isUsableSize = (width: number, height: number): boolean =>
  [width, height].every((side) => Number.isInteger(side) && side >= 64 && side <= 4096 && side % 2 === 0);

/**
 * The model's size nearest to a size in pixels: the aspect most like it, then the smallest resolution that covers it, so that
 * cropping enlarges only when the model has no size that large.
 */
export function coveringSize(
  { width, height }: { width: number; height: number },
  model: ModelCapabilities,
): SizeChoice {
  const distance = (aspect: string) => Math.abs(Math.log(width / height / ratioOf(aspect)));
  const aspect = [...model.aspects].sort((a, b) => distance(a) - distance(b))[0] ?? '16:9';
  const ratio = ratioOf(aspect);
  const covers = (resolution: string) => {
    const side = shortOf(resolution);
    return side * Math.max(1, ratio) >= width && side * Math.max(1, 1 / ratio) >= height;
  };
  const rising = [...model.resolutions].sort((a, b) => shortOf(a) - shortOf(b));
  const resolution = rising.find(covers) ?? rising.at(-1) ?? '720p';
  return { request: { aspect, resolution }, crop: { width, height } };
}

/** Even sides of a ratio, width to height, whose shorter one has `short` pixels. */
export function sidesOf(ratio: number, short: number): { width: number; height: number } {
  const long = Math.round((short * Math.max(ratio, 1 / ratio)) / 2) * 2;
  return ratio >= 1 ? { width: long, height: short } : { width: short, height: long };
}

/** The aspect of a model that a ratio is, if it has it. */
export const aspectOf = (ratio: number, model: Pick<ModelCapabilities, 'aspects'>): GenerationRequest['aspect'] =>
  model.aspects.find((aspect) => Math.abs(Math.log(ratio / ratioOf(aspect))) < 0.005);

/**
 * The size of a shape: the model's own where it has the ratio and the resolution, else the nearest, cropped.
 * @param ratio width to height; default: that of the model
 * @param short pixels of the shorter side; default: that of the model, or of a ratio that it does not have 720
 */
export function sizeOfShape(
  { ratio, short }: { readonly ratio?: number | undefined; readonly short?: number | undefined },
  model: ModelCapabilities,
): SizeChoice {
  const aspect = ratio === undefined ? undefined : aspectOf(ratio, model);
  const resolution = model.resolutions.find((one) => shortOf(one) === short);
  const hasRatio = ratio === undefined || aspect !== undefined;
  if (hasRatio && (short === undefined || resolution !== undefined)) {
    return {
      request: { ...(aspect === undefined ? {} : { aspect }), ...(resolution === undefined ? {} : { resolution }) },
    };
  }
  const own = ratioOf(model.aspects[0] ?? '16:9');
  return coveringSize(sidesOf(ratio ?? own, short ?? 720), model);
}

/** A choice as fields of a request for a model that takes sizes in pixels, where nothing is cropped afterwards. */
export function asRequestSize(
  { request, crop }: SizeChoice,
  { sizes }: Pick<ModelCapabilities, 'sizes'>,
): Pick<GenerationRequest, 'aspect' | 'resolution' | 'size'> {
  if (crop === undefined) return request;
  const { multipleOf, minWidth, maxWidth, minHeight, maxHeight } = sizes;
  const fit = (side: number, min: number, max: number) =>
    Math.min(Math.max(Math.round(side / multipleOf) * multipleOf, min), max);
  return { size: { width: fit(crop.width, minWidth, maxWidth), height: fit(crop.height, minHeight, maxHeight) } };
}
