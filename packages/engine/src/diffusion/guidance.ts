/**
 * Guidance: the strength of the prompt in denoising. A step runs the model for the prompt and, depending on the settings, again
 * for the negative prompt or with skipped layers; the guided prediction is extrapolated from these passes.
 *
 * References: classifier-free guidance (Ho & Salimans 2022), rescaling (Lin et al. 2023), spatio-temporal guidance (Hyung et al.
 * 2024), CFG-Zero* (Fan et al. 2025); `guiders/` in diffusers. Predictions are flat arrays of one clip, in any layout.
 */

/** Settings of guidance at one noise level. */
export interface GuidanceSettings {
  /** Factor of the difference between prompt and negative prompt. At 1 and below the negative prompt is not used: one pass less. */
  readonly guidanceScale: number;
  /** Share (0 to 1) of rescaling the guided prediction to the deviation of the prompt's own. Default 0. */
  readonly guidanceRescale?: number | undefined;
  /** Factor of the difference to a pass that skips the self-attention of some layers, at the cost of that pass. Default: none. */
  readonly skipLayers?: { readonly scale: number; readonly layers: readonly number[] } | undefined;
  /** Whether the negative prediction is first scaled by its projection on the positive one (CFG-Zero*). Default false. */
  readonly cfgStar?: boolean | undefined;
}

/** Settings that change with the noise: those of the first entry whose sigma is at most the step's; the last ones below all. */
export interface GuidanceSchedule {
  readonly sigmas: readonly number[];
  readonly settings: readonly GuidanceSettings[];
}

/** Strengths of guidance, each a setting of its own. */
export interface GuidanceStrengths {
  readonly guidance: number;
  /** Factor of the difference to the pass with skipped layers; 0 is no such pass. */
  readonly perturbation: number;
  /** Share of rescaling, 0 to 1. */
  readonly rescale: number;
}

/** The strengths that settings stand for: of a schedule, the largest of each. */
export function strengthsOf(guidance: GuidanceSettings | GuidanceSchedule): GuidanceStrengths {
  const all = 'settings' in guidance ? guidance.settings : [guidance];
  const largest = (of: (settings: GuidanceSettings) => number) => Math.max(...all.map(of));
  return {
    guidance: largest(({ guidanceScale }) => guidanceScale),
    perturbation: largest(({ skipLayers }) => skipLayers?.scale ?? 0),
    rescale: largest(({ guidanceRescale }) => guidanceRescale ?? 0),
  };
}

/**
 * Guidance with the strengths that were asked for. Each is multiplied by asked ÷ `strengthsOf`, at every noise level where it is used:
 * a schedule keeps its shape, and what was not asked for stays. Without perturbation there is no rescaling either, as in Lightricks'
 * pipeline, unless it was asked for.
 */
export function requestedGuidance(
  guidance: GuidanceSettings | GuidanceSchedule,
  asked: { readonly [K in keyof GuidanceStrengths]?: number | undefined },
): GuidanceSettings | GuidanceSchedule {
  const own = strengthsOf(guidance);
  const scaled = (value: number, name: keyof GuidanceStrengths) => {
    const wanted = asked[name];
    return wanted === undefined || own[name] === 0 ? value : wanted * (value / own[name]);
  };
  const change = (settings: GuidanceSettings): GuidanceSettings => {
    const { guidanceScale, guidanceRescale, skipLayers } = settings;
    const plain = asked.perturbation === 0 && skips(settings) && asked.rescale === undefined;
    const rescale = plain ? 0 : Math.min(1, scaled(guidanceRescale ?? 0, 'rescale'));
    return {
      ...settings,
      guidanceScale: usesNegative(settings) ? scaled(guidanceScale, 'guidance') : guidanceScale,
      ...(guidanceRescale === undefined ? {} : { guidanceRescale: rescale }),
      ...(skipLayers && { skipLayers: { ...skipLayers, scale: scaled(skipLayers.scale, 'perturbation') } }),
    };
  };
  return 'settings' in guidance ? { ...guidance, settings: guidance.settings.map(change) } : change(guidance);
}

