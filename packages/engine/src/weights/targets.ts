import { AkezoraError } from '@akezora/contract';
import type { HubFile, HubListing } from './hub.ts';
import type { RepoName } from './hub-cache.ts';

/** Files to download from one repository. */
export interface PullTarget extends RepoName {
  readonly wants: (files: readonly HubFile[]) => readonly HubFile[];
}

const parts =
  /^(?:transformer|vae|scheduler|text_encoder(?:_2)?|tokenizer(?:_2)?|latent_upsampler|diffusion_transformer_\w+|causal_video_vae)\//;
const useful = /\.(?:safetensors|json|model|txt)$/;

/**
 * The necessary files of a diffusers folder: configs, tokenizers and one set of weights for each part, in the precision
 * without a suffix if there are several; no pickled weights.
 */
export function diffusersFiles(files: readonly HubFile[]): readonly HubFile[] {
  const wanted = files.filter(({ path }) => path === 'model_index.json' || (parts.test(path) && useful.test(path)));
  const plain = (path: string) => path.replace(/\.(?:fp16|bf16|fp8)(?=[.-])/, '');
  return wanted.filter(({ path }) => plain(path) === path || !wanted.some((other) => other.path === plain(path)));
}

/** Files below folders of a repository. */
export const foldersOf =
  (...folders: readonly string[]) =>
  (files: readonly HubFile[]): readonly HubFile[] =>
    diffusersFiles(files).filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));

/** The files of a diffusers folder without some of its folders. */
export const withoutFolders =
  (...folders: readonly string[]) =>
  (files: readonly HubFile[]): readonly HubFile[] =>
    diffusersFiles(files).filter(({ path }) => !folders.some((folder) => path.startsWith(`${folder}/`)));

/** One file of a repository. */
export const fileOf =
  (name: string) =>
  (files: readonly HubFile[]): readonly HubFile[] =>
    files.filter(({ path }) => path === name);

/**
 * The wanted files of a listing.
 * @throws AkezoraError `weights_mismatch` when the repository has none: it is not a video model.
 */
export function wantedFiles(target: PullTarget, listing: HubListing): readonly HubFile[] {
  const files = target.wants(listing.files);
  if (files.some(({ path }) => path.endsWith('.safetensors'))) return files;
  throw new AkezoraError('weights_mismatch', {
    path: target.repo,
    tensor: 'model_index.json',
    reason: {
      en: 'the repository contains no weights of a video model (safetensors)',
      ja: 'このリポジトリには動画モデルの重み（safetensors）がありません',
    },
  });
}
