/**
 * Opening the models of a family by published name, added name, folder, single file or repository: the same for every family of latent
 * models, from its published checkpoints as data and two predicates that recognise its folders and files.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AkezoraError, type ModelCapabilities } from '@akezora/contract';
import { readModelJson } from '../diffusion/component.ts';
import { addedModel } from '../weights/added.ts';
import { parseRepo, snapshotOf } from '../weights/hub-cache.ts';
import { narrowedRevision } from '../weights/narrowed.ts';
import { openSafetensors } from '../weights/store.ts';
import { fileOf, foldersOf, type PullTarget, withoutFolders } from '../weights/targets.ts';
import type { ModelFamily, ModelPart } from './family.ts';
import type { VideoModel } from './model.ts';

/** A part of a repository: one file, or some of its folders. */
export type RepositoryPart =
  | { readonly repo: string; readonly file: string }
  | { readonly repo: string; readonly folders: readonly string[] };

/** A published checkpoint: its repository on the hub, and the size of its weights. */
export interface Checkpoint {
  readonly id: string;
  readonly repo: string;
  /** A single file of the repository. Default: none; the repository is a diffusers folder. */
  readonly file?: string;
  /** Repositories that hold the same weights as a diffusers folder. Default: none. */
  readonly folders?: readonly string[];
  readonly weightBytes: number;
  /** Folder of its transformer in the repository. Default `transformer`. */
  readonly transformer?: string;
  /** Folders of the repository that it consists of. Default: all but those that come from elsewhere. */
  readonly consistsOf?: readonly string[];
  /** Whether its transformer, published in 32 bits alone, is kept in 16 (`weights/narrowed.ts`). Default false. */
  readonly narrowed?: boolean;
}

/** Weights that were found on this machine. */
export interface FoundModel<C extends Checkpoint> {
  readonly kind: 'folder' | 'file';
  readonly path: string;
  /** Their name: of the file, of the repository of a snapshot (`LTX-Video-0.9.5`), or of the folder. */
  readonly name: string;
  /** Their published checkpoint; `undefined` for other weights. */
  readonly checkpoint: C | undefined;
  /** File of the autoencoder, where it is another. Default: it is with the rest. */
  readonly autoencoder?: string;
}

/** Definition of a family: how its models are found, downloaded and opened. */
export interface FamilyDefinition<C extends Checkpoint> {
  readonly id: string;
  readonly checkpoints: readonly C[];
  readonly capabilitiesOf: (checkpoint: C) => ModelCapabilities;
  /** Whether a folder whose `model_index.json` names this pipeline class is of the family. */
  readonly isPipeline: (className: string) => boolean;
  /** Whether a folder without `model_index.json` is of the family. Default: none is. */
  readonly isFolder?: (folder: string) => boolean;
  /** Whether a single file with tensors of these names is of the family. */
  readonly isSingleFile: (tensors: readonly string[]) => boolean;
  /** Parts of other repositories that are downloaded with a checkpoint. */
  readonly partsOf: (checkpoint: C) => readonly RepositoryPart[];
  /** Parts of earlier versions that are used while the part of today is not on this machine. Default: none. */
  readonly standIns?: readonly { readonly for: RepositoryPart; readonly part: RepositoryPart }[];
  /** Name of the tiny decoder that its models can use. Default: they have none. */
  readonly tinyDecoder?: string;
  /** Parts with a name of their own for `models pull`, for use with added files. */
  readonly namedParts: Readonly<Record<string, RepositoryPart>>;
  /**
   * Files, tensors and repositories that look like the family's but cannot be used, as the error that says what to take instead.
   * Default: none.
   * @param name name of a file or repository
   * @param tensors names of the tensors in a file; `undefined` before it is opened, and for repositories
   */
  readonly refusal?: (name: string, tensors?: readonly string[]) => AkezoraError | undefined;
  /** Which part of a model a file with tensors of these names holds alone; `undefined` for whole models and other files. Default: none does. */
  readonly partOf?: (tensors: readonly string[]) => ModelPart | undefined;
  /** @throws AkezoraError `weights_missing`, `weights_corrupt`, `weights_mismatch`. */
  readonly open: (found: FoundModel<C>) => Promise<VideoModel>;
}

