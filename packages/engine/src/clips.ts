import { boxModel, type GenerationEvent, type GenerationRequestInput, modelCalled } from '@akezora/contract';
import { type GenerateOptions, generateWith, type Opener } from './generate.ts';
import { openModel } from './models/index.ts';
import type { VideoModel } from './models/model.ts';
import { type ComputeOptions, planRequest } from './plan.ts';

/** Makes clips one after another. What the model in the box has loaded stays for the next clip, where memory is plenty. */
export interface Clips {
  /** As `generate`. One clip at a time. */
  generate(input: GenerationRequestInput, options: GenerateOptions): AsyncGenerator<GenerationEvent, void, void>;
  /** Loads the model in the box for a clip with every default, unless memory is short or a clip is in the making. */
  prepare(options?: ComputeOptions): Promise<void>;
  /** Frees what is loaded. No clip may be in the making. */
  close(): Promise<void>;
}

/** Bytes that have to be free beside a clip's own for its networks to stay loaded: other programs and models come first. */
const plenty = 2 * 2 ** 30;

const isPlenty: NonNullable<Opener['keeps']> = ({ peakMemoryBytes }, { freeMemoryBytes }) =>
  freeMemoryBytes - peakMemoryBytes >= plenty;

/** A clip that stands for all with the default size: its words make the reading of prompts ready, too. */
const usual = { model: boxModel, prompt: 'a red fox runs in a snowy forest', seed: 1 } as const;

/** What makes clips one after another. */
export function openClips(): Clips {
  let kept: Promise<VideoModel> | undefined;
  const close = async () => {
    const before = kept;
    kept = undefined;
    const model = await before?.catch(() => undefined);
    await model?.release?.();
  };
  const box = () => {
    const opening = kept ?? openModel(boxModel);
    kept = opening;
    opening.catch(() => {
      if (kept === opening) kept = undefined;
    });
    return opening;
  };
  const open = async (reference: string): Promise<VideoModel> => {
    if (modelCalled(reference) === boxModel) return box();
    await close();
    return openModel(reference);
  };
  return {
    generate: (input, options) => generateWith({ open, keeps: isPlenty }, input, options),
    async prepare(options = {}) {
      const model = await box();
      const { request, plan, machine } = await planRequest(usual, model, options);
      if (isPlenty(plan, machine)) await model.prepare?.(request, machine);
    },
    close,
  };
}
