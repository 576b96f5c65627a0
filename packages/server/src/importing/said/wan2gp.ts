/**
 * How a file of Wan2GP was made: its settings as JSON in the comment of a video (`shared/utils/video_metadata.py`), of a PNG, or in the
 * user comment of a JPEG or WebP (`shared/utils/audio_video.py`), at 8681e9f. `type` tells its files: `WanGP v12.60 by DeepBeepMeep - …`.
 */
import type { SaidByFile } from '@akezora/contract';
import { compact, fileNameIn, guidanceIn, numberIn, objectIn, seedIn, stepsIn, textIn } from './json.ts';

/** What Wan2GP says in the texts of a file; `undefined` where it says nothing. */
export function saidByWan2gp(texts: ReadonlyMap<string, string>): SaidByFile | undefined {
  const settings = ['comment', 'description', 'usercomment']
    .map((name) => objectIn(texts.get(name)?.replaceAll('\ufeff', '').replace(/\0+$/, '')))
    .find((one) => typeof one?.type === 'string' && one.type.includes('WanGP'));
  if (settings === undefined) return undefined;
  const model =
    textIn(settings.model_type, 512) ?? textIn(settings.base_model_type, 512) ?? fileNameIn(settings.model_filename);
  const loras = lorasOf(settings.activated_loras, settings.loras_multipliers);
  return {
    program: 'Wan2GP',
    ...compact({
      prompt: textIn(settings.prompt),
      negativePrompt: textIn(settings.negative_prompt),
      seed: seedIn(settings.seed),
      steps: stepsIn(settings.num_inference_steps),
      guidance: guidanceIn(settings.guidance_scale),
      sampler: textIn(settings.sample_solver, 512),
      model,
      loras: loras.length > 0 ? loras : undefined,
    }),
  };
}

/** LoRAs with their multipliers, which are one text (`1 0.8`); one that changes over time (`1;0.5`) counts by its first value. */
function lorasOf(names: unknown, multipliers: unknown): NonNullable<SaidByFile['loras']> {
  const factors = (textIn(multipliers) ?? '').split(/[\s|]+/);
  return (Array.isArray(names) ? names.slice(0, 64) : []).flatMap((one, index) => {
    const name = fileNameIn(one);
    const strength = numberIn(factors[index]?.split(/[;,]/)[0]) ?? 1;
    return name === undefined || Math.abs(strength) > 1000 ? [] : [{ name, strength }];
  });
}
