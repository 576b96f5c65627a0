import { loop, type loopSeams, type ModelCapabilities } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import type { Compiled } from '../compiled.ts';
import { sourceOf } from '../source.ts';

/** Settings of a loop. */
export interface LoopSettings {
  /** How long the seam is. */
  readonly length: keyof typeof loopSeams;
}

/** A seam of normal length. */
export const startLoop = (): LoopSettings => ({ length: 'normal' });

/** The clip, and a seam from its end back to its start. */
export const compileLoop = (clip: ClipDetail, { length }: LoopSettings, model: ModelCapabilities): Compiled => ({
  part: { ...loop(length, sourceOf(clip), model), prompt: clip.prompt },
});
