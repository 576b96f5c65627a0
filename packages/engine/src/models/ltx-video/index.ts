/** LTX-Video (HaCohen et al. 2024): see README.md. */
import { basename, dirname, join } from 'node:path';
import type { GenerationRequest } from '@akezora/contract';
import { type Component, folderComponent, pathIn, readModelJson } from '../../diffusion/component.ts';
import {
  checkRequestLoras,
  fitsComponent,
  fittingLoras,
  requestLoras,
  withLoraFacts,
  withRequestLoras,
} from '../../diffusion/loras.ts';
import { textEncoderSize } from '../../diffusion/prompt-embedding.ts';
import { scaledWeights } from '../../diffusion/scaled-weights.ts';
import type { FlowMatchEulerConfig } from '../../schedulers/flow-match-euler.ts';
import { renamedSource } from '../../tensor/source.ts';
import { openSafetensors } from '../../weights/store.ts';
import type { ModelFamily } from '../family.ts';
import type { VideoModel } from '../model.ts';
import { defineFamily, locatePart } from '../open.ts';
import { t5Tokenizer, t5TokenizerName, t5Xxl, t5XxlName, textPartsOf } from '../text-encoders.ts';
import { capabilitiesOf } from './capabilities.ts';
import { checkpoints, folderUpsampler, type LtxCheckpoint, largeTextEncoder, upsampler } from './checkpoints.ts';
import {
  autoencoderConfigSchema,
  earlyScheduler,
  inferAutoencoderConfig,
  inferTransformerConfig,
  type LtxFiles,
  transformerConfigSchema,
} from './config.ts';
import { decide, type PlanInput, planLtx } from './plan.ts';
import { distilledByLora, distilledNotice, type Recognised, recognise } from './recognise.ts';
import { isInContext, partOf, refusalOf, refuseLoras } from './refusals.ts';
import { runLtx } from './run.ts';
import { statedConfig, statedPipeline } from './stated.ts';
import { openUpsampler, type Upsampler } from './upsampler.ts';
import { layerAliases, looksLikeSingleFile, type SingleFileNames, singleFileNames } from './weight-names.ts';

/** The family of LTX-Video. */
export const ltxVideo: ModelFamily = defineFamily<LtxCheckpoint>({
  id: 'ltx-video',
  checkpoints,
  capabilitiesOf,
  isPipeline: (name) => /^LTX(?:Condition|ImageToVideo|I2VLongMultiPrompt)?Pipeline$/.test(name),
  isSingleFile: looksLikeSingleFile,
  partsOf: ({ upsampler }) => [t5Xxl, ...(upsampler ? [upsampler] : [])],
  standIns: [
    { for: t5Xxl, part: largeTextEncoder },
    { for: upsampler, part: folderUpsampler },
  ],
  namedParts: { [t5XxlName]: t5Xxl, [t5TokenizerName]: t5Tokenizer, 'ltx-video-text-encoder': t5Xxl },
  refusal: refusalOf,
  partOf,
  async open({ kind, path, name, checkpoint, autoencoder }) {
    const files = kind === 'folder' ? await openLtxFolder(path) : await openLtxSingleFile(path, autoencoder);
    return openLtxModel(files, checkpoint, name);
  },
});

/**
 * Opens a diffusers folder: `model_index.json` and one folder a part. An autoencoder of 0.9.5 or later goes with a timestep for each
 * token, whatever pipeline the index names: the repository of 0.9.5 names the one of 0.9.0.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openLtxFolder(folder: string): Promise<LtxFiles> {
  const index = (await readModelJson(join(folder, 'model_index.json'), folder)) as Record<string, unknown>;
  const autoencoder = await folderComponent(folder, 'vae', autoencoderConfigSchema);
  return {
    path: folder,
    pipeline: isLate(autoencoder.config) || index._class_name === 'LTXConditionPipeline' ? 'condition' : 'plain',
    transformer: await folderComponent(folder, 'transformer', transformerConfigSchema),
    autoencoder,
    scheduler: (await readModelJson(join(folder, 'scheduler/scheduler_config.json'), folder)) as FlowMatchEulerConfig,
    textEncoder: pathIn(folder, 'text_encoder'),
    tokenizer: pathIn(folder, 'tokenizer'),
  };
}

/** Whether an autoencoder is that of 0.9.5 and later. */
const isLate = ({ down_block_types: blocks }: LtxFiles['autoencoder']['config']): boolean =>
  blocks.includes('LTXVideo095DownBlock3D');

