/** Mochi 1 (Genmo 2024): see README.md. */
import { basename } from 'node:path';
import {
  checkRequestLoras,
  fitsComponent,
  fittingLoras,
  withLoraFacts,
  withRequestLoras,
} from '../../diffusion/loras.ts';
import { textEncoderSize } from '../../diffusion/prompt-embedding.ts';
import { findTinyDecoder } from '../../diffusion/tiny-decoder/files.ts';
import type { ModelFamily } from '../family.ts';
import type { VideoModel } from '../model.ts';
import { defineFamily } from '../open.ts';
import { t5Xxl, textPartsOf } from '../text-encoders.ts';
import { capabilitiesOf } from './capabilities.ts';
import { checkpoints, identityOf, type MochiCheckpoint, samplings } from './checkpoints.ts';
import { compressionOf, type MochiFiles } from './config.ts';
import { openMochiFolder } from './files.ts';
import { decide, type PlanInput, planMochi } from './plan.ts';
import { looksLikeOriginal, refusalOf } from './refusals.ts';
import { runMochi } from './run.ts';

/** Its tiny decoder. */
const tinyDecoder = 'taem1';

/** The family of Mochi. */
export const mochi: ModelFamily = defineFamily<MochiCheckpoint>({
  id: 'mochi',
  checkpoints,
  capabilitiesOf,
  isPipeline: (name) => name === 'MochiPipeline',
  isSingleFile: looksLikeOriginal,
  partsOf: () => [t5Xxl],
  namedParts: {},
  tinyDecoder,
  refusal: refusalOf,
  async open({ path, name, checkpoint }) {
    return openMochiModel(await openMochiFolder(path), checkpoint, name);
  },
});

/**
 * A model of this family from its files; `checkpoint` is their published checkpoint, if any.
 * @param name name of the repository or folder. Default: that of the path
 */
async function openMochiModel(
  files: MochiFiles,
  checkpoint: MochiCheckpoint | undefined,
  name: string,
): Promise<VideoModel> {
  const identity = identityOf(name, checkpoint);
  const text = await textPartsOf(files);
  const input: PlanInput = {
    capabilities: { ...capabilitiesOf(identity), loras: await fittingLoras(files.transformer, files.path) },
    sampling: samplings[identity.sampling],
    files,
    tiny: await findTinyDecoder(tinyDecoder, files.path, {
      ...compressionOf(files.autoencoder.config),
      channels: files.autoencoder.config.latent_channels,
    }),
    text,
    textEncoder: await textEncoderSize(text),
  };
  return {
    capabilities: input.capabilities,
    version: checkpoint?.id ?? basename(files.path),
    fitsLora: (file) => fitsComponent(files.transformer, file),
    async plan(request, machine) {
      const fit = await checkRequestLoras(files.transformer, request);
      return withLoraFacts(await planMochi(input, request, machine, fit), request, fit);
    },
    async *run(request, plan, context) {
      yield* runMochi({
        ...input,
        files: { ...files, transformer: withRequestLoras(files.transformer, request) },
        request,
        seed: plan.seed,
        decided: decide(input, { ...request, decoder: plan.decoder }, context.machine, plan.precision),
        context,
      });
    },
  };
}
