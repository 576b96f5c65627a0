import { AkezoraError } from '@akezora/contract';
import { publishedLtx, textEncoderRepo } from '../models/ltx-video/published.ts';
import type { HubFile, HubListing } from './hub.ts';
import { parseRepo, type RepoName } from './places.ts';

/** What is wanted of one repository. */
export interface PullTarget extends RepoName {
  readonly wants: (files: readonly HubFile[]) => readonly HubFile[];
}

const parts =
  /^(?:transformer|vae|scheduler|text_encoder(?:_2)?|tokenizer(?:_2)?|latent_upsampler|diffusion_transformer_\w+|causal_video_vae)\//;
const useful = /\.(?:safetensors|json|model|txt)$/;

/**
 * The files of a diffusers folder that are needed: configs, tokenizers and one set of weights a part. Of several
 * precisions the plain one is taken; pickled weights never.
 */
export function diffusersFiles(files: readonly HubFile[]): readonly HubFile[] {
  const wanted = files.filter(({ path }) => path === 'model_index.json' || (parts.test(path) && useful.test(path)));
  const plain = (path: string) => path.replace(/\.(?:fp16|bf16|fp8)(?=[.-])/, '');
  return wanted.filter(({ path }) => plain(path) === path || !wanted.some((other) => other.path === plain(path)));
}

/** Files below folders of a repository. */
const foldersOf =
  (...folders: readonly string[]) =>
  (files: readonly HubFile[]): readonly HubFile[] =>
    diffusersFiles(files).filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));

const fileOf =
  (name: string) =>
  (files: readonly HubFile[]): readonly HubFile[] =>
    files.filter(({ path }) => path === name);

/**
 * What has to be fetched for a published model's name or for a repository `ORG/NAME[@REVISION]`.
 * @throws AkezoraError `model_unknown` when it is neither.
 */
export function pullTargets(reference: string): PullTarget[] {
  const published = publishedLtx.find(({ id }) => id === reference);
  if (published) {
    const own = published.file === undefined ? diffusersFiles : fileOf(published.file);
    const targets: PullTarget[] = [{ ...parseRepo(published.repo)!, wants: own }];
    const complete = published.file === undefined;
    if (!complete) targets.push({ ...parseRepo(textEncoderRepo)!, wants: foldersOf('text_encoder', 'tokenizer') });
    if (published.upsampler) {
      const { repo, file } = published.upsampler;
      targets.push({ ...parseRepo(repo)!, wants: file ? fileOf(file) : foldersOf('latent_upsampler', 'vae') });
    }
    return targets;
  }
  const repo = parseRepo(reference);
  if (repo) return [{ ...repo, wants: diffusersFiles }];
  throw new AkezoraError('model_unknown', {
    field: 'model',
    model: reference,
    choices: publishedLtx.map(({ id }) => id).join(', '),
  });
}

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
      en: 'the repository does not hold the weights of a video model as safetensors',
      ja: 'このリポジトリには動画モデルの重み（safetensors）がありません',
    },
  });
}
