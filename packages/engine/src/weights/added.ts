import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { dataFolder } from '../host/folders.ts';
import { replaceFile } from '../host/replace-file.ts';

/** A user's folder or file that was added under a name. */
export interface AddedModel {
  readonly id: string;
  readonly path: string;
  /** File of the autoencoder, for a file that holds the transformer alone. Default: the model has its own. */
  readonly autoencoder?: string | undefined;
}

/** The single file of a text encoder that was added, with the folder of its tokenizer. */
export interface AddedEncoder extends AddedModel {
  readonly kind: 'text-encoder';
  /** Default: that of the hub's cache. */
  readonly tokenizer?: string | undefined;
}

/** A LoRA file that was added under a name: requests name it by that alone. */
export interface AddedLora extends AddedModel {
  readonly kind: 'lora';
  /** SHA-256 of the file when it had `bytes` bytes and was changed at `changedMs`. */
  readonly sha256: string;
  readonly bytes: number;
  readonly changedMs: number;
}

const entrySchema = z.union([
  z.object({
    id: z.string(),
    path: z.string(),
    kind: z.literal('lora'),
    sha256: z.string(),
    bytes: z.number(),
    changedMs: z.number(),
  }),
  z.object({
    id: z.string(),
    path: z.string(),
    kind: z.literal('text-encoder'),
    tokenizer: z.string().optional(),
  }),
  z.object({
    id: z.string(),
    path: z.string(),
    autoencoder: z.string().optional(),
    kind: z.undefined().optional(),
  }),
]);

type Entry = AddedModel | AddedLora | AddedEncoder;

const isLora = (entry: Entry): entry is AddedLora => 'kind' in entry && entry.kind === 'lora';
const isEncoder = (entry: Entry): entry is AddedEncoder => 'kind' in entry && entry.kind === 'text-encoder';

const listFile = () => join(dataFolder(), 'models.json');

/** All entries of the list; one that cannot be read counts as absent. */
async function readList(): Promise<Entry[]> {
  try {
    const parsed: unknown = JSON.parse(await readFile(listFile(), 'utf8'));
    const entries = Array.isArray(parsed) ? parsed.map((entry) => entrySchema.safeParse(entry)) : [];
    return entries.flatMap(({ success, data }) => (success ? [data as Entry] : []));
  } catch {
    return [];
  }
}

/** Every added model. */
export const addedModels = async (): Promise<AddedModel[]> =>
  (await readList()).filter((entry) => !isLora(entry) && !isEncoder(entry));

/** Every added LoRA. */
export const addedLoras = async (): Promise<AddedLora[]> => (await readList()).filter(isLora);

/** Every added text encoder. */
export const addedEncoders = async (): Promise<AddedEncoder[]> => (await readList()).filter(isEncoder);

/** The model that was added under a name. */
export async function addedModel(id: string): Promise<AddedModel | undefined> {
  return (await addedModels()).find((model) => model.id === id);
}

/** Adds models, LoRAs and text encoders to the list, in place of those of the same names. */
export async function storeAdded(...added: readonly Entry[]): Promise<void> {
  const names = new Set(added.map(({ id }) => id));
  await writeList([...(await readList()).filter(({ id }) => !names.has(id)), ...added]);
}

/** Removes a model or LoRA from the list; its files stay. Returns false when the list has no such name. */
export async function forgetAdded(id: string): Promise<boolean> {
  const entries = await readList();
  const others = entries.filter((entry) => entry.id !== id);
  if (others.length === entries.length) return false;
  await writeList(others);
  return true;
}

async function writeList(entries: readonly Entry[]): Promise<void> {
  await mkdir(dataFolder(), { recursive: true });
  await replaceFile(listFile(), JSON.stringify(entries, null, 1));
}
