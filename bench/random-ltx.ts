/**
 * Writes a whole LTX-Video model at full size with random weights, as a folder of the hub: transformer and text encoder in
 * bf16 (the text encoder in shards), autoencoder, configs, scheduler and tokenizer. Names and shapes come from the lists of
 * the parity collection. 16 GB for the 2B model; the benches that need it take its folder.
 *
 * `node bench/random-ltx.ts FOLDER [--lists ../shared/parity] [--transformer 2b] [--vae 0.9.5] [--text-dtype bf16]
 * [--parts transformer,vae,text_encoder] [--lora FILE]`. The tokenizer is the collection's, filled up to 32,000 pieces.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sizeOf } from '../packages/engine/src/tensor/tensor.ts';
import { type PendingTensor, writeSafetensors } from '../packages/engine/src/weights/write.ts';
import { randomTensor, type Stored, writeRandomPart } from './random-tensor.ts';

interface TensorList {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: Readonly<Record<string, readonly [dtype: string, shape: readonly number[]]>>;
}

async function write(path: string, items: readonly PendingTensor[]): Promise<void> {
  for await (const _ of writeSafetensors(path, items));
}

const saveJson = (path: string, value: unknown) => writeFile(path, JSON.stringify(value, null, 2));

function writePart(folder: string, list: TensorList, dtype: Stored): Promise<void> {
  const shapes = Object.entries(list.tensors).map(([name, [, shape]]) => [name, shape] as const);
  return writeRandomPart(folder, list.config, shapes, dtype);
}

/** The text encoder in shards of up to 5 GB with their index, as published. */
async function writeTextEncoder(folder: string, list: TensorList, dtype: Stored): Promise<void> {
  await mkdir(folder, { recursive: true });
  await saveJson(join(folder, 'config.json'), list.config);
  const shards: PendingTensor[][] = [[]];
  let bytes = 0;
  for (const [name, [, shape]] of Object.entries(list.tensors)) {
    if (name === 'encoder.embed_tokens.weight') continue;
    const size = sizeOf(shape) * (dtype === 'f32' ? 4 : 2);
    if (bytes + size > 5e9) {
      shards.push([]);
      bytes = 0;
    }
    bytes += size;
    shards.at(-1)!.push(randomTensor(name, shape, dtype));
  }
  const number = (i: number) => String(i).padStart(5, '0');
  const map: Record<string, string> = {};
  for (const [i, items] of shards.entries()) {
    const file = `model-${number(i + 1)}-of-${number(shards.length)}.safetensors`;
    await write(join(folder, file), items);
    for (const { name } of items) map[name] = file;
  }
  await saveJson(join(folder, 'model.safetensors.index.json'), { metadata: {}, weight_map: map });
}

/** The collection's tokenizer with rare pieces added, so that reading it takes as long as T5's own. */
async function writeTokenizer(folder: string, from: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of ['tokenizer_config.json', 'special_tokens_map.json'])
    await writeFile(join(folder, name), await readFile(join(from, name)));
  const file = JSON.parse(await readFile(join(from, 'tokenizer.json'), 'utf8'));
  const { vocab } = file.model;
  while (vocab.length < 32_000) vocab.push([`▁${(vocab.length * 7919).toString(36)}qzx`, -30]);
  await saveJson(join(folder, 'tokenizer.json'), file);
}

/** An adapter of rank 32 on every attention layer, as PEFT writes it. */
async function writeLora(path: string, list: TensorList): Promise<void> {
  const items: PendingTensor[] = [];
  for (const [name, [, shape]] of Object.entries(list.tensors)) {
    if (!/attn\d\.to_(?:q|k|v|out\.0)\.weight$/.test(name)) continue;
    const layer = `transformer.${name.replace(/\.weight$/, '')}`;
    items.push(randomTensor(`${layer}.lora_A.weight`, [32, shape[1]!], 'bf16'));
    items.push(randomTensor(`${layer}.lora_B.weight`, [shape[0]!, 32], 'bf16'));
  }
  await write(path, items);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      lists: { type: 'string', default: join(import.meta.dirname, '..', '..', 'shared', 'parity') },
      transformer: { type: 'string', default: '2b' },
      vae: { type: 'string', default: '0.9.5' },
      'text-dtype': { type: 'string', default: 'bf16' },
      parts: { type: 'string', default: 'transformer,vae,text_encoder' },
      lora: { type: 'string' },
    },
  });
  const [folder] = positionals;
  if (folder === undefined) throw new Error('say the folder to write to');
  const parts = values.parts.split(',');
  const list = async (name: string): Promise<TensorList> =>
    JSON.parse(await readFile(join(values.lists, 'full-size', `${name}.json`), 'utf8'));
  const { lists } = values;
  const transformer = await list(`ltx-transformer-${values.transformer}`);
  const pipeline = join(
    lists,
    'ltx-video',
    values.vae === '0.9.5' ? 'pipeline-condition-t2v' : 'pipeline-t2v-090',
    'hub',
  );
  await mkdir(join(folder, 'scheduler'), { recursive: true });
  for (const name of ['model_index.json', 'scheduler/scheduler_config.json'])
    await writeFile(join(folder, name), await readFile(join(pipeline, name)));
  await writeTokenizer(join(folder, 'tokenizer'), join(lists, 'tokenizer', 't5-unigram'));
  if (parts.includes('transformer')) await writePart(join(folder, 'transformer'), transformer, 'bf16');
  if (parts.includes('vae')) await writePart(join(folder, 'vae'), await list(`ltx-vae-${values.vae}`), 'bf16');
  if (parts.includes('text_encoder'))
    await writeTextEncoder(
      join(folder, 'text_encoder'),
      await list('t5-v1_1-xxl-encoder'),
      values['text-dtype'] as Stored,
    );
  if (values.lora) await writeLora(values.lora, transformer);
}

await main();
