import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AkezoraError, type GenerationPlan, type GenerationRequest } from '@akezora/contract';
import { readModelJson } from '../../diffusion/component.ts';
import type { TextParts } from '../../diffusion/encode-prompt.ts';
import type { Machine } from '../../machine/machine.ts';
import type { T5Config } from '../../text/t5.ts';
import { parseRepo, snapshotOf } from '../../weights/hub-cache.ts';
import { type LoraFile, withLoras } from '../../weights/lora.ts';
import type { ModelEvent, RunContext, VideoModel } from '../model.ts';
import { capabilitiesOf } from './capabilities.ts';
import { type PublishedLtx, publishedByFileName, textEncoderName, textEncoderRepo } from './checkpoints.ts';
import type { LtxFiles } from './files.ts';
import { decide, type PlanInput, planLtx } from './plan.ts';
import { presets } from './presets.ts';
import { runLtx } from './run.ts';
import { openUpsampler, type Upsampler } from './upsample.ts';
import { layerAliases } from './weight-names.ts';

/** Tokens of a prompt by pipeline, as diffusers defaults have it. */
const textTokens = { plain: 128, condition: 256 } as const;

/** Where the text encoder is: with the model, else with the published repository that single files share. */
async function textPartsOf(files: LtxFiles): Promise<TextParts> {
  if (files.textEncoder && files.tokenizer) return { encoder: files.textEncoder, tokenizer: files.tokenizer };
  const shared = await snapshotOf(parseRepo(textEncoderRepo)!);
  const parts = shared && { encoder: join(shared, 'text_encoder'), tokenizer: join(shared, 'tokenizer') };
  if (parts && existsSync(parts.encoder) && existsSync(parts.tokenizer)) return parts;
  throw new AkezoraError('weights_missing', {
    model: textEncoderName,
    path: join(files.path, 'text_encoder'),
  });
}

async function upsamplerOf(files: LtxFiles, published: PublishedLtx | undefined): Promise<Upsampler | undefined> {
  const beside = join(files.path, 'latent_upsampler');
  if (existsSync(beside)) return openUpsampler(beside);
  if (!published?.upsampler) return undefined;
  const { repo, file } = published.upsampler;
  const snapshot = await snapshotOf(parseRepo(repo)!);
  const path = snapshot && (file ? join(snapshot, file) : snapshot);
  return path && existsSync(path) ? openUpsampler(path) : undefined;
}

/** Parameters of a T5 v1.1 block and of all. */
async function textEncoderSize(parts: TextParts): Promise<{ block: number; all: number }> {
  const path = join(parts.encoder, 'config.json');
  const config = (await readModelJson(path, path)) as T5Config & { readonly d_ff: number };
  const inner = config.num_heads * config.d_kv;
  const block = 4 * config.d_model * inner + 3 * config.d_model * config.d_ff;
  return { block, all: block * config.num_layers };
}

/** The model with adapters merged into its transformer; adapters that don't fit are refused here, before any run. */
async function adapted(files: LtxFiles, loras: readonly LoraFile[]): Promise<LtxFiles> {
  if (loras.length === 0) return files;
  const open = async () => withLoras(await files.transformer.open(), loras, layerAliases);
  await (await open()).close();
  return { ...files, transformer: { ...files.transformer, open } };
}

/** A model of this family from its files; `published` says which checkpoint it is, where that is known. */
export async function openLtxModel(
  opened: LtxFiles,
  loras: readonly LoraFile[] = [],
  published?: PublishedLtx,
): Promise<VideoModel> {
  const files = await adapted(opened, loras);
  const known = published ?? publishedByFileName(basename(files.path));
  const identity = known ?? {
    id: 'ltx-video',
    name: `LTX-Video (${basename(files.path)})`,
    preset: 'diffusers' as const,
    billions: files.transformer.config.num_layers > 30 ? (13 as const) : (2 as const),
  };
  const text = await textPartsOf(files);
  const upsampler = await upsamplerOf(files, known);
  const preset = presets[(upsampler && known?.twoScale) || identity.preset];
  const input: PlanInput = {
    capabilities: capabilitiesOf(identity),
    transformer: files.transformer.config,
    autoencoder: files.autoencoder.config,
    preset,
    textTokens: textTokens[files.pipeline],
    text,
    textEncoder: await textEncoderSize(text),
  };
  const autoencoderId = createHash('sha256')
    .update(JSON.stringify(files.autoencoder.config))
    .digest('hex')
    .slice(0, 16);
  return {
    capabilities: input.capabilities,
    version: [
      known?.id ?? basename(files.path),
      ...loras.map(({ path, strength }) => `${basename(path)}:${strength}`),
    ].join('+'),
    async plan(request: GenerationRequest, machine: Machine): Promise<GenerationPlan> {
      return (await planLtx(input, request, machine)).plan;
    },
    run(request: GenerationRequest, plan: GenerationPlan, context: RunContext): AsyncGenerator<ModelEvent, void, void> {
      const decided = decide(input, request, context.machine, plan.precision);
      return runLtx({
        files,
        preset,
        text,
        textTokens: input.textTokens,
        upsampler,
        autoencoderId,
        request,
        seed: plan.seed,
        decided,
        context,
      });
    },
  };
}
