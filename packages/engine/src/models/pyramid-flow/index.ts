/** Pyramid Flow (Jin et al. 2024): see README.md. */
import { basename } from 'node:path';
import { textEncoderSize } from '../../diffusion/prompt-embedding.ts';
import type { ModelFamily } from '../family.ts';
import type { VideoModel } from '../model.ts';
import { defineFamily } from '../open.ts';
import { t5Xxl, textPartsOf } from '../text-encoders.ts';
import { capabilitiesOf } from './capabilities.ts';
import { checkpoints, type PyramidCheckpoint, type PyramidIdentity, sizeOf } from './checkpoints.ts';
import { architectureOf, type PyramidFiles } from './config.ts';
import { locateTransformer, openPyramidFolder, type TransformerFolder } from './files.ts';
import { decide, type PlanInput, planPyramid } from './plan.ts';
import { runPyramid } from './run.ts';

/** The family of Pyramid Flow. */
export const pyramidFlow: ModelFamily = defineFamily<PyramidCheckpoint>({
  id: 'pyramid-flow',
  checkpoints,
  capabilitiesOf: (checkpoint) => capabilitiesOf({ ...checkpoint, published: true }),
  isPipeline: () => false,
  isFolder: (folder) => locateTransformer(folder) !== undefined,
  isSingleFile: () => false,
  partsOf: () => [t5Xxl],
  namedParts: {},
  async open({ path, name, checkpoint }) {
    const files = await openPyramidFolder(path, checkpoint?.transformer);
    return openPyramidModel(files, identityOf(files, name, checkpoint));
  },
});

function identityOf(files: PyramidFiles, name: string, checkpoint: PyramidCheckpoint | undefined): PyramidIdentity {
  if (checkpoint) return { ...checkpoint, published: true };
  const size = sizeOf(basename(files.path) as TransformerFolder);
  const architecture = architectureOf(files.transformer.config);
  return { id: 'pyramid-flow', name: `Pyramid Flow (${name})`, architecture, size, published: false };
}

async function openPyramidModel(files: PyramidFiles, identity: PyramidIdentity): Promise<VideoModel> {
  const text = await textPartsOf(files);
  const input: PlanInput = {
    capabilities: capabilitiesOf(identity),
    identity,
    files,
    text,
    textEncoder: await textEncoderSize(text),
  };
  return {
    capabilities: input.capabilities,
    version: identity.published ? identity.id : basename(files.path),
    plan: (request, machine) => planPyramid(input, request, machine),
    async *run(request, plan, context) {
      yield* runPyramid({
        ...input,
        request,
        seed: plan.seed,
        decided: decide(input, request, context.machine, plan.precision),
        context,
      });
    },
  };
}
