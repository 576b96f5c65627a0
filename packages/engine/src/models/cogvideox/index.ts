/** CogVideoX (Yang et al. 2024): see README.md. */
import { basename, join } from 'node:path';
import { AkezoraError, type GenerationPlan, type GenerationRequest } from '@akezora/contract';
import { checkRequestLoras, fitsComponent, fittingLoras, loraFacts, withRequestLoras } from '../../diffusion/loras.ts';
import { type TextParts, textEncoderSize } from '../../diffusion/prompt-embedding.ts';
import type { Machine } from '../../machine/machine.ts';
import type { ModelFamily } from '../family.ts';
import type { ModelEvent, RunContext, VideoModel } from '../model.ts';
import { defineFamily, locatePart } from '../open.ts';
import { addedEncoder, t5Xxl, t5XxlName } from '../text-encoders.ts';
import { capabilitiesOf, ownCapabilities } from './capabilities.ts';
import { type CogCheckpoint, checkpoints, kindOf } from './checkpoints.ts';
import { type CogFiles, compressionOf } from './config.ts';
import { openCogFolder } from './files.ts';
import { decide, type PlanInput, planCog } from './plan.ts';
import { runCog } from './run.ts';

/** The family of CogVideoX. */
export const cogVideoX: ModelFamily = defineFamily<CogCheckpoint>({
  id: 'cogvideox',
  checkpoints,
  capabilitiesOf: (checkpoint) => capabilitiesOf({ ...checkpoint, published: true }),
  isPipeline: (name) => /^CogVideoX(?:ImageToVideo|VideoToVideo)?Pipeline$/.test(name),
  isSingleFile: () => false,
  partsOf: () => [t5Xxl],
  namedParts: {},
  async open({ path, name, checkpoint }) {
    return openCogModel(await openCogFolder(path), checkpoint, name);
  },
});

/**
 * A model of this family from its files; `checkpoint` is their published checkpoint, if any.
 * @param name name of the repository or folder. Default: that of the path
 */
export async function openCogModel(
  files: CogFiles,
  checkpoint?: CogCheckpoint,
  name = basename(files.path),
): Promise<VideoModel> {
  const { config } = files.transformer;
  const kind = checkpoint?.kind ?? kindOf(config);
  const text = await textPartsOf(files);
  const loras = await fittingLoras(files.transformer, files.path);
  const own = checkpoint ?? { id: 'cogvideox', name: `CogVideoX (${name})`, kind };
  const identity = { ...own, published: checkpoint !== undefined };
  const { space } = compressionOf(files.autoencoder.config);
  const input: PlanInput = {
    capabilities: { ...ownCapabilities(identity, config, space), loras },
    kind,
    files,
    text,
    textEncoder: await textEncoderSize(text),
  };
  return {
    capabilities: input.capabilities,
    version: checkpoint?.id ?? basename(files.path),
    fitsLora: (file) => fitsComponent(files.transformer, file),
    async plan(request: GenerationRequest, machine: Machine): Promise<GenerationPlan> {
      const fit = await checkRequestLoras(files.transformer, request);
      const plan = await planCog(input, request, machine, fit);
      const facts = await loraFacts(request);
      return {
        ...plan,
        ...(facts.length > 0 ? { loras: facts } : {}),
        notices: [...plan.notices, ...fit.notices],
      };
    },
    async *run(
      request: GenerationRequest,
      plan: GenerationPlan,
      context: RunContext,
    ): AsyncGenerator<ModelEvent, void, void> {
      yield* runCog({
        ...input,
        files: { ...files, transformer: withRequestLoras(files.transformer, request) },
        request,
        seed: plan.seed,
        decided: decide(input, request, context.machine, plan.precision),
        context,
      });
    },
  };
}

/** Folder of the text encoder: with the model, else the one that all share. */
async function textPartsOf(files: CogFiles): Promise<TextParts> {
  if (files.textEncoder && files.tokenizer) return { encoder: files.textEncoder, tokenizer: files.tokenizer };
  const shared = await locatePart(t5Xxl);
  if (shared) return { encoder: join(shared, 'text_encoder'), tokenizer: join(shared, 'tokenizer') };
  const added = await addedEncoder();
  if (added) return added;
  throw new AkezoraError('weights_missing', { model: t5XxlName, path: join(files.path, 'text_encoder') });
}
