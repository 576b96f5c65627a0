import { generationRequestSchema } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import { addClip, createState } from '../server/state.ts';

/** A clip of four seconds with a seed. */
export const testClip = (more: Partial<ClipDetail> = {}): ClipDetail => ({
  ...addClip(createState(), generationRequestSchema.parse({ prompt: 'a fox', seed: 5 })),
  seconds: 4,
  ...more,
});
