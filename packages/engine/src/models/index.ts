import { existsSync, statSync } from 'node:fs';
import { AkezoraError, modelCalled } from '@akezora/contract';
import { parseRepo } from '../weights/hub-cache.ts';
import { diffusersFiles, type PullTarget } from '../weights/targets.ts';
import type { ModelFamily, ModelPart } from './family.ts';
import type { VideoModel } from './model.ts';

/** The families, one line each; a family is loaded at its first use. */
const families: readonly (() => Promise<ModelFamily>)[] = [
  async () => (await import('./akezora/index.ts')).akezora,
  async () => (await import('./ltx-video/index.ts')).ltxVideo,
  async () => (await import('./cogvideox/index.ts')).cogVideoX,
  async () => (await import('./mochi/index.ts')).mochi,
  async () => (await import('./pyramid-flow/index.ts')).pyramidFlow,
];

/** Every model that can be opened by name. */
export async function publishedModels(): Promise<ModelFamily['published']> {
  const loaded = await Promise.all(families.map((load) => load()));
  return loaded.flatMap((family) => family.published);
}

/** The tiny decoders of all families, by name. */
export async function familyDecoders(): Promise<{ readonly id: string; readonly family: string }[]> {
  const loaded = await Promise.all(families.map((load) => load()));
  return loaded.flatMap(({ id: family, tinyDecoder: id }) => (id === undefined ? [] : [{ id, family }]));
}

/** The first answer of a family that has one. */
async function firstAnswer<T>(ask: (family: ModelFamily) => Promise<T | undefined> | T | undefined) {
  for (const load of families) {
    const answer = await ask(await load());
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/**
 * Opens a model by name, folder or file. Names that models had before, and names of other services, count (`modelNames`).
 * @throws AkezoraError `model_unknown` for a name of no family, `request_invalid` for a folder or file of none.
 */
export async function openModel(reference: string): Promise<VideoModel> {
  const called = modelCalled(reference);
  const model = await firstAnswer((family) => family.open(called));
  if (model !== undefined) return model;
  if (existsSync(called)) throw unreadModel(called);
  const choices = (await publishedModels()).map((model) => model.capabilities.id).join(', ');
  throw new AkezoraError('model_unknown', { field: 'model', model: reference, choices });
}

/** Why a folder or file that is there cannot be opened as a model. */
function unreadModel(path: string): AkezoraError {
  const reason = statSync(path).isDirectory()
    ? {
        en: `${path} is a folder without a model that Akezora reads: it needs a model_index.json of a model that \`akezora models\` lists`,
        ja: `${path} に、Akezora が読めるモデルがありません。\`akezora models\` にあるモデルの model_index.json が必要です`,
      }
    : {
        en: `${path} is no file of weights that Akezora reads: it needs a .safetensors file of a model that \`akezora models\` lists`,
        ja: `${path} は、Akezora が読める重みのファイルではありません。\`akezora models\` にあるモデルの .safetensors ファイルが必要です`,
      };
  return new AkezoraError('request_invalid', { field: 'model', reason });
}

/** Folder of a built-in model, by any of its names; `undefined` for others. */
export const builtInModel = (name: string): Promise<string | undefined> =>
  firstAnswer((family) => family.builtIn?.(modelCalled(name)));

/**
 * Downloads of a published model's name or a repository `ORG/NAME[@REVISION]`.
 * @throws AkezoraError `model_unknown` when it is neither, `request_invalid` for a built-in model.
 */
export async function pullTargets(reference: string): Promise<readonly PullTarget[]> {
  const targets = await firstAnswer((family) => family.downloads?.(reference));
  if (targets !== undefined) return targets;
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
export const partInFile = (tensors: readonly string[]): Promise<ModelPart | undefined> =>
  firstAnswer((family) => family.partOf?.(tensors));

/** Why a file cannot be used by any family, by its name alone; `undefined` for all others. */
export const refusalOfFile = (name: string): Promise<AkezoraError | undefined> =>
  firstAnswer((family) => family.refusal?.(name));

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
