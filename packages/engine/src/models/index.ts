import { AkezoraError, modelCalled } from '@akezora/contract';
import { parseRepo } from '../weights/hub-cache.ts';
import { diffusersFiles, type PullTarget } from '../weights/targets.ts';
import type { ModelFamily, ModelPart } from './family.ts';
import type { VideoModel } from './model.ts';

/** The families, one line each; a family is loaded at its first use. */
const families: readonly (() => Promise<ModelFamily>)[] = [
  async () => (await import('./akezora/index.ts')).akezora,
  async () => (await import('./ltx-video/index.ts')).ltxVideo,
];

/** Every model that can be opened by name. */
export async function publishedModels(): Promise<ModelFamily['published']> {
  const loaded = await Promise.all(families.map((load) => load()));
  return loaded.flatMap((family) => family.published);
}

/**
 * Opens a model by name, folder or file. Names that models had before, and names of other services, count (`modelNames`).
 * @throws AkezoraError `model_unknown` when it is of no family.
 */
export async function openModel(reference: string): Promise<VideoModel> {
  const called = modelCalled(reference);
  for (const load of families) {
    const model = await (await load()).open(called);
    if (model !== undefined) return model;
  }
  const choices = (await publishedModels()).map((model) => model.capabilities.id).join(', ');
  throw new AkezoraError('model_unknown', { field: 'model', model: reference, choices });
}

/** Folder of a built-in model, by any of its names; `undefined` for others. */
export async function builtInModel(name: string): Promise<string | undefined> {
  for (const load of families) {
    const folder = (await load()).builtIn?.(modelCalled(name));
    if (folder !== undefined) return folder;
  }
  return undefined;
}

/**
 * Downloads of a published model's name or a repository `ORG/NAME[@REVISION]`.
 * @throws AkezoraError `model_unknown` when it is neither, `request_invalid` for a built-in model.
 */
export async function pullTargets(reference: string): Promise<readonly PullTarget[]> {
  for (const load of families) {
    const targets = (await load()).downloads?.(reference);
    if (targets !== undefined) return targets;
  }
  if ((await builtInModel(reference)) !== undefined) {
    const reason = {
      en: `${reference} comes with Akezora; nothing needs to be downloaded`,
      ja: `${reference} は Akezora に同梱されています。ダウンロードは必要ありません`,
    };
    throw new AkezoraError('request_invalid', { field: 'models pull', reason });
  }
  const repo = parseRepo(reference);
  if (repo !== undefined) return [{ ...repo, wants: diffusersFiles }];
  const choices = (await publishedModels()).map((model) => model.capabilities.id).join(', ');
  throw new AkezoraError('model_unknown', { field: 'model', model: reference, choices });
}

/** Files and folders of other repositories on this machine that a published model uses, such as the text encoder that several share. */
export async function partsOfModel(id: string): Promise<readonly string[]> {
  for (const load of families) {
    const family = await load();
    if (family.published.some(({ capabilities }) => capabilities.id === id)) return (await family.parts?.(id)) ?? [];
  }
  return [];
}

/** Which part of a model a file holds alone, by the names of its tensors; `undefined` for whole models and other files. */
export async function partInFile(tensors: readonly string[]): Promise<ModelPart | undefined> {
  for (const load of families) {
    const part = (await load()).partOf?.(tensors);
    if (part !== undefined) return part;
  }
  return undefined;
}

/** Why a file cannot be used by any family, by its name alone; `undefined` for all others. */
export async function refusalOfFile(name: string): Promise<AkezoraError | undefined> {
  for (const load of families) {
    const refused = (await load()).refusal?.(name);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** Published models that were downloaded, with the folder or file of their weights. */
export async function locatedModels(): Promise<{ readonly id: string; readonly path: string }[]> {
  const located: { id: string; path: string }[] = [];
  for (const load of families) {
    const family = await load();
    for (const { capabilities } of family.published) {
      const path = await family.locate?.(capabilities.id);
      if (path !== undefined) located.push({ id: capabilities.id, path });
    }
  }
  return located;
}
