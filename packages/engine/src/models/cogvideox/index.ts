/** CogVideoX (Yang et al. 2024): see README.md. */
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
import { capabilitiesOf, ownCapabilities } from './capabilities.ts';
import { type CogCheckpoint, checkpoints, kindOf } from './checkpoints.ts';
import { type CogFiles, compressionOf } from './config.ts';
import { openCogFolder } from './files.ts';
import { decide, type PlanInput, planCog } from './plan.ts';
import { runCog } from './run.ts';

/** Its tiny decoder. */
const tinyDecoder = 'taecvx';

/** The family of CogVideoX. */
export const cogVideoX: ModelFamily = defineFamily<CogCheckpoint>({
  id: 'cogvideox',
  checkpoints,
  capabilitiesOf: (checkpoint) => capabilitiesOf({ ...checkpoint, published: true }),
  isPipeline: (name) => /^CogVideoX(?:ImageToVideo|VideoToVideo)?Pipeline$/.test(name),
  isSingleFile: () => false,
  partsOf: () => [t5Xxl],
  namedParts: {},
  tinyDecoder,
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
  const compression = compressionOf(files.autoencoder.config);
  const input: PlanInput = {
    capabilities: { ...ownCapabilities(identity, config, compression.space), loras },
    kind,
    files,
    tiny: await findTinyDecoder(tinyDecoder, files.path, { ...compression, channels: config.out_channels }),
    text,
    textEncoder: await textEncoderSize(text),
  };
  return {
    capabilities: input.capabilities,
    version: checkpoint?.id ?? basename(files.path),
    fitsLora: (file) => fitsComponent(files.transformer, file),
    async plan(request, machine) {
      const fit = await checkRequestLoras(files.transformer, request);
      return withLoraFacts(await planCog(input, request, machine, fit), request, fit);
    },
    async *run(request, plan, context) {
      yield* runCog({
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
