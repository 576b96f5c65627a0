import { changedPrompt, type ModelCapabilities, remix, type remixStrengths } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import type { Compiled } from '../compiled.ts';
import { sourceOf } from '../source.ts';
import type { ToolSettings } from '../tool.ts';

/** Settings of a remix; its words are the change. */
export interface RemixSettings extends ToolSettings {
  /** The prompt that is changed. */
  readonly prompt: string;
  readonly strength: keyof typeof remixStrengths;
}

/** A mild remix under the clip's own prompt. */
export const startRemix = (clip: ClipDetail): RemixSettings => ({ prompt: clip.prompt, words: '', strength: 'mild' });

/** The clip again with its own seed, which keeps the layout, under a changed prompt. */
export function compileRemix(
  clip: ClipDetail,
  { prompt, words, strength }: RemixSettings,
  model: ModelCapabilities,
): Compiled | undefined {
  const text = prompt.trim() === '' ? words.trim() : changedPrompt(prompt, words);
  if (text === '') return undefined;
  return {
    part: {
      ...remix(sourceOf(clip), strength, model),
      prompt: text,
      ...(clip.seed === null ? {} : { seed: clip.seed }),
    },
  };
}
