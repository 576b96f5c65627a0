import { existsSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { AkezoraError, type Text } from '@akezora/contract';
import { dataFolder } from '../host/folders.ts';
import { addedLoras, addedModels, storeAdded } from '../weights/added.ts';
import { fileProblem, missingFile, otherHash } from '../weights/fetch-file.ts';
import { parseRepo, repoFolder, snapshotOf } from '../weights/hub-cache.ts';
import { type PullEvent, type PullOptions, pull, sizeAt } from '../weights/pull.ts';
import { pullPublished } from '../weights/pull-published.ts';
import { sha256OfFile } from '../weights/sha256.ts';
import { openSafetensors } from '../weights/store.ts';
import { installedDecoders } from './decoders.ts';
import { builtInModel, locatedModels, openModel, pullTargets } from './index.ts';
import { addLora, type InstalledLora, isLoraFile } from './loras.ts';

/** A model whose weights are on this machine. */
export interface InstalledModel {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  /** Fetched into the hub's cache, or added from a folder or file that stays the user's. */
  readonly kind: 'pulled' | 'added';
}

/** All files below a folder, links followed; the file itself for a file. */
export async function filesBelow(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)])),
  );
  return nested.flat();
}

async function bytesBelow(path: string): Promise<number> {
  const sizes = await Promise.all((await filesBelow(path)).map(sizeAt));
  return sizes.reduce((a, b) => a + b, 0);
}

/**
 * Adds a model or LoRA from a folder or file on this machine, without copying it.
 * @param id name of the model. Default: the name of the folder or file
 * @throws AkezoraError `input_missing`; `model_unknown` for a model of no family; `weights_…` when it is damaged; `request_invalid` for a
 * LoRA whose name cannot be an id.
 */
export async function addModel(
  path: string,
  id = basename(path).replace(/\.safetensors$/, ''),
): Promise<InstalledModel | InstalledLora> {
  const full = resolve(path);
  if (!existsSync(full)) throw new AkezoraError('input_missing', { field: 'models add', path });
  if (await isLoraFile(full)) return addLora(full, id);
  await openModel(full);
  await storeAdded({ id, path: full });
  return { id, path: full, bytes: await bytesBelow(full), kind: 'added' };
}

/** Models that were downloaded or added; the built-in one is not included. */
export async function installedModels(): Promise<InstalledModel[]> {
  const models: InstalledModel[] = [];
  for (const { id, path } of await locatedModels())
    models.push({ id, path, bytes: await bytesBelow(path), kind: 'pulled' });
  for (const { id, path } of await addedModels())
    if (existsSync(path)) models.push({ id, path, bytes: await bytesBelow(path), kind: 'added' });
  return models;
}

/**
 * Folder or file of the weights of a model, LoRA or tiny decoder.
 * @throws AkezoraError `weights_missing` when they are not on this machine.
 */
export async function whereIs(id: string): Promise<string> {
  const builtIn = await builtInModel(id);
  if (builtIn !== undefined) return builtIn;
  const all = [...(await installedModels()), ...(await addedLoras()), ...(await installedDecoders())];
  const installed = all.find((model) => model.id === id);
  if (installed) return installed.path;
  const repo = parseRepo(id);
  const snapshot = repo && (await snapshotOf(repo));
  if (snapshot) return snapshot;
  throw new AkezoraError('weights_missing', { model: id, path: repo ? repoFolder(repo.repo) : dataFolder() });
}

/**
 * Downloads a model into the hub's cache, by a published name or a repository `ORG/NAME[@REVISION]`, or a tiny decoder by its name.
 * @throws AkezoraError `model_unknown`, and the errors of `pull`.
 */
export async function* pullModel(reference: string, options: PullOptions = {}): AsyncGenerator<PullEvent, void, void> {
  const { decodersFolder, publishedDecoder } = await import('../diffusion/tiny-decoder/files.ts');
  const decoder = publishedDecoder(reference);
  if (decoder) yield* pullPublished(decoder, join(decodersFolder(), `${reference}.safetensors`), options);
  else yield* pull(await pullTargets(reference), options);
}

/** A file that was verified. */
export interface VerifiedFile {
  readonly path: string;
  /** Its problem; `undefined` for an intact file. */
  readonly problem: Text | undefined;
}

/**
 * Verifies the files of a model, LoRA or tiny decoder: all that a folder's sha256.json lists, hashes of pulled files against their blob
 * names, a published decoder against its hash, and headers of safetensors files.
 * @throws AkezoraError `weights_missing`.
 */
export async function* verifyModel(id: string, signal?: AbortSignal): AsyncGenerator<VerifiedFile, boolean, void> {
  const path = await whereIs(id);
  const added = (await addedLoras()).find((lora) => lora.id === id)?.sha256;
  const published = (await installedDecoders()).find((decoder) => decoder.path === path)?.blob;
  const roots = new Set([path]);
  for (const target of await pullTargets(id).catch(() => [])) {
    const snapshot = await snapshotOf(target);
    for (const folder of ['text_encoder', 'tokenizer', 'latent_upsampler'])
      if (snapshot && existsSync(join(snapshot, folder))) roots.add(join(snapshot, folder));
  }
  let fine = true;
  const seen = new Set<string>();
  for (const root of roots) {
    const sums = await listedSums(root);
    const files = new Set([...[...sums.keys()].map((name) => join(root, name)), ...(await filesBelow(root))]);
    for (const file of files) {
      if (seen.has(file)) continue;
      seen.add(file);
      signal?.throwIfAborted();
      const problem =
        (await problemOf(file, published, signal)) ??
        (await wrongSum(file, added ?? sums.get(relative(root, file)), signal));
      if (problem !== undefined) fine = false;
      yield { path: file, problem };
    }
  }
  return fine;
}

/** SHA-256 by file name, as a folder's own list publishes them; empty where there is none. */
async function listedSums(root: string): Promise<ReadonlyMap<string, string>> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(join(root, 'sha256.json'), 'utf8')) as object));
  } catch {
    return new Map();
  }
}

async function wrongSum(file: string, sum: string | undefined, signal?: AbortSignal): Promise<Text | undefined> {
  if (sum === undefined) return undefined;
  return (await sha256OfFile(file, signal)) === sum ? undefined : otherHash;
}

async function problemOf(file: string, published: string | undefined, signal?: AbortSignal): Promise<Text | undefined> {
  const blob = await realpath(file).catch(() => undefined);
  if (blob === undefined) return missingFile;
  const etag = published ?? basename(blob);
  if (published !== undefined || (blob !== file && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(etag))) {
    const { size } = await stat(blob);
    const wrong = await fileProblem(blob, { path: file, bytes: size, etag }, signal);
    if (wrong !== undefined) return wrong;
  }
  if (!file.endsWith('.safetensors')) return undefined;
  try {
    await (await openSafetensors(file)).close();
    return undefined;
  } catch (error) {
    return AkezoraError.from(error).text;
  }
}
