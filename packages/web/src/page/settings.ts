import { type GenerationRequest, generationRequestSchema } from '@akezora/contract';

/** Shapes that the page offers. */
export const aspects = ['16:9', '9:16', '1:1'] as const;
/** Sizes that the page offers. */
export const resolutions = ['360p', '480p', '720p', '1080p'] as const;
/** Seconds that the page offers. */
export const durations = [2, 4, 6, 10] as const;

/** What is set on the page. */
export interface Settings {
  readonly prompt: string;
  readonly aspect: (typeof aspects)[number];
  readonly resolution: (typeof resolutions)[number];
  readonly seconds: (typeof durations)[number];
  readonly seed: number;
}

/** What the page begins with. @param isSmall whether it is a phone's, which has less memory and fewer cores */
export const usualSettings = (isSmall: boolean): Settings => ({
  ...{ prompt: '', aspect: '16:9', seed: randomSeed() },
  ...(isSmall ? { resolution: '360p', seconds: 4 } : { resolution: '720p', seconds: 6 }),
});

/** Any seed. */
export const randomSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!;

/** The request for settings. @param actors the visitor's own pictures. Default: none */
export const requestOf = (
  settings: Settings,
  actors: readonly { readonly name: string; readonly fileName: string }[] = [],
): GenerationRequest =>
  generationRequestSchema.parse({
    ...settings,
    ...(actors.length === 0 ? {} : { actors: actors.map(({ name, fileName }) => ({ name, image: fileName })) }),
  });

/** Settings as the part of an address after `#`, so that no server sees them. */
export const hashOf = ({ prompt, aspect, resolution, seconds, seed }: Settings): string =>
  new URLSearchParams({ prompt, aspect, resolution, seconds: String(seconds), seed: String(seed) }).toString();

/** Settings of an address; whatever it lacks, or has wrong, is as in `usual`. */
export function settingsIn(hash: string, usual: Settings): Settings {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const seed = Number(values.get('seed') ?? Number.NaN);
  return {
    prompt: (values.get('prompt') ?? usual.prompt).slice(0, 2000),
    aspect: aspects.find((one) => one === values.get('aspect')) ?? usual.aspect,
    resolution: resolutions.find((one) => one === values.get('resolution')) ?? usual.resolution,
    seconds: durations.find((one) => String(one) === values.get('seconds')) ?? usual.seconds,
    seed: Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff ? seed : usual.seed,
  };
}
