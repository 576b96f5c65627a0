/** LTX-Video (HaCohen et al. 2024): see README.md. */
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { AkezoraError, type GenerationPlan, type GenerationRequest } from '@akezora/contract';
import { type Component, folderComponent, pathIn, readModelJson } from '../../diffusion/component.ts';
import { checkRequestLoras, withRequestLoras } from '../../diffusion/loras.ts';
import { type TextParts, textEncoderSize } from '../../diffusion/prompt-embedding.ts';
import { scaledWeights } from '../../diffusion/scaled-weights.ts';
import type { Machine } from '../../machine/machine.ts';
import type { FlowMatchEulerConfig } from '../../schedulers/flow-match-euler.ts';
import { renamedSource } from '../../tensor/source.ts';
import { openSafetensors, type WeightStore } from '../../weights/store.ts';
import type { ModelFamily } from '../family.ts';
import type { ModelEvent, RunContext, VideoModel } from '../model.ts';
import { defineFamily, locatePart } from '../open.ts';
import { capabilitiesOf } from './capabilities.ts';
import { checkpoints, type LtxCheckpoint, samplings, textEncoder, textEncoderName } from './checkpoints.ts';
import {
  autoencoderConfigSchema,
  earlyScheduler,
  inferAutoencoderConfig,
  inferTransformerConfig,
  type LtxFiles,
  transformerConfigSchema,
} from './config.ts';
import { decide, type PlanInput, planLtx } from './plan.ts';
import { runLtx } from './run.ts';
import { openUpsampler, type Upsampler } from './upsampler.ts';
import { layerAliases, looksLikeSingleFile, type SingleFileNames, singleFileNames } from './weight-names.ts';

/** The family of LTX-Video. */
export const ltxVideo: ModelFamily = defineFamily<LtxCheckpoint>({
  id: 'ltx-video',
  checkpoints,
  capabilitiesOf,
  isPipeline: (name) => /^LTX(?:Condition|ImageToVideo)?Pipeline$/.test(name),
  isSingleFile: looksLikeSingleFile,
  partsOf: ({ file, upsampler }) => [...(file === undefined ? [] : [textEncoder]), ...(upsampler ? [upsampler] : [])],
  namedParts: { [textEncoderName]: textEncoder },
  async open({ kind, path, checkpoint }) {
    const files = kind === 'folder' ? await openLtxFolder(path) : await openLtxSingleFile(path);
    return openLtxModel(files, checkpoint);
  },
});

/**
 * Opens a diffusers folder: `model_index.json` and one folder a part.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openLtxFolder(folder: string): Promise<LtxFiles> {
  const index = (await readModelJson(join(folder, 'model_index.json'), folder)) as Record<string, unknown>;
  return {
    path: folder,
    pipeline: index._class_name === 'LTXConditionPipeline' ? 'condition' : 'plain',
    transformer: await folderComponent(folder, 'transformer', transformerConfigSchema),
    autoencoder: await folderComponent(folder, 'vae', autoencoderConfigSchema),
    scheduler: (await readModelJson(join(folder, 'scheduler/scheduler_config.json'), folder)) as FlowMatchEulerConfig,
    textEncoder: pathIn(folder, 'text_encoder'),
    tokenizer: pathIn(folder, 'tokenizer'),
  };
}

/**
 * Opens a single file with transformer and autoencoder in it. Configs are read off the tensors; the text encoder is looked for in the
 * folders beside the file.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`, `weights_mismatch` when the file has no autoencoder.
 */
