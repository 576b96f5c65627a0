import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { readModelJson } from '../../diffusion/component.ts';
import { addedPath } from '../../weights/added.ts';
import { parseRepo, snapshotOf } from '../../weights/hub-cache.ts';
import type { LoraFile } from '../../weights/lora.ts';
import { diffusersFiles, fileOf, foldersOf, type PullTarget } from '../../weights/targets.ts';
import type { ModelFamily } from '../family.ts';
import type { VideoModel } from '../model.ts';
import { capabilitiesOf } from './capabilities.ts';
import {
  type PublishedLtx,
  publishedByFileName,
  publishedLtx,
  textEncoderName,
  textEncoderRepo,
} from './checkpoints.ts';
import { openLtxFolder } from './files.ts';
import { openLtxModel } from './model.ts';
import { isSingleFile, openLtxSingleFile } from './single-open.ts';

export { type PublishedLtx, publishedLtx, textEncoderRepo } from './checkpoints.ts';
export { openLtxFolder } from './files.ts';
export { openLtxSingleFile } from './single-open.ts';

const pipelines = /^LTX(?:Condition|ImageToVideo)?Pipeline$/;

async function isLtxFolder(folder: string): Promise<boolean> {
  const path = join(folder, 'model_index.json');
  if (!existsSync(path)) return false;
  const { _class_name: name } = (await readModelJson(path, folder)) as { _class_name?: unknown };
  return typeof name === 'string' && pipelines.test(name);
}

async function openPath(
  path: string,
  loras: readonly LoraFile[],
  published?: PublishedLtx,
): Promise<VideoModel | undefined> {
  if (statSync(path).isDirectory())
    return (await isLtxFolder(path)) ? openLtxModel(await openLtxFolder(path), loras, published) : undefined;
  if (!path.endsWith('.safetensors') || !(await isSingleFile(path))) return undefined;
  return openLtxModel(await openLtxSingleFile(path), loras, published ?? publishedByFileName(basename(path)));
}

/** Cuts `NAME+lora=FILE:STRENGTH+lora=…` into the model's reference and its adapters. */
function splitLoras(reference: string): { readonly base: string; readonly loras: readonly LoraFile[] } {
  const [base = '', ...rest] = reference.split('+lora=');
  const loras = rest.map((text): LoraFile => {
    const [, path = text, strength = '1'] = /^(.*?)(?::(-?\d+(?:\.\d+)?))?$/.exec(text) ?? [];
    if (!existsSync(path)) throw new AkezoraError('input_missing', { field: 'model', path });
    return { path, strength: Number(strength) };
  });
  return { base, loras };
}

/** Where a published checkpoint's weights lie in the hub's cache, when they are there. */
async function pathOf({ repo, file }: PublishedLtx): Promise<string | undefined> {
  const snapshot = await snapshotOf(parseRepo(repo)!);
  if (snapshot === undefined) return undefined;
  const proof = join(snapshot, file ?? 'transformer/config.json');
  return existsSync(proof) ? (file === undefined ? snapshot : proof) : undefined;
}

async function openPublished(published: PublishedLtx, loras: readonly LoraFile[]): Promise<VideoModel | undefined> {
  const path = await pathOf(published);
  if (path === undefined) throw new AkezoraError('weights_missing', { model: published.id, path: published.repo });
  return openPath(path, loras, published);
}

const textEncoderTarget: PullTarget = {
  ...parseRepo(textEncoderRepo)!,
  wants: foldersOf('text_encoder', 'tokenizer'),
};

/** What a published checkpoint needs: its weights, the shared text encoder for single files, its upsampler. */
function downloadsOf(published: PublishedLtx): PullTarget[] {
  const own = published.file === undefined ? diffusersFiles : fileOf(published.file);
  const targets: PullTarget[] = [{ ...parseRepo(published.repo)!, wants: own }];
  if (published.file !== undefined) targets.push(textEncoderTarget);
  if (published.upsampler) {
    const { repo, file } = published.upsampler;
    targets.push({ ...parseRepo(repo)!, wants: file ? fileOf(file) : foldersOf('latent_upsampler') });
  }
  return targets;
}

/** LTX-Video (HaCohen et al. 2024): see README.md. */
export const ltxVideo: ModelFamily = {
  id: 'ltx-video',
  published: publishedLtx.map((model) => ({
    capabilities: capabilitiesOf(model),
    source: model.repo,
    weightBytes: model.weightBytes,
  })),
  downloads(id) {
    if (id === textEncoderName) return [textEncoderTarget];
    const published = publishedLtx.find((model) => model.id === id);
    return published && downloadsOf(published);
  },
  async locate(id) {
    const published = publishedLtx.find((model) => model.id === id);
    return published && pathOf(published);
  },
  async open(reference) {
    const { base, loras } = splitLoras(reference);
    const published = publishedLtx.find(({ id }) => id === base);
    if (published) return openPublished(published, loras);
    if (existsSync(base)) return openPath(base, loras);
    const added = await addedPath(base);
    if (added !== undefined && existsSync(added)) return openPath(added, loras);
    const repo = parseRepo(base);
    const snapshot = repo && (await snapshotOf(repo));
    return snapshot ? openPath(snapshot, loras) : undefined;
  },
};
