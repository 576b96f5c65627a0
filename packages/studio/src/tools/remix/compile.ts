import { changedPrompt, type ModelCapabilities, remix, type remixStrengths } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import type { Compiled } from '../compiled.ts';
import { sourceOf } from '../source.ts';

/** Settings of a remix. */
export interface RemixSettings {
  readonly prompt: string;
  /** What is to change about the prompt. */
  readonly change: string;
  readonly strength: keyof typeof remixStrengths;
}

/** A mild remix under the clip's own prompt. */
export const startRemix = (clip: ClipDetail): RemixSettings => ({ prompt: clip.prompt, change: '', strength: 'mild' });

/** The clip again with its own seed, which keeps the layout, under a changed prompt. */
export function compileRemix(
  clip: ClipDetail,
  { prompt, change, strength }: RemixSettings,
  model: ModelCapabilities,
): Compiled | undefined {
  const text = changedPrompt(prompt, change);
  if (text === '') return undefined;
  return {
    part: {
      ...remix(sourceOf(clip), strength, model),
      prompt: text,
      ...(clip.seed === null ? {} : { seed: clip.seed }),
    },
  };
}