/**
 * Opens a single file with transformer and autoencoder in it. Configs are read off the tensors; the text encoder is looked for in the
 * folders beside the file.
 * @param apart file of the autoencoder, for a file that holds the transformer alone. Default: both are in the one file
 * @throws AkezoraError `weights_missing`, `weights_corrupt`, `weights_unsupported` when the file has no autoencoder.
 */
export async function openLtxSingleFile(path: string, apart?: string): Promise<LtxFiles> {
  const store = await openSafetensors(path);
  let other = store;
  try {
    if (apart !== undefined) other = await openSafetensors(apart);
    const refused = refusalOf(basename(path), apart === undefined ? store.names : undefined);
    if (refused) throw refused;
    const names = singleFileNames(store.names);
    const autoencoder = renamedSource(other, singleFileNames(other.names).autoencoder);
    const stated = statedConfig(store.metadata);
    const part = <C>(which: keyof SingleFileNames, config: C): Component<C> => ({
      config,
      async open() {
        const opened = await openSafetensors(which === 'autoencoder' ? (apart ?? path) : path);
        return scaledWeights(renamedSource(opened, singleFileNames(opened.names)[which]));
      },
    });
    const autoencoderConfig = inferAutoencoderConfig(autoencoder);
    const pipeline = statedPipeline(stated) ?? (isLate(autoencoderConfig) ? 'condition' : 'plain');
    const transformer = inferTransformerConfig(renamedSource(store, names.transformer), stated.transformer);
    return {
      path,
      pipeline,
      stated,
      transformer: part('transformer', transformer),
      autoencoder: part('autoencoder', autoencoderConfig),
      scheduler: pipeline === 'condition' ? {} : earlyScheduler,
      textEncoder: pathIn(dirname(path), 'text_encoder'),
      tokenizer: pathIn(dirname(path), 'tokenizer'),
    };
  } finally {
    await store.close();
    await other.close();
  }
}

/**
 * A model of this family from its files; `checkpoint` is their published checkpoint, if any.
 * @param name name of the file, repository or folder. Default: that of the path
 */
export async function openLtxModel(
  files: LtxFiles,
  checkpoint?: LtxCheckpoint,
  name = basename(files.path),
): Promise<VideoModel> {
  const known = recognise(files, name, checkpoint);
  const text = await textPartsOf(files, largeTextEncoder);
  const upscaler = await upsamplerOf(files, known);
  const loras = await fittingLoras(files.transformer, files.path, layerAliases, isInContext);
  const sampledAs = ({ identity, twoScale }: Recognised): Pick<PlanInput, 'capabilities' | 'sampling'> => ({
    capabilities: { ...capabilitiesOf(identity, files.pipeline === 'condition'), loras },
    sampling: (upscaler && twoScale) || identity.sampling,
  });
  const input: PlanInput = {
    ...sampledAs(known),
    files,
    text,
    textEncoder: await textEncoderSize(text),
  };
  /** The model as a request runs it: one whose LoRA distils it samples as the distilled model does. */
  const inputFor = async (request: GenerationRequest): Promise<PlanInput> => {
    const own = distilledByLora(known, await requestLoras(request));
    return own === undefined ? input : { ...input, ...sampledAs(own) };
  };
  return {
    capabilities: input.capabilities,
    version: checkpoint?.id ?? basename(files.path),
    fitsLora: (file) => fitsComponent(files.transformer, file, layerAliases),
    async plan(request, machine) {
      refuseLoras(request);
      const fitted = await inputFor(request);
      const fit = await checkRequestLoras(files.transformer, request, layerAliases);
      const plan = await planLtx(fitted, request, machine, fit);
      const notices = [...plan.notices, ...(fitted === input ? [] : [distilledNotice])];
      return withLoraFacts({ ...plan, notices }, request, fit);
    },
    async *run(request, plan, context) {
      const fitted = await inputFor(request);
      yield* runLtx({
        ...fitted,
        files: { ...files, transformer: withRequestLoras(files.transformer, request, layerAliases) },
        upsampler: upscaler,
        request,
        seed: plan.seed,
        decided: decide(fitted, request, context.machine, plan.precision),
        context,
      });
    },
  };
}

async function upsamplerOf(files: LtxFiles, { twoScale, upsampler }: Recognised): Promise<Upsampler | undefined> {
  const own = pathIn(files.path, 'latent_upsampler');
  const path = own ?? (twoScale && upsampler && ((await locatePart(upsampler)) ?? (await locatePart(folderUpsampler))));
  return path === undefined ? undefined : openUpsampler(path);
}
