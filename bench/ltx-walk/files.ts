/** The published files of LTX-Video as sparse files: full names, shapes and sizes, and no data. They take no room on the disk. */
import { copyFile, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LtxCheckpoint } from '../../packages/engine/src/models/ltx-video/checkpoints.ts';
import { decoder, encoder, theirs, transformerName } from '../../packages/engine/tests/models/ltx-video/single-file.ts';

/** Folder of the collection that holds the full-size lists. */
export const lists = join(import.meta.dirname, '..', '..', '..', 'shared', 'parity');

interface TensorList {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: Readonly<Record<string, readonly [dtype: string, shape: readonly number[]]>>;
}

const listOf = async (name: string): Promise<TensorList> =>
  JSON.parse(await readFile(join(lists, 'full-size', `${name}.json`), 'utf8'));

type Stored = 'F32' | 'BF16' | 'F8_E4M3';
const bytesOf = { F32: 4, BF16: 2, F8_E4M3: 1 } as const;

/** One tensor of a file. */
type Entry = readonly [name: string, dtype: Stored, shape: readonly number[]];

/** Writes a safetensors file of these tensors, all zeros and without blocks on the disk. */
async function writeSparse(path: string, entries: readonly Entry[]): Promise<void> {
  const header: Record<string, unknown> = {};
  let at = 0;
  for (const [name, dtype, shape] of entries) {
    const bytes = shape.reduce((a, b) => a * b, 1) * bytesOf[dtype];
    header[name] = { dtype, shape, data_offsets: [at, at + bytes] };
    at += bytes;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  await file.write(Buffer.concat([length, padded]));
  await file.truncate(8 + padded.length + at);
  await file.close();
}

/** A single file of a checkpoint, in Lightricks' names. */
async function writeCheckpoint(path: string, { version, billions, file }: LtxCheckpoint): Promise<void> {
  const kind = version === '0.9.0' || version === '0.9.1' ? version : '0.9.5';
  const names = [encoder[kind === '0.9.5' ? '0.9.5' : '0.9.0'], decoder[kind === '0.9.0' ? '0.9.0' : 'later']] as const;
  const usual: Stored = kind === '0.9.0' ? 'F32' : 'BF16';
  const entries: Entry[] = [];
  for (const [name, [, shape]] of Object.entries((await listOf(`ltx-transformer-${billions}b`)).tensors)) {
    const eight = file.includes('fp8') && shape.length === 2 && /^transformer_blocks\..*\.weight$/.test(name);
    entries.push([transformerName(name), eight ? 'F8_E4M3' : usual, shape]);
  }
  for (const [name, [, shape]] of Object.entries((await listOf(`ltx-vae-${kind}`)).tensors))
    entries.push([theirs(name, ...names), usual, shape]);
  await writeSparse(path, entries);
}

/** The shared text encoder, in two shards with their index, and a tokenizer. */
async function writeTextEncoder(folder: string): Promise<void> {
  const { config, tensors } = await listOf('t5-v1_1-xxl-encoder');
  const all = Object.entries(tensors).filter(([name]) => name !== 'encoder.embed_tokens.weight');
  const half = Math.ceil(all.length / 2);
  const map: Record<string, string> = {};
  for (const [i, part] of [all.slice(0, half), all.slice(half)].entries()) {
    const file = `model-0000${i + 1}-of-00002.safetensors`;
    await writeSparse(
      join(folder, 'text_encoder', file),
      part.map(([name, [, shape]]) => [name, 'BF16', shape]),
    );
    for (const [name] of part) map[name] = file;
  }
  const text = join(folder, 'text_encoder');
  await writeFile(join(text, 'model.safetensors.index.json'), JSON.stringify({ metadata: {}, weight_map: map }));
  await writeFile(join(text, 'config.json'), JSON.stringify(config));
  await mkdir(join(folder, 'tokenizer'), { recursive: true });
  for (const name of ['spiece.model', 'special_tokens_map.json', 'tokenizer_config.json'])
    await copyFile(join(lists, 'tokenizer/t5-unigram', name), join(folder, 'tokenizer', name));
}

/** Writes every file that the catalogue names, by repository, below `root`. */
export async function writeRepositories(root: string, checkpoints: readonly LtxCheckpoint[]): Promise<void> {
  for (const checkpoint of checkpoints) await writeCheckpoint(join(root, checkpoint.repo, checkpoint.file), checkpoint);
  const upsampler = Object.entries((await listOf('ltx-latent-upsampler')).tensors);
  await writeSparse(
    join(root, 'Lightricks/LTX-Video/ltxv-spatial-upscaler-0.9.8.safetensors'),
    upsampler.map(([name, [, shape]]) => [name, 'F32', shape]),
  );
  await writeTextEncoder(join(root, 'zai-org/CogVideoX-2b'));
}