export async function openLtxSingleFile(path: string): Promise<LtxFiles> {
  const store = await openSafetensors(path);
  try {
    const names = singleFileNames(store.names);
    const autoencoder = renamedSource(store, names.autoencoder);
    if (!autoencoder.find('decoder.conv_in.conv.weight'))
      throw new AkezoraError('weights_mismatch', {
        path,
        tensor: 'vae.decoder.conv_in.conv.weight',
        reason: { en: 'the file has no autoencoder', ja: 'ファイルにオートエンコーダーがありません' },
      });
    const part = <C>(which: keyof SingleFileNames, config: C): Component<C> => ({
      config,
      async open() {
        const opened = await openSafetensors(path);
        return scaledWeights(renamedSource(opened, singleFileNames(opened.names)[which]));
      },
    });
    const autoencoderConfig = inferAutoencoderConfig(autoencoder);
    const late = autoencoderConfig.down_block_types.includes('LTXVideo095DownBlock3D');
    const transformer = inferTransformerConfig(renamedSource(store, names.transformer), statedHeads(store));
    return {
      path,
      pipeline: late ? 'condition' : 'plain',
      transformer: part('transformer', transformer),
      autoencoder: part('autoencoder', autoencoderConfig),
      scheduler: late ? {} : earlyScheduler,
      textEncoder: pathIn(dirname(path), 'text_encoder'),
      tokenizer: pathIn(dirname(path), 'tokenizer'),
    };
  } finally {
    await store.close();
  }
}

/** The transformer's config in a single file's metadata. */
function statedHeads({ metadata }: WeightStore): { readonly num_attention_heads?: number } {
  try {
    const parsed: unknown = JSON.parse(metadata.config ?? '{}');
    return (parsed as { transformer?: { num_attention_heads?: number } } | null)?.transformer ?? {};
  } catch {
    return {};
  }
}

/** A model of this family from its files; `checkpoint` is their published checkpoint, if any. */
export async function openLtxModel(files: LtxFiles, checkpoint?: LtxCheckpoint): Promise<VideoModel> {
  const identity = checkpoint ?? {
    id: 'ltx-video',
    name: `LTX-Video (${basename(files.path)})`,
    sampling: 'diffusers' as const,
    version: undefined,
    billions: files.transformer.config.num_layers > 30 ? (13 as const) : (2 as const),
  };
  const text = await textPartsOf(files);
  const upsampler = await upsamplerOf(files, checkpoint);
  const sampling = samplings[(upsampler && checkpoint?.twoScale) || identity.sampling];
  const input: PlanInput = {
    capabilities: capabilitiesOf(identity, files.pipeline === 'condition'),
    files,
    sampling,
    text,
    textEncoder: await textEncoderSize(text),
  };
  const configHash = createHash('sha256').update(JSON.stringify(files.autoencoder.config)).digest('hex');
  return {
    capabilities: input.capabilities,
    version: checkpoint?.id ?? basename(files.path),
    async plan(request: GenerationRequest, machine: Machine): Promise<GenerationPlan> {
      const plan = await planLtx(input, request, machine);
      await checkRequestLoras(files.transformer, request, layerAliases);
      return plan;
    },
    run(request: GenerationRequest, plan: GenerationPlan, context: RunContext): AsyncGenerator<ModelEvent, void, void> {
      return runLtx({
        ...input,
        files: { ...files, transformer: withRequestLoras(files.transformer, request, layerAliases) },
        upsampler,
        autoencoderId: configHash.slice(0, 16),
        request,
        seed: plan.seed,
        decided: decide(input, request, context.machine, plan.precision),
        context,
      });
    },
  };
}

/** Folder of the text encoder: with the model, else in the repository that single files share. */
async function textPartsOf(files: LtxFiles): Promise<TextParts> {
  if (files.textEncoder && files.tokenizer) return { encoder: files.textEncoder, tokenizer: files.tokenizer };
  const shared = await locatePart(textEncoder);
  if (shared) return { encoder: join(shared, 'text_encoder'), tokenizer: join(shared, 'tokenizer') };
  throw new AkezoraError('weights_missing', { model: textEncoderName, path: join(files.path, 'text_encoder') });
}

async function upsamplerOf(files: LtxFiles, checkpoint?: LtxCheckpoint): Promise<Upsampler | undefined> {
  const path =
    pathIn(files.path, 'latent_upsampler') ?? (checkpoint?.upsampler && (await locatePart(checkpoint.upsampler)));
  return path === undefined ? undefined : openUpsampler(path);
}
