import { AkezoraError, type GenerationRequest, type ModelCapabilities } from '@akezora/contract';

const ratios = { '16:9': 16 / 9, '9:16': 9 / 16, '1:1': 1 } as const;

/** The size of a request for a model, and the size to crop to afterwards. */
export interface SizeChoice {
  readonly request: Pick<GenerationRequest, 'aspect' | 'resolution'>;
  readonly crop: { readonly width: number; readonly height: number };
}

/**
 * The model's size nearest to `WIDTHxHEIGHT`: the aspect most like it, then the smallest resolution that covers it, so
 * that cropping enlarges only when the model has no size that large.
 * @throws AkezoraError `request_invalid` for an invalid size.
 */
export function chooseSize(text: string, model: ModelCapabilities): SizeChoice {
  const [, width, height] = (/^(\d{2,4})[xX×](\d{2,4})$/.exec(text) ?? []).map(Number);
  const fits = (side: number | undefined): side is number =>
    side !== undefined && side >= 64 && side <= 4096 && side % 2 === 0;
  if (!fits(width) || !fits(height)) {
    throw new AkezoraError('request_invalid', {
      field: 'size',
      reason: {
        en: 'it must be like 1280x720, both sides even and between 64 and 4096',
        ja: '1280x720 のような形で、縦横とも 64〜4096 の偶数にしてください',
      },
    });
  }
  const distance = (aspect: keyof typeof ratios) => Math.abs(Math.log(width / height / ratios[aspect]));
  const aspect = [...model.aspects].sort((a, b) => distance(a) - distance(b))[0] ?? '16:9';
  const ratio = ratios[aspect];
  const short = (resolution: string) => Number.parseInt(resolution, 10);
  const covers = (resolution: string) => {
    const side = short(resolution);
    return side * Math.max(1, ratio) >= width && side * Math.max(1, 1 / ratio) >= height;
  };
  const rising = [...model.resolutions].sort((a, b) => short(a) - short(b));
  const resolution = rising.find(covers) ?? rising.at(-1) ?? '720p';
  return { request: { aspect, resolution }, crop: { width, height } };
}

/**
 * Seconds as OpenAI writes them: a number in a string.
 * @throws AkezoraError `request_invalid`.
 */
export function readSeconds(value: unknown, fallback: number): number {
  if (value === undefined || value === null || value === '') return fallback;
  const seconds =
    typeof value === 'number' ? value : /^\d{1,4}(?:\.\d{1,3})?$/.test(String(value)) ? Number(value) : Number.NaN;
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new AkezoraError('request_invalid', {
    field: 'seconds',
    reason: {
      en: "it must be a number in a string, such as '4', '8' or '12'",
      ja: "'4'、'8'、'12' のような数字の文字列にしてください",
    },
  });
}
