import { AkezoraError } from '@akezora/contract';
import type { HubFile, HubListing } from './hub.ts';
import type { RepoName } from './hub-cache.ts';

/** Files to download from one repository. */
export interface PullTarget extends RepoName {
  readonly wants: (files: readonly HubFile[]) => readonly HubFile[];
  /** Weights in 32 bits that are kept in 16 (`narrowed.ts`). Default: none. */
  readonly narrows?: (path: string) => boolean;
}

const parts =
  /^(?:transformer|vae|scheduler|text_encoder(?:_[23])?|tokenizer(?:_[23])?|latent_upsampler|diffusion_transformer_\w+|causal_video_vae)\//;
const useful = /\.(?:safetensors|json|model|txt)$/;

/** Precision that the name of a file of weights, or of their index, states; `undefined` for those without a suffix. */
const variantOf = (path: string): string | undefined => /\.(fp16|bf16|fp8)(?=[.-])/.exec(path)?.[1];

const isWeightFile = (path: string): boolean => /\.safetensors(?:\.index(?:\.\w+)?\.json)?$/.test(path);

/** The variants of the weights of each part of a repository, the chosen one first: bf16, which halves the download, else without a suffix. */
function variantsOf(files: readonly HubFile[]): Map<string, readonly (string | undefined)[]> {
  const order: readonly (string | undefined)[] = ['bf16', undefined, 'fp16', 'fp8'];
  const found = new Map<string, Set<string | undefined>>();
  for (const { path } of files)
    if (parts.test(path) && isWeightFile(path)) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      found.set(folder, (found.get(folder) ?? new Set()).add(variantOf(path)));
    }
  return new Map([...found].map(([folder, variants]) => [folder, order.filter((one) => variants.has(one))]));
}

/** Weights in a file of PyTorch's, which are read without running anything of it (`pickle/`). */
const isPickledWeights = (path: string): boolean => /\/(?:diffusion_)?pytorch_model\.bin$/.test(path);

/**
 * The necessary files of a diffusers folder: configs, tokenizers and one set of weights for each part; pickled weights only of parts that
 * have no others. Sets may differ in the number of their files, so that they are chosen by part, not file by file.
 */
export function diffusersFiles(files: readonly HubFile[]): readonly HubFile[] {
  const variants = variantsOf(files);
  return files.filter(({ path }) => {
    if (path === 'model_index.json') return true;
    if (parts.test(path) && isPickledWeights(path)) return !variants.has(path.slice(0, path.lastIndexOf('/')));
    if (!parts.test(path) || !useful.test(path)) return false;
    return !isWeightFile(path) || variants.get(path.slice(0, path.lastIndexOf('/')))?.[0] === variantOf(path);
  });
}

/** Parts that a repository holds in bf16 and in more bits, of which the files in bf16 are taken. */
export const partsInTwoSizes = (files: readonly HubFile[]): string[] =>
  [...variantsOf(files)].flatMap(([folder, [first, ...others]]) =>
    first === 'bf16' && others.includes(undefined) ? [folder] : [],
  );

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
