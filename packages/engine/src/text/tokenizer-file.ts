import { AkezoraError } from '@akezora/contract';
import { z } from 'zod';

const id = z.number().int().min(0).max(10_000_000);
const content = z.string().max(1000);

const addedTokenSchema = z.object({
  id,
  content,
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().default(true),
});

const specialTokenSchema = z.union([content, z.object({ content, normalized: z.boolean().optional() })]);

/** `tokenizer.json` of the tokenizers library, as far as it is used here. */
export const tokenizerFileSchema = z.object({
  added_tokens: z.array(addedTokenSchema).optional(),
  normalizer: z.unknown(),
  model: z
    .object({
      type: z.string().optional(),
      unk_id: id.nullish(),
      vocab: z.union([z.array(z.tuple([content, z.number()])), z.record(content, id)]).optional(),
      merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])).optional(),
    })
    .optional(),
});

/** Content of `tokenizer.json`. */
export type TokenizerFile = z.infer<typeof tokenizerFileSchema>;

/** `tokenizer_config.json` and `special_tokens_map.json`, as far as they are used here. */
export const specialTokensSchema = z.object({
  pad_token: specialTokenSchema.nullish(),
  eos_token: specialTokenSchema.nullish(),
  bos_token: specialTokenSchema.nullish(),
  unk_token: specialTokenSchema.nullish(),
  /** Sentinel tokens of T5: 100, of UMT5: 300. */
  extra_ids: z.number().int().min(0).max(10_000).nullish(),
  added_tokens_decoder: z.record(z.string(), addedTokenSchema.omit({ id: true })).nullish(),
});

/** Special tokens by their roles. */
export type SpecialTokens = z.infer<typeof specialTokensSchema>;

/** `vocab.json`: pieces with their ids. */
export const vocabularySchema = z.record(content, id);

/**
 * Parses JSON and checks its form.
 * @throws AkezoraError `weights_corrupt` naming the file and the place.
 */
export function parseChecked<Schema extends z.ZodType>(schema: Schema, text: string, path: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AkezoraError('weights_corrupt', { path, reason: 'not valid JSON' }, { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const at = result.error.issues[0]?.path.join('.').slice(0, 100) ?? '';
  const reason = {
    en: `${at || 'its content'} has another form than a tokenizer's`,
    ja: `${at || '内容'}の形式が違います`,
  };
  throw new AkezoraError('weights_corrupt', { path, reason });
}
