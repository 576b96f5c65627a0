import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkAutoencoder } from '../../../src/models/cogvideox/autoencoder.ts';
import { autoencoderConfigSchema, transformerConfigSchema } from '../../../src/models/cogvideox/config.ts';
import { checkTransformer } from '../../../src/models/cogvideox/transformer.ts';
import type { TensorSource } from '../../../src/tensor/source.ts';
import { fixtures } from '../ltx-video/tiny-model.ts';

type Shapes = Record<string, readonly [string, readonly number[]]>;

/** Tensors without data, as the published files list them. */
const listed = (tensors: Shapes): TensorSource => ({
  label: 'list',
  names: Object.keys(tensors),
  find: (name) => (tensors[name] ? { name, dtype: 'f32', shape: tensors[name][1] } : undefined),
  read: (name) => Promise.reject(new Error(`${name} was read`)),
  close: async () => {},
});

function published(name: string): { config: Record<string, unknown>; tensors: Shapes } | undefined {
  const file = join(fixtures, '../../../../../shared/parity/full-size', `${name}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  console.warn(`SKIPPED: the shared list ${name}.json is not beside the repository`);
  return undefined;
}

const transformers = ['cogvideox-2b-transformer', 'cogvideox-5b-transformer', 'cogvideox1.5-5b-transformer'];

/** What the models from pictures have beside those from text. */
const pictured = {
  'cogvideox-5b-transformer': {
    config: { in_channels: 32, use_learned_positional_embeddings: true },
    tensors: {
      'patch_embed.proj.weight': ['F32', [3072, 32, 2, 2]],
      'patch_embed.pos_embedding': ['F32', [1, 226 + 13 * 30 * 45, 3072]],
    },
  },
  'cogvideox1.5-5b-transformer': {
    config: { in_channels: 32, ofs_embed_dim: 512 },
    tensors: {
      'patch_embed.proj.weight': ['F32', [3072, 256]],
      'ofs_embedding.linear_1.weight': ['F32', [512, 512]],
      'ofs_embedding.linear_1.bias': ['F32', [512]],
      'ofs_embedding.linear_2.weight': ['F32', [512, 512]],
      'ofs_embedding.linear_2.bias': ['F32', [512]],
    },
  },
} satisfies Record<string, { config: object; tensors: Record<string, unknown> }>;

for (const name of transformers)
  it(`binds every tensor of ${name}, and misses one that is not there`, ({ skip }) => {
    const { config, tensors } = published(name) ?? skip();
    const parsed = transformerConfigSchema.parse(config);
    expect(() => checkTransformer(listed(tensors), parsed)).not.toThrow();
    const last = Object.keys(tensors).at(-1)!;
    const { [last]: _gone, ...rest } = tensors;
    expect(() => checkTransformer(listed(rest), parsed)).toThrow(last);
  });

for (const [name, more] of Object.entries(pictured))
  it(`binds the tensors of ${name} made for pictures, and finds one that is too much`, ({ skip }) => {
    const { config, tensors } = published(name) ?? skip();
    const parsed = transformerConfigSchema.parse({ ...config, ...more.config });
    const all = { ...tensors, ...(more.tensors as unknown as Shapes) };
    expect(() => checkTransformer(listed(all), parsed)).not.toThrow();
    const extra: Shapes = { ...all, 'patch_embed.other.weight': ['F32', [1]] };
    expect(() => checkTransformer(listed(extra), parsed)).toThrow('patch_embed.other.weight');
  });

it('binds every tensor of the autoencoder, and misses one that is not there', ({ skip }) => {
  const { config, tensors } = published('cogvideox-vae') ?? skip();
  const parsed = autoencoderConfigSchema.parse(config);
  expect(() => checkAutoencoder(listed(tensors), parsed)).not.toThrow();
  const { 'decoder.norm_out.norm_layer.bias': _gone, ...rest } = tensors;
  expect(() => checkAutoencoder(listed(rest), parsed)).toThrow('decoder.norm_out.norm_layer.bias');
});