/** The family that a definition describes. */
export function defineFamily<C extends Checkpoint>(definition: FamilyDefinition<C>): ModelFamily {
  const { checkpoints, namedParts } = definition;
  const checkpointOf = (id: string) => checkpoints.find((checkpoint) => checkpoint.id === id);
  return {
    id: definition.id,
    ...(definition.tinyDecoder === undefined ? {} : { tinyDecoder: definition.tinyDecoder }),
    published: checkpoints.map((checkpoint) => ({
      capabilities: definition.capabilitiesOf(checkpoint),
      source: checkpoint.repo,
      ...(checkpoint.folders ? { folders: checkpoint.folders } : {}),
      weightBytes: checkpoint.weightBytes,
    })),
    downloads(id) {
      const part = namedParts[id];
      if (part) return [targetOf(part)];
      const refused = definition.refusal?.(id);
      if (refused) throw refused;
      const checkpoint = checkpointOf(id);
      const named = checkpoint ?? checkpoints.find(({ folders }) => folders?.includes(id));
      if (!named) return undefined;
      const { repo, file } = named;
      const parts = definition.partsOf(named);
      // Parts that come from elsewhere are not fetched a second time with a folder.
      const elsewhere = parts.flatMap((shared) => ('folders' in shared ? shared.folders : []));
      const own =
        checkpoint && file !== undefined
          ? { ...parseRepo(repo)!, wants: fileOf(file) }
          : {
              ...parseRepo(checkpoint ? repo : id)!,
              wants: named.consistsOf ? foldersOf(...named.consistsOf) : withoutFolders(...elsewhere),
              ...(named.narrowed ? { narrows: isTransformerWeights } : {}),
            };
      return [own, ...parts.map(targetOf)];
    },
    async locate(id) {
      const checkpoint = checkpointOf(id);
      return checkpoint && locateCheckpoint(checkpoint);
    },
    async parts(id) {
      const checkpoint = checkpointOf(id);
      const parts = checkpoint ? definition.partsOf(checkpoint) : [];
      const used = parts.map(async (part) => {
        const own = await pathsOf(part);
        if (own.length > 0) return own;
        const standIns = (definition.standIns ?? []).filter((one) => one.for === part);
        return (await Promise.all(standIns.map((one) => pathsOf(one.part)))).flat();
      });
      return (await Promise.all(used)).flat();
    },
    refusal: (name) => definition.refusal?.(name),
    partOf: (tensors) => definition.partOf?.(tensors),
    open: (reference) => openReference(definition, reference),
  };
}

/** Path of a part of a repository in the hub's cache: its file, or the folder of its folders; `undefined` if it is not there. */
export async function locatePart(part: RepositoryPart): Promise<string | undefined> {
  const snapshot = await snapshotOf(parseRepo(part.repo)!);
  if (snapshot === undefined) return undefined;
  if ('file' in part) return existsSync(join(snapshot, part.file)) ? join(snapshot, part.file) : undefined;
  return part.folders.every((folder) => existsSync(join(snapshot, folder))) ? snapshot : undefined;
}

/** Files and folders of a part on this machine. */
async function pathsOf(part: RepositoryPart): Promise<string[]> {
  const found = await locatePart(part);
  if (found === undefined) return [];
  return 'file' in part ? [found] : part.folders.map((folder) => join(found, folder));
}

const isTransformerWeights = (path: string): boolean => /^transformer\/.*\.safetensors$/.test(path);

const targetOf = (part: RepositoryPart): PullTarget => ({
  ...parseRepo(part.repo)!,
  wants: 'file' in part ? fileOf(part.file) : foldersOf(...part.folders),
});

