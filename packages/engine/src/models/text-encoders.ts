/** Text encoders that several families share: one copy on disk serves them all. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import type { TextParts } from '../diffusion/prompt-embedding.ts';
import { addedEncoders } from '../weights/added.ts';
import { locatePart, type RepositoryPart } from './open.ts';

/**
 * Google's T5 v1.1 XXL encoder in 16 bits with its tokenizer (Apache 2.0): 9.5 GB instead of the 19 GB in 32 bits that most video
 * models ship. Lightricks runs it in bfloat16 too.
 */
export const t5Xxl: RepositoryPart = { repo: 'zai-org/CogVideoX-2b', folders: ['text_encoder', 'tokenizer'] };

/** Name for `models pull` of the encoder alone. */
export const t5XxlName = 't5-xxl';

/** The encoder's tokenizer alone (0.8 MB), for a single file of the encoder from elsewhere. */
export const t5Tokenizer: RepositoryPart = { repo: t5Xxl.repo, folders: ['tokenizer'] };

/** Name for `models pull` of the tokenizer alone. */
export const t5TokenizerName = 't5-xxl-tokenizer';

/**
 * The T5 encoder that was added as a single file, with its tokenizer; `undefined` where none was added.
 * @throws AkezoraError `weights_missing` where its tokenizer is not on this machine.
 */
async function addedEncoder(): Promise<TextParts | undefined> {
  const found = (await addedEncoders()).find(({ path }) => existsSync(path));
  if (found === undefined) return undefined;
  const shared = await locatePart(t5Tokenizer);
  const own = found.tokenizer !== undefined && existsSync(found.tokenizer) ? found.tokenizer : undefined;
  const tokenizer = own ?? (shared && join(shared, 'tokenizer'));
  if (tokenizer === undefined)
    throw new AkezoraError('weights_missing', { model: t5TokenizerName, path: t5Tokenizer.repo });
  return { encoder: found.path, tokenizer };
}

/** Files of a model that may come with a text encoder. */
export interface OwnTextEncoder {
  readonly path: string;
  /** Folder of the T5 encoder, and of its tokenizer, where they are there. */
  readonly textEncoder: string | undefined;
  readonly tokenizer: string | undefined;
}

/**
 * Folder of a model's text encoder: with the model, else in the repository that all share, else one that was added.
 * @param standIns repositories that are used while the shared one is not on this machine
 * @throws AkezoraError `weights_missing`
 */
export async function textPartsOf(files: OwnTextEncoder, ...standIns: readonly RepositoryPart[]): Promise<TextParts> {
  if (files.textEncoder && files.tokenizer) return { encoder: files.textEncoder, tokenizer: files.tokenizer };
  for (const part of [t5Xxl, ...standIns]) {
    const shared = await locatePart(part);
    if (shared) return { encoder: join(shared, 'text_encoder'), tokenizer: join(shared, 'tokenizer') };
  }
  const added = await addedEncoder();
  if (added) return added;
  throw new AkezoraError('weights_missing', { model: t5XxlName, path: join(files.path, 'text_encoder') });
}
