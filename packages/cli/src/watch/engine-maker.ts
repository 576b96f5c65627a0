import { generationRequestSchema, parseOrThrow } from '@akezora/contract';
import type { ComputeOptions } from '../generate/compute-options.ts';
import { inputHashes } from '../generate/input-hashes.ts';
import type { Maker } from './makers.ts';

/** Makes clips on this machine. One that was interrupted is made from its beginning, with the same seed. */
export const engineMaker =
  (compute: ComputeOptions): Maker =>
  async ({ request, file, signal, onEvent }) => {
    const { generate, writeSidecar } = await import('@akezora/engine');
    const inputs = await inputHashes(parseOrThrow(generationRequestSchema, request));
    for await (const event of generate(request, { file, signal, ...compute })) {
      if (event.type === 'done') await writeSidecar(file, { facts: event.facts, measures: event.measures, inputs });
      await onEvent(event);
    }
  };
