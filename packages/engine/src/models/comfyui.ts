/** Models of ComfyUI used where they lie: found by their tensors, added by name, nothing copied. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AkezoraError, type Text } from '@akezora/contract';
import { looksLikeT5 } from '../text/t5-config.ts';
import { type AddedEncoder, type AddedLora, type AddedModel, addedModels, storeAdded } from '../weights/added.ts';
import { comfyFolders, safetensorsBelow } from '../weights/comfyui-folders.ts';
import { looksLikeLora } from '../weights/lora.ts';
import { sha256OfFile } from '../weights/sha256.ts';
import { openSafetensors } from '../weights/store.ts';
import { locatedModels, openModel, partInFile, publishedModels, refusalOfFile } from './index.ts';
import { t5XxlName } from './text-encoders.ts';

/** A file of ComfyUI that is used from now on, and how. */
export interface AddedFromComfy {
  readonly id: string;
  readonly path: string;
  readonly kind: 'model' | 'text-encoder' | 'lora';
  /** File of the autoencoder of a model whose own file has none. Default: none is needed. */
  readonly autoencoder?: string;
}

/** A file of ComfyUI that looks as if it were for a model here and cannot be used. */
export interface LeftByComfy {
  readonly path: string;
  readonly reason: Text;
}

/** What was found in the folders of ComfyUI. */
export interface ComfyReport {
  readonly added: readonly AddedFromComfy[];
  readonly left: readonly LeftByComfy[];
  /** Number of files of other models, which stay as they are. */
  readonly others: number;
  /** What must still be downloaded before a found model runs, by its name for `models pull`. Default: nothing. */
  readonly missing?: string;
}

/**
 * Adds the models, text encoders and LoRAs of ComfyUI that models here can use.
 * @param path an installation of ComfyUI, its `models` folder, or an `extra_model_paths.yaml`
 * @throws AkezoraError `input_missing`, `input_unreadable`.
 */
export async function addComfyUi(path: string): Promise<ComfyReport> {
  const { folders, roots } = await comfyFolders(path);
  const files = await sorted(folders);
  const left: LeftByComfy[] = [...files.left];
  const models: AddedModel[] = [];
  const named = new Set((await publishedModels()).map(({ capabilities }) => capabilities.id));
  for (const file of files.whole) models.push({ id: freeName(file, named), path: file });
  for (const file of files.transformers) {
    const autoencoder = autoencoderFor(file, files.autoencoders);
    if (autoencoder === undefined) left.push({ path: file, reason: noAutoencoder(files.autoencoders.length) });
    else models.push({ id: freeName(file, named), path: file, autoencoder });
  }
  const encoder = await bestEncoder(files.encoders, roots);
  await storeAdded(...models, ...(encoder === undefined ? [] : [encoder]));
  const { usable, missing } = await tryModels(models, left);
  const { loras, strangers } = await lorasFor(files.loras, left, named);
  await storeAdded(...loras);
  const added: AddedFromComfy[] = [
    ...usable.map(({ id, path: at, autoencoder }) => ({
      id,
      path: at,
      kind: 'model' as const,
      ...(autoencoder === undefined ? {} : { autoencoder }),
    })),
    ...(encoder === undefined ? [] : [{ id: encoder.id, path: encoder.path, kind: encoder.kind }]),
    ...loras.map(({ id, path: at, kind }) => ({ id, path: at, kind })),
  ];
  return { added, left, others: files.others + strangers, ...(missing === undefined ? {} : { missing }) };
}

interface SortedFiles {
  readonly whole: string[];
  readonly transformers: string[];
  readonly autoencoders: string[];
  readonly encoders: string[];
  readonly loras: string[];
  readonly left: LeftByComfy[];
  others: number;
}

/** The files by what their tensors say; only headers are read. */
async function sorted(folders: Awaited<ReturnType<typeof comfyFolders>>['folders']): Promise<SortedFiles> {
  const files: SortedFiles = {
    whole: [],
    transformers: [],
    autoencoders: [],
    encoders: [],
    loras: [],
    left: [],
    others: 0,
  };
  for (const file of await safetensorsBelow(Object.values(folders).flat())) {
    const refused = await refusalOfFile(basename(file));
    if (refused !== undefined) {
      files.left.push({ path: file, reason: refused.text });
      continue;
    }
    const store = await openSafetensors(file).catch(() => undefined);
    await store?.close();
    if (store === undefined) files.left.push({ path: file, reason: damagedReason });
    else if (looksLikeLora(store.names)) files.loras.push(file);
    else if (looksLikeT5(store.names)) files.encoders.push(file);
    else {
      const part = await partInFile(store.names);
      if (part !== undefined) files[part === 'transformer' ? 'transformers' : 'autoencoders'].push(file);
      else if (await isModel(file)) files.whole.push(file);
      else files.others += 1;
    }
  }
  return files;
}