/** Path of a checkpoint's weights in the hub's cache: its file, else one of its folders; `undefined` if they are not there. */
async function locateCheckpoint({
  repo,
  file,
  folders = [],
  transformer = 'transformer',
  narrowed,
}: Checkpoint): Promise<string | undefined> {
  const snapshot = await snapshotOf(parseRepo(repo)!);
  if (snapshot !== undefined && file !== undefined && existsSync(join(snapshot, file))) return join(snapshot, file);
  const names = (file === undefined ? [repo] : folders).map((name) => parseRepo(name)!);
  const own = narrowed ? names.map((name) => ({ ...name, revision: narrowedRevision(name.revision) })) : [];
  for (const name of [...own, ...names]) {
    const found = await snapshotOf(name);
    if (found !== undefined && existsSync(join(found, transformer, 'config.json'))) return found;
  }
  return undefined;
}

async function openReference<C extends Checkpoint>(
  family: FamilyDefinition<C>,
  reference: string,
): Promise<VideoModel | undefined> {
  const checkpoint = family.checkpoints.find(({ id }) => id === reference);
  if (checkpoint) {
    const path = await locateCheckpoint(checkpoint);
    if (path === undefined) throw new AkezoraError('weights_missing', { model: checkpoint.id, path: checkpoint.repo });
    return openPath(family, path, checkpoint);
  }
  if (existsSync(reference)) return openPath(family, reference);
  const added = await addedModel(reference);
  if (added !== undefined && existsSync(added.path)) return openPath(family, added.path, undefined, added.autoencoder);
  const repo = parseRepo(reference);
  const snapshot = repo && (await snapshotOf(repo));
  return snapshot ? openPath(family, snapshot) : undefined;
}

async function openPath<C extends Checkpoint>(
  family: FamilyDefinition<C>,
  path: string,
  published?: C,
  autoencoder?: string,
): Promise<VideoModel | undefined> {
  const kind = statSync(path).isDirectory() ? 'folder' : 'file';
  const name = nameOf(path);
  const refused = kind === 'file' ? family.refusal?.(name) : undefined;
  if (refused) throw refused;
  const known =
    kind === 'folder' ? await isFolderOf(family, path) : await isFileOf(family, path, autoencoder === undefined);
  if (!known) return undefined;
  const isOf = ({ file, folders, repo }: C) =>
    kind === 'file'
      ? file === name
      : (folders ?? (file === undefined ? [repo] : [])).some((one) => one.split('/')[1] === name);
  const checkpoint = published ?? family.checkpoints.find(isOf);
  return family.open({ kind, path, name, checkpoint, ...(autoencoder === undefined ? {} : { autoencoder }) });
}

/** Name of weights: of the repository for a snapshot in the hub's cache, else of the file or folder. */
const nameOf = (path: string): string =>
  /models--[^/\\]+?--([^/\\]+)[/\\]snapshots[/\\][^/\\]+$/.exec(path)?.[1] ?? basename(path);

async function isFolderOf<C extends Checkpoint>(family: FamilyDefinition<C>, folder: string): Promise<boolean> {
  const path = join(folder, 'model_index.json');
  if (!existsSync(path)) return family.isFolder?.(folder) ?? false;
  const { _class_name: name } = (await readModelJson(path, folder)) as { _class_name?: unknown };
  return typeof name === 'string' && family.isPipeline(name);
}

async function isFileOf<C extends Checkpoint>(
  family: FamilyDefinition<C>,
  path: string,
  alone: boolean,
): Promise<boolean> {
  if (!path.endsWith('.safetensors')) return false;
  const store = await openSafetensors(path);
  try {
    const refused = family.refusal?.(basename(path), alone ? store.names : undefined);
    if (refused) throw refused;
    return family.isSingleFile(store.names);
  } finally {
    await store.close();
  }
}
