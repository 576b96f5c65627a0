import { languages, type ModelCapabilities, noControls, resolutions } from '@akezora/contract';
import type { ExtraField, UpstreamLimits } from '../config/upstreams.ts';

/** What is known of a model on another server. */
export interface KnownOfModel {
  readonly id: string;
  readonly summary: ModelCapabilities['summary'];
  /** Fields of a request that reach it. */
  readonly takes: ReadonlySet<ExtraField>;
  /** Whether a first picture reaches it. */
  readonly image: boolean;
  /** What its server says of it. Default: nothing. */
  readonly told?: ModelCapabilities | undefined;
  /** What its owner wrote. Default: nothing. */
  readonly written?: UpstreamLimits | undefined;
}

/** Rates that video models make. A server that does not tell its own is asked for what people want, and may refuse it. */
const commonRates = [8, 12, 15, 16, 24, 25, 30, 48, 60];
const usual = { min: 1, max: 200, default: 50 };

/**
 * Capabilities of a model on another server: what its owner wrote, else what its server tells, else what servers of its kind take.
 * A field that is not passed on is not there, so that requests for it are refused or listed as ignored, and never facts of a clip.
 */
export function capabilitiesOf({ id, summary, takes, image, told, written = {} }: KnownOfModel): ModelCapabilities {
  const ifTaken = <T>(field: ExtraField, value: T, otherwise: T): T => (takes.has(field) ? value : otherwise);
  const { licenceTerms } = told ?? {};
  const rates = written.fps ?? told?.fps ?? { values: commonRates, default: 24 };
  return {
    id,
    name: written.name ?? id,
    family: 'upstream',
    summary,
    licence: written.licence ?? told?.licence ?? 'unknown',
    ...(written.licence === undefined && licenceTerms !== undefined ? { licenceTerms } : {}),
    languages: written.languages ?? told?.languages ?? [...languages],
    promptLimit:
      written.promptCharacters === undefined
        ? (told?.promptLimit ?? { unit: 'characters', max: 10_000 })
        : { unit: 'characters', max: written.promptCharacters },
    aspects: written.aspects ?? told?.aspects ?? ['16:9', '9:16', '1:1'],
    resolutions: written.resolutions ?? told?.resolutions ?? [...resolutions],
    sizes: written.sizes ??
      told?.sizes ?? { multipleOf: 2, minWidth: 16, maxWidth: 8192, minHeight: 16, maxHeight: 8192 },
    seconds: written.seconds ?? told?.seconds ?? { min: 1, max: 60, default: 4 },
    fps: ifTaken('fps', rates, { values: [], default: rates.default }),
    steps: ifTaken('steps', written.steps ?? told?.steps ?? usual, { min: 0, max: 0, default: 0 }),
    guidance: ifTaken(
      'guidance',
      written.guidance ?? (told === undefined ? { min: 0, max: 20, default: 5 } : told.guidance),
      null,
    ),
    qualities: ifTaken('quality', told?.qualities ?? [], []),
    conditions: { image: written.image ?? image, video: false, anyFrame: false, strength: false },
    controls: {
      ...noControls,
      negativePrompt: takes.has('negativePrompt') && (told?.controls.negativePrompt ?? true),
    },
    presets: ifTaken('preset', told?.presets ?? [], []),
    codecs: [],
    audio: 'none',
  };
}