const damagedReason: Text = {
  en: 'it cannot be read: it is damaged or not complete',
  ja: '壊れているか途中までのファイルで、読めません',
};

/** Whether a family knows a file as a model, whatever it still lacks. */
const isModel = (file: string): Promise<boolean> =>
  openModel(file).then(
    () => true,
    (error) => AkezoraError.from(error).code === 'weights_missing',
  );

/** A name for a file: its own without the ending, with a number where that is taken by a published model. */
function freeName(file: string, taken: Set<string>): string {
  const stem =
    basename(file)
      .replace(/\.safetensors$/, '')
      .replace(/^\.+|[:\p{Cc}]/gu, '')
      .slice(0, 100) || 'model';
  let name = stem;
  for (let count = 2; taken.has(name); count += 1) name = `${stem}-${count}`;
  taken.add(name);
  return name;
}

/** The autoencoder of the same version by its name, else the only one. */
function autoencoderFor(file: string, autoencoders: readonly string[]): string | undefined {
  const version = (path: string) => /0\.9(?:\.\d)?/.exec(basename(path))?.[0];
  const own = version(file);
  const same = own === undefined ? undefined : autoencoders.find((path) => version(path) === own);
  return same ?? (autoencoders.length === 1 ? autoencoders[0] : undefined);
}

const noAutoencoder = (count: number): Text =>
  count === 0
    ? {
        en: 'it holds the transformer alone, and there is no autoencoder for it in vae',
        ja: 'トランスフォーマーだけのファイルで、合うオートエンコーダーが vae にありません',
      }
    : {
        en: 'it holds the transformer alone, and the names do not say which autoencoder in vae belongs to it: put the same version (0.9.5) into both names',
        ja: 'トランスフォーマーだけのファイルで、vae のどのオートエンコーダーと組むのか、名前から分かりません。両方の名前に同じバージョン（0.9.5 など）を入れてください',
      };

/** The best of several T5 encoders: the largest that is not in 32 bits, which is no better and twice as large. */
async function bestEncoder(files: readonly string[], roots: readonly string[]): Promise<AddedEncoder | undefined> {
  const sized = await Promise.all(
    files.map(async (path) => {
      const store = await openSafetensors(path);
      const whole = store.find('encoder.block.0.layer.0.SelfAttention.q.weight')?.dtype === 'f32';
      await store.close();
      return { path, whole, bytes: (await stat(path)).size };
    }),
  );
  const [best] = sized.sort((a, b) => Number(a.whole) - Number(b.whole) || b.bytes - a.bytes);
  if (best === undefined) return undefined;
  const tokenizer = roots
    .map((root) => join(root, 'comfy/text_encoders/t5_tokenizer'))
    .find((folder) => existsSync(folder));
  return { id: t5XxlName, path: best.path, kind: 'text-encoder', ...(tokenizer === undefined ? {} : { tokenizer }) };
}

/** Which models open; what they lack is named, what cannot be used is left. */
async function tryModels(models: readonly AddedModel[], left: LeftByComfy[]) {
  const usable: AddedModel[] = [];
  let missing: string | undefined;
  for (const model of models) {
    const error = await openModel(model.id).then(
      () => undefined,
      (thrown: unknown) => AkezoraError.from(thrown),
    );
    if (error?.code === 'weights_missing') missing ??= String(error.details.model);
    if (error === undefined || error.code === 'weights_missing') usable.push(model);
    else left.push({ path: model.path, reason: error.text });
  }
  return { usable, missing };
}

/** The LoRAs that fit a model on this machine, and the number of the others. */
async function lorasFor(files: readonly string[], left: LeftByComfy[], taken: Set<string>) {
  const loras: AddedLora[] = [];
  let strangers = 0;
  const ids = [...(await locatedModels()), ...(await addedModels())].map(({ id }) => id);
  const models = (await Promise.all(ids.map((id) => openModel(id).catch(() => undefined)))).filter(
    (model) => model !== undefined,
  );
  for (const path of files) {
    const fits = await Promise.all(models.map((model) => model.fitsLora?.(path) ?? false));
    if (!fits.some(Boolean)) {
      strangers += 1;
      continue;
    }
    const { size, mtimeMs } = await stat(path);
    const sha256 = await sha256OfFile(path).catch(() => undefined);
    if (sha256 === undefined) left.push({ path, reason: damagedReason });
    else loras.push({ id: freeName(path, taken), path, kind: 'lora', sha256, bytes: size, changedMs: mtimeMs });
  }
  return { loras, strangers };
}