/** One pass through the model. */
export interface GuidancePass {
  readonly prompt: 'positive' | 'negative';
  /** Layers whose self-attention is replaced by its values. */
  readonly skippedLayers: readonly number[];
}

/** Guidance of one denoising run. */
export interface Guidance {
  /** Whether any step needs the negative prompt. */
  readonly usesNegativePrompt: boolean;
  /** Whether any step skips layers. */
  readonly skipsLayers: boolean;
  /** The passes that a step at a sigma needs, in the order in which they run. */
  passesAt(sigma: number): readonly GuidancePass[];
  /** The guided prediction of a step, from the predictions of its passes in the same order. */
  combine(sigma: number, predictions: readonly Float32Array[]): Float32Array;
}

/** Guidance by fixed settings, or by settings that change with the noise. */
export function guidanceOf(guidance: GuidanceSettings | GuidanceSchedule): Guidance {
  const all = 'settings' in guidance ? guidance.settings : [guidance];
  const at = (sigma: number) => settingsAt(guidance, sigma);
  return {
    usesNegativePrompt: all.some(usesNegative),
    skipsLayers: all.some(skips),
    passesAt: (sigma) => passesOf(at(sigma)),
    combine: (sigma, predictions) => combine(at(sigma), predictions),
  };
}

/** The settings that hold at a sigma (0 … 1, 1 = noise). */
export function settingsAt(guidance: GuidanceSettings | GuidanceSchedule, sigma: number): GuidanceSettings {
  if (!('settings' in guidance)) return guidance;
  const index = guidance.sigmas.findIndex((value) => value <= sigma);
  return guidance.settings.at(index < 0 ? -1 : index)!;
}

const usesNegative = ({ guidanceScale }: GuidanceSettings): boolean => guidanceScale > 1;
const skips = ({ skipLayers }: GuidanceSettings): boolean => skipLayers !== undefined && skipLayers.scale > 0;

function passesOf(settings: GuidanceSettings): GuidancePass[] {
  const passes: GuidancePass[] = [{ prompt: 'positive', skippedLayers: [] }];
  if (usesNegative(settings)) passes.push({ prompt: 'negative', skippedLayers: [] });
  if (skips(settings)) passes.push({ prompt: 'positive', skippedLayers: settings.skipLayers!.layers });
  return passes;
}

function combine(settings: GuidanceSettings, predictions: readonly Float32Array[]): Float32Array {
  const [positive, ...others] = predictions as [Float32Array, ...Float32Array[]];
  const negative = usesNegative(settings) ? others.shift() : undefined;
  const skipped = skips(settings) ? others.shift() : undefined;
  const out = Float32Array.from(positive);
  if (negative) {
    const share = settings.cfgStar ? projection(positive, negative) : 1;
    for (let i = 0; i < out.length; i++) {
      const base = share * negative[i]!;
      out[i] = base + settings.guidanceScale * (positive[i]! - base);
    }
  }
  if (skipped)
    for (let i = 0; i < out.length; i++) out[i]! += settings.skipLayers!.scale * (positive[i]! - skipped[i]!);
  const rescale = settings.guidanceRescale ?? 0;
  if (rescale > 0 && (negative || skipped)) {
    const factor = rescale * (deviation(positive) / deviation(out)) + 1 - rescale;
    for (let i = 0; i < out.length; i++) out[i]! *= factor;
  }
  return out;
}

function deviation(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** Factor of the projection of `positive` on `negative`: ⟨p, n⟩ / ‖n‖². */
function projection(positive: Float32Array, negative: Float32Array): number {
  let dot = 0;
  let norm = 1e-8;
  for (let i = 0; i < positive.length; i++) {
    dot += positive[i]! * negative[i]!;
    norm += negative[i]! ** 2;
  }
  return dot / norm;
}
