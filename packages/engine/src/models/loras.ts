/** LoRAs that a user adds from files on this machine, under ids by which requests name them. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AkezoraError, type Text } from '@akezora/contract';
import { addedLoras, addedModels, storeAdded } from '../weights/added.ts';
import { looksLikeLora } from '../weights/lora.ts';
import { sha256OfFile } from '../weights/sha256.ts';
import { openSafetensors } from '../weights/store.ts';
import { locatedModels, openModel, publishedModels, refusalOfFile } from './index.ts';

/** A LoRA that was added. */
export interface InstalledLora {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  readonly kind: 'lora';
  /** Ids of the installed models whose weights it fits. */
  readonly fits: readonly string[];
}

/** Whether a file is a LoRA, by the names of its tensors. Anything that is no safetensors file is none. */
export async function isLoraFile(path: string): Promise<boolean> {
  if (!path.endsWith('.safetensors')) return false;
  const store = await openSafetensors(path).catch(() => undefined);
  await store?.close();
  return store !== undefined && looksLikeLora(store.names);
}

/** Names that can be an id: no part of a path, and no `:`, which stands before the strength on the command line. */
const usableId = /^(?!\.)[^\\/:\p{Cc}]{1,128}$/u;

/**
 * Adds a LoRA without copying it. One that fits no installed model is added too: its model may come later.
 * @throws AkezoraError `request_invalid` for an id that is a path or the name of a model; `weights_unsupported` for a kind of LoRA that
 * no model can use.
 */
export async function addLora(path: string, id: string): Promise<InstalledLora> {
  const refuse = (reason: Text) => new AkezoraError('request_invalid', { field: 'models add', reason });
  if (!usableId.test(id))
    throw refuse({
      en: `${id} cannot name a LoRA: up to 128 letters, without / \\ : and not beginning with a dot`,
      ja: `${id} は LoRA の名前にできません。/ \\ : を含まず、ドットで始まらない128文字以内にしてください`,
    });
  const models = [...(await publishedModels()).map(({ capabilities }) => capabilities), ...(await addedModels())];
  if (models.some((model) => model.id === id))
    throw refuse({ en: `${id} is the name of a model`, ja: `${id} はモデルの名前です` });
  const refused = await refusalOfFile(basename(path));
  if (refused !== undefined) throw refused;
  const { size, mtimeMs } = await stat(path);
  await storeAdded({ id, path, kind: 'lora', sha256: await sha256OfFile(path), bytes: size, changedMs: mtimeMs });
  return (await installedLoras()).find((lora) => lora.id === id)!;
}

/** The LoRAs that were added and whose files are there, each with the installed models that it fits. Only headers are read. */
export async function installedLoras(): Promise<InstalledLora[]> {
  const loras = (await addedLoras()).filter(({ path }) => existsSync(path));
  if (loras.length === 0) return [];
  const fits = new Map<string, string[]>();
  for (const { id } of [...(await locatedModels()), ...(await addedModels())]) {
    const model = await openModel(id).catch(() => undefined);
    for (const lora of model?.capabilities.loras ?? []) fits.set(lora.id, [...(fits.get(lora.id) ?? []), id]);
  }
  return loras.map(({ id, path, bytes }) => ({ id, path, bytes, kind: 'lora', fits: fits.get(id) ?? [] }));
}
