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
import { f32ToBf16 } from '../packages/engine/src/tensor/half.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import { f32, sizeOf, tensor } from '../packages/engine/src/tensor/tensor.ts';
import { type PendingTensor, writeSafetensors } from '../packages/engine/src/weights/write.ts';

interface TensorList {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: Readonly<Record<string, readonly [dtype: string, shape: readonly number[]]>>;
}

type Stored = 'bf16' | 'f32';

/** Values are cut at other places out of one stretch of noise: drawing billions takes long, equal tensors are kept once. */
const drawn = noise(1, 'random-ltx', { count: 2 ** 24 + 4099 });

/** The stretch at a scale, as stored; the few last ones are kept. */
const pools = new Map<string, Uint16Array | Float32Array>();
function poolOf(scale: number, dtype: Stored): Uint16Array | Float32Array {
  const key = `${dtype} ${scale}`;
  const scaled = () => drawn.map((value) => value * scale);
  const pool = pools.get(key) ?? (dtype === 'f32' ? scaled() : f32ToBf16(scaled()));
  pools.delete(key);
  pools.set(key, pool);
  if (pools.size > 8) pools.delete(pools.keys().next().value!);
  return pool;
}

/** Standard deviation of a tensor, or the number all its values have. */
function valuesOf(name: string, shape: readonly number[]): { readonly scale: number } | { readonly all: number } {
  if (name === 'latents_mean') return { all: 0 };
  if (name.endsWith('timestep_scale_multiplier')) return { all: 1000 };
  if (name === 'latents_std' || (shape.length === 1 && name.endsWith('weight'))) return { all: 1 };
  if (name.endsWith('bias') || shape.length < 2) return { scale: 0.05 };
  if (name.endsWith('scale_shift_table')) return { scale: 0.3 };
  if (name === 'shared.weight') return { scale: 1 };
  return { scale: sizeOf(shape.slice(1)) ** -0.5 };
}

let offset = 0;
function randomTensor(name: string, shape: readonly number[], dtype: Stored): PendingTensor {
  const values = valuesOf(name, shape);
  const make = () => {
    const count = sizeOf(shape);
    const out = dtype === 'f32' ? new Float32Array(count) : new Uint16Array(count);
    if ('all' in values) out.fill(dtype === 'f32' ? values.all : f32ToBf16(Float32Array.of(values.all))[0]!);
    else {
      const pool = poolOf(values.scale, dtype);
      offset += 7919;
      for (let at = 0; at < count; ) {
        const from = (offset + at) % pool.length;
        const part = pool.subarray(from, Math.min(pool.length, from + count - at));
        out.set(part as Uint16Array, at);
        at += part.length;
      }
    }
    return dtype === 'f32' ? f32(shape, out as Float32Array) : tensor('bf16', shape, out as Uint16Array);
  };
  return { name, dtype, shape, make };
}

async function write(path: string, items: readonly PendingTensor[]): Promise<void> {
  for await (const _ of writeSafetensors(path, items));
}

const saveJson = (path: string, value: unknown) => writeFile(path, JSON.stringify(value, null, 2));

async function writePart(folder: string, list: TensorList, dtype: Stored): Promise<void> {
  await mkdir(folder, { recursive: true });
  await saveJson(join(folder, 'config.json'), list.config);
  const items = Object.entries(list.tensors).map(([name, [, shape]]) => randomTensor(name, shape, dtype));
  await write(join(folder, 'diffusion_pytorch_model.safetensors'), items);
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
