import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import type { z } from 'zod';
import { missingWeights } from '../weights/missing-weights.ts';
import { clipTokenizer } from './bpe.ts';
import { readCharsmap } from './charsmap.ts';
import { readSentencePiece } from './sentencepiece.ts';
import type { AddedToken, Tokenizer } from './tokenizer.ts';
import {
  parseChecked,
  type SpecialTokens,
  specialTokensSchema,
  type TokenizerFile,
  tokenizerFileSchema,
  vocabularySchema,
} from './tokenizer-file.ts';
import { unigramTokenizer } from './unigram.ts';

type SpecialName = 'pad_token' | 'eos_token' | 'bos_token' | 'unk_token';

async function readOptional(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema> | undefined> {
  const bytes = await readOptional(path);
  return bytes === undefined ? undefined : parseChecked(schema, bytes.toString('utf8'), path);
}

/**
 * Opens the tokenizer of a model folder: `tokenizer.json`, else `spiece.model` (T5), else `vocab.json` with
 * `merges.txt` (CLIP). `tokenizer_config.json` and `special_tokens_map.json` are read where they are there.
 * @throws AkezoraError `weights_missing` when there is none, `weights_corrupt` when a file cannot be read.
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const special: SpecialTokens = {
    ...(await readJson(join(folder, 'special_tokens_map.json'), specialTokensSchema)),
    ...(await readJson(join(folder, 'tokenizer_config.json'), specialTokensSchema)),
  };
  const path = join(folder, 'tokenizer.json');
  const file = await readJson(path, tokenizerFileSchema);
  if (file?.model?.vocab !== undefined) {
    if (Array.isArray(file.model.vocab)) return fromUnigramFile(file, special, path);
    if (file.model.merges !== undefined) return fromBpeFile(file, special, path);
    throw new AkezoraError('weights_corrupt', { path, reason: `model type ${file.model.type} is not known here` });
  }
  const model = await readOptional(join(folder, 'spiece.model'));
  if (model) return fromSentencePiece(model, special, join(folder, 'spiece.model'));
  const vocabulary = await readJson(join(folder, 'vocab.json'), vocabularySchema);
  const merges = await readOptional(join(folder, 'merges.txt'));
  if (vocabulary && merges) return fromVocabulary(vocabulary, merges.toString('utf8'), special, folder);
  throw missingWeights(folder, folder);
}

const contentOf = (special: SpecialTokens, name: SpecialName): string | undefined => {
  const token = special[name];
  return typeof token === 'string' ? token : token?.content;
};

function idOf(token: string | undefined, find: (token: string) => number | undefined, path: string): number {
  const id = token === undefined ? undefined : find(token);
  if (id === undefined)
    throw new AkezoraError('weights_corrupt', { path, reason: `the special token ${token} has no id` });
  return id;
}

/** Normalisers may hold others; published files nest them once. */
const deepest = 4;

function findCharsmap(normalizer: unknown, depth = 0): Uint8Array {
  if (depth > deepest || typeof normalizer !== 'object' || normalizer === null) return new Uint8Array();
  const { precompiled_charsmap: map, normalizers } = normalizer as {
    precompiled_charsmap?: string;
    normalizers?: unknown;
  };
  if (typeof map === 'string') return Buffer.from(map, 'base64');
  for (const part of Array.isArray(normalizers) ? normalizers : []) {
    const found = findCharsmap(part, depth + 1);
    if (found.length > 0) return found;
  }
  return new Uint8Array();
}

function fromUnigramFile(file: TokenizerFile, special: SpecialTokens, path: string): Tokenizer {
  const pieces = file.model!.vocab as readonly (readonly [string, number])[];
  const addedTokens = file.added_tokens ?? [];
  const find = (token: string) => {
    const added = addedTokens.find(({ content }) => content === token)?.id;
    const at = added ?? pieces.findIndex(([piece]) => piece === token);
    return at < 0 ? undefined : at;
  };
  return unigramTokenizer({
    pieces,
    unknownId: file.model!.unk_id ?? 2,
    padId: idOf(contentOf(special, 'pad_token') ?? '<pad>', find, path),
    endId: idOf(contentOf(special, 'eos_token') ?? '</s>', find, path),
    addedTokens,
    normalise: readCharsmap(findCharsmap(file.normalizer), path),
  });
}

function fromSentencePiece(bytes: Uint8Array, special: SpecialTokens, path: string): Tokenizer {
  const model = readSentencePiece(bytes, path);
  for (const id of [model.unknownId, model.endId]) {
    if (!(id >= 0 && id < model.pieces.length))
      throw new AkezoraError('weights_corrupt', { path, reason: `its special token ${id} is no piece` });
  }
  // T5 has 100 sentinel tokens, UMT5 (unknown = 3) has 300.
  const extraCount = special.extra_ids ?? (model.unknownId === 2 ? 100 : 300);
  const plain = { lstrip: false, rstrip: false, normalized: false };
  // The sentinel tokens follow the pieces and count down, so that <extra_id_0> has the highest id.
  const extra = Array.from({ length: extraCount }, (_, i) => `<extra_id_${extraCount - 1 - i}>`);
  const known = new Set(model.pieces.map(([piece]) => piece));
  const missing = extra.filter((token) => !known.has(token));
  const pieces = [...model.pieces, ...missing.map((token) => [token, 0] as const)];
  const idByPiece = new Map(pieces.map(([piece], id) => [piece, id]));
  const specials = [model.padId, model.startId, model.endId, model.unknownId].filter((id) => id >= 0);
  return unigramTokenizer({
    pieces,
    unknownId: model.unknownId,
    padId: Math.max(0, model.padId),
    endId: model.endId,
    addedTokens: [
      ...specials.map((id) => ({ id, content: pieces[id]?.[0] ?? '', ...plain })),
      ...extra.map((content) => ({ id: idByPiece.get(content)!, content, ...plain, lstrip: true, rstrip: true })),
    ],
    normalise: readCharsmap(model.charsmap, path),
  });
}

function fromBpeFile(file: TokenizerFile, special: SpecialTokens, path: string): Tokenizer {
  const vocabulary = new Map(Object.entries(file.model!.vocab as Record<string, number>));
  const merges = file.model!.merges!.map((merge) =>
    typeof merge === 'string' ? (merge.split(' ') as [string, string]) : merge,
  );
  return clipFrom(vocabulary, merges, file.added_tokens ?? [], special, path);
}

function fromVocabulary(
  vocab: Record<string, number>,
  mergesFile: string,
  special: SpecialTokens,
  path: string,
): Tokenizer {
  const vocabulary = new Map(Object.entries(vocab));
  const merges = mergesFile
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#version'))
    .map((line) => line.trim().split(' ') as [string, string]);
  const added = new Map<string, AddedToken>();
  for (const [id, token] of Object.entries(special.added_tokens_decoder ?? {}))
    added.set(token.content, { ...token, id: Number(id) });
  for (const name of ['bos_token', 'eos_token', 'unk_token', 'pad_token'] as const) {
    const content = contentOf(special, name) ?? defaultSpecial[name];
    const id = vocabulary.get(content);
    if (id === undefined || added.has(content)) continue;
    const token = special[name];
    const normalized = typeof token === 'object' ? (token?.normalized ?? true) : true;
    added.set(content, { id, content, lstrip: false, rstrip: false, normalized });
  }
  return clipFrom(vocabulary, merges, [...added.values()], special, path);
}

const defaultSpecial: Readonly<Record<SpecialName, string>> = {
  bos_token: '<|startoftext|>',
  eos_token: '<|endoftext|>',
  unk_token: '<|endoftext|>',
  pad_token: '<|endoftext|>',
};

function clipFrom(
  vocabulary: ReadonlyMap<string, number>,
  merges: readonly (readonly [string, string])[],
  addedTokens: readonly AddedToken[],
  special: SpecialTokens,
  path: string,
): Tokenizer {
  const find = (token: string) => addedTokens.find(({ content }) => content === token)?.id ?? vocabulary.get(token);
  const idNamed = (name: SpecialName) => idOf(contentOf(special, name) ?? defaultSpecial[name], find, path);
  return clipTokenizer({
    vocabulary,
    merges,
    addedTokens,
    startId: idNamed('bos_token'),
    endId: idNamed('eos_token'),
    padId: idNamed('pad_token'),
    unknownId: idNamed('unk_token'),
  });
}
