import { type GenerationRequest, generationRequestSchema, parseOrThrow } from '@akezora/contract';
import type { OpenedStills } from './engine.ts';

/** Makes a still of a request at a moment of its clip, in seconds. */
export type MakeStill = (request: GenerationRequest, at: number, signal: AbortSignal) => Promise<{ image: Uint8Array }>;

/** Makes stills, one after another. The weights of the model that was asked for last stay loaded. */
export function createStillMaker(open: (model: string) => Promise<OpenedStills>): MakeStill {
  let kept: { readonly model: string; readonly stills: OpenedStills } | undefined;
  return async (given, at, signal) => {
    const request = parseOrThrow(generationRequestSchema, given);
    if (kept !== undefined && kept.model !== request.model) {
      const { stills } = kept;
      kept = undefined;
      await stills.close();
    }
    kept ??= { model: request.model, stills: await open(request.model) };
    const { image } = await kept.stills.make(request, { at, signal });
    return { image };
  };
}
