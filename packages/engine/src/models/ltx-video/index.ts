import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { parseRepo, snapshotOf } from '../../weights/places.ts';
import type { ModelFamily } from '../family.ts';
import type { VideoModel } from '../model.ts';
import { capabilitiesOf } from './capabilities.ts';
import { openLtxFolder, readModelJson } from './files.ts';
import { openLtxModel } from './model.ts';
import { type PublishedLtx, publishedByFileName, publishedLtx } from './published.ts';
import { isSingleFile, openLtxSingleFile } from './single-open.ts';

export { openLtxFolder } from './files.ts';
export { type PublishedLtx, publishedLtx, textEncoderRepo } from './published.ts';
export { openLtxSingleFile } from './single-open.ts';

const pipelines = /^LTX(?:Condition|ImageToVideo)?Pipeline$/;

async function isLtxFolder(folder: string): Promise<boolean> {
  const path = join(folder, 'model_index.json');
  if (!existsSync(path)) return false;
  const { _class_name: name } = (await readModelJson(path, folder)) as { _class_name?: unknown };
  return typeof name === 'string' && pipelines.test(name);
}

async function openPath(path: string, published?: PublishedLtx): Promise<VideoModel | undefined> {
  if (statSync(path).isDirectory())
    return (await isLtxFolder(path)) ? openLtxModel(await openLtxFolder(path), published) : undefined;
  if (!path.endsWith('.safetensors') || !(await isSingleFile(path))) return undefined;
  return openLtxModel(await openLtxSingleFile(path), published ?? publishedByFileName(basename(path)));
}

async function openPublished(published: PublishedLtx): Promise<VideoModel | undefined> {
  const snapshot = await snapshotOf(parseRepo(published.repo)!);
  const path = snapshot && (published.file ? join(snapshot, published.file) : snapshot);
  if (!path || !existsSync(path) || (!published.file && !existsSync(join(path, 'model_index.json'))))
    throw new AkezoraError('weights_missing', { model: published.id, path: path ?? published.repo });
  return openPath(path, published);
}

/** LTX-Video (HaCohen et al. 2024): see README.md. */
export const ltxVideo: ModelFamily = {
  id: 'ltx-video',
  published: publishedLtx.map((model) => ({
    capabilities: capabilitiesOf(model),
    source: model.repo,
    weightBytes: model.weightBytes,
  })),
  async open(reference) {
    const published = publishedLtx.find(({ id }) => id === reference);
    if (published) return openPublished(published);
    if (existsSync(reference)) return openPath(reference);
    const repo = parseRepo(reference);
    const snapshot = repo && (await snapshotOf(repo));
    return snapshot ? openPath(snapshot) : undefined;
  },
};
