/** Removing models from this machine, with the parts that no other model uses any more. */
import { realpath, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { addedModels, forgetAdded } from '../weights/added.ts';
import { sizeAt } from '../weights/pull.ts';
import { installedDecoders } from './decoders.ts';
import { builtInModel, openModel, partsOfModel, publishedModels } from './index.ts';
import { filesBelow, installedModels, whereIs } from './installed.ts';

/** What removing a model freed and what it left. */
export interface RemovedModel {
  /** Bytes freed; 0 for an added model or LoRA, whose files stay the user's. */
  readonly freed: number;
  /** Parts that stay because other models use them, such as the text encoder: their bytes, and those models. Default: none. */
  readonly kept?: { readonly bytes: number; readonly usedBy: readonly string[] };
}

/**
 * Removes a model, LoRA or tiny decoder. Files of an added one stay; of a downloaded model, the files that no other model uses are deleted, and so are
 * the text encoder and upscaler that it shares with others once the last model that uses them goes. An added model of a family that shares
 * them counts: it has no text encoder of its own, perhaps.
 * @throws AkezoraError `weights_missing`; `request_invalid` for a built-in model.
 */
export async function removeModel(id: string): Promise<RemovedModel> {
  if ((await builtInModel(id)) !== undefined) {
    const reason = {
      en: `${id} comes with Akezora and cannot be removed`,
      ja: `${id} は Akezora に同梱されているため、削除できません`,
    };
    throw new AkezoraError('request_invalid', { field: 'models remove', reason });
  }
  if (await forgetAdded(id)) return { freed: 0 };
  const path = await whereIs(id);
  if ((await installedDecoders()).some((decoder) => decoder.path === path)) {
    const freed = await sizeAt(path);
    await rm(path);
    return { freed };
  }
  const own = await filesOf([path]);
  const parts = await filesOf(await partsOfModel(id));
  const users = new Map<string, string[]>();
  const others = (await installedModels()).filter((model) => model.id !== id && model.kind === 'pulled');
  for (const other of others)
    for (const blob of await blobsOf([other.path, ...(await partsOfModel(other.id))]))
      users.set(blob, [...(users.get(blob) ?? []), other.id]);
  const relatives = await addedThatShare(id, parts);
  let [freed, keptBytes] = [0, 0];
  const usedBy = new Set<string>();
  for (const [index, file] of [...own, ...parts].entries()) {
    const blob = await realpath(file).catch(() => file);
    const bytes = await sizeAt(blob);
    const needed = [...(users.get(blob) ?? []), ...(index >= own.length ? relatives : [])];
    if (needed.length > 0) {
      keptBytes += bytes;
      for (const user of needed) usedBy.add(user);
      continue;
    }
    freed += bytes;
    await rm(file, { force: true });
    if (blob !== file) await rm(blob, { force: true });
    // A part is looked for by its folder: one that holds nothing goes, too. Others are refused.
    await rmdir(dirname(file)).catch(() => undefined);
  }
  return { freed, ...(keptBytes > 0 ? { kept: { bytes: keptBytes, usedBy: [...usedBy] } } : {}) };
}

/** The files of files and folders, each once. */
async function filesOf(paths: readonly string[]): Promise<string[]> {
  return [...new Set((await Promise.all(paths.map(filesBelow))).flat())];
}

async function blobsOf(paths: readonly string[]): Promise<Set<string>> {
  return new Set(await Promise.all((await filesOf(paths)).map((file) => realpath(file).catch(() => file))));
}

/** Ids of the added models of families whose published models share parts with one, its own family first of all. */
async function addedThatShare(id: string, parts: readonly string[]): Promise<string[]> {
  const published = await publishedModels();
  const families = new Set<string>();
  for (const { capabilities } of published) {
    const files = capabilities.id === id ? parts : await filesOf(await partsOfModel(capabilities.id));
    if (capabilities.id === id || files.some((file) => parts.includes(file))) families.add(capabilities.family);
  }
  const isUser = (name: string) =>
    openModel(name).then(
      ({ capabilities }) => families.has(capabilities.family),
      // One without a text encoder, perhaps: what it needs is unknown, so nothing of it goes.
      (error) => AkezoraError.from(error).code === 'weights_missing',
    );
  const added = await Promise.all(
    (await addedModels()).map(async (model) => [model.id, await isUser(model.id)] as const),
  );
  return added.flatMap(([name, isOne]) => (isOne ? [name] : []));
}
