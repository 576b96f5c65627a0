import { join } from 'node:path';
import { generationRequestSchema } from '@akezora/contract';
import { expect, it } from 'vitest';
import { readConfig, readModelJson } from '../../../src/diffusion/component.ts';
import type { Machine } from '../../../src/machine/machine.ts';
import { autoencoderConfigSchema, transformerConfigSchema } from '../../../src/models/ltx-video/config.ts';
import { ltxVideo, openLtxSingleFile } from '../../../src/models/ltx-video/index.ts';
import { singleFileNames } from '../../../src/models/ltx-video/weight-names.ts';
import { openSafetensors } from '../../../src/weights/store.ts';
import { newFolder } from '../new-folder.ts';
import { decoder, encoder, singleFile, theirs } from './single-file.ts';
import { tinyModel } from './tiny-model.ts';

it('opens a single file as the folder it was made of: same names, same configs, same frames', async () => {
  const folder = await tinyModel();
  process.env.AKEZORA_CACHE = newFolder();
  const path = await singleFile(folder);
  const files = await openLtxSingleFile(path);
  expect(files.pipeline).toBe('condition');
  const json = (part: string) => readModelJson(join(folder, part, 'config.json'), folder);
  expect(files.autoencoder.config).toEqual(readConfig(autoencoderConfigSchema, await json('vae'), ''));
  expect(files.transformer.config).toEqual(readConfig(transformerConfigSchema, await json('transformer'), ''));
  for (const [part, component] of [
    ['transformer', files.transformer],
    ['vae', files.autoencoder],
  ] as const) {
    const original = await openSafetensors(join(folder, part, 'diffusion_pytorch_model.safetensors'));
    const read = await component.open();
    expect([...read.names].sort()).toEqual([...original.names].sort());
    await read.close();
    await original.close();
  }
  const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 8e9, speeds: {} };
  const request = generationRequestSchema.parse({
    prompt: 'a fox',
    size: { width: 64, height: 64 },
    seconds: 0.4,
    fps: 12,
    steps: 1,
    seed: 3,
  });
  const clips: string[] = [];
  for (const reference of [folder, path]) {
    const model = (await ltxVideo.open(reference))!;
    const plan = await model.plan(request, machine);
    const bytes: Uint8Array[] = [];
    for await (const event of model.run(request, plan, { machine, signal: new AbortController().signal }))
      if (event.type === 'frame') bytes.push(event.frame.data);
    clips.push(Buffer.concat(bytes).toString('base64'));
  }
  expect(clips[1]).toBe(clips[0]);
});

it.each([
  ['0.9.0', encoder['0.9.0'], decoder['0.9.0']],
  ['0.9.1', encoder['0.9.0'], decoder.later],
  ['0.9.5', encoder['0.9.5'], decoder.later],
] as const)('maps the autoencoder names of %s like the published conversion', (_, downs, ups) => {
  const ends: Record<string, string[]> = {
    stack: ['resnets.0.conv1.conv.weight', 'resnets.0.conv2.conv.bias', 'resnets.1.conv1.conv.weight'],
    resample: ['conv.weight', 'conv.conv.weight'],
    single: ['conv1.conv.weight', 'norm3.weight', 'conv_shortcut.conv.weight'],
  };
  const kind = (place: string) =>
    /samplers/.test(place) ? 'resample' : /conv_(?:in|out)$/.test(place) ? 'single' : 'stack';
  const ours = [
    ...downs.flatMap((place) => ends[kind(place)]!.map((end) => `encoder.${place}.${end}`)),
    ...ups.flatMap((place) => ends[kind(place)]!.map((end) => `decoder.${place}.${end}`)),
    ...[
      'latents_mean',
      'latents_std',
      'encoder.conv_in.conv.weight',
      'decoder.conv_out.conv.bias',
      'decoder.timestep_scale_multiplier',
    ],
    ...[
      'decoder.time_embedder.timestep_embedder.linear_1.weight',
      'decoder.scale_shift_table',
      'decoder.mid_block.resnets.0.scale_shift_table',
    ],
  ];
  const stored = ours.map((name) => theirs(name, downs, ups));
  const { autoencoder } = singleFileNames([
    ...stored,
    'vae.per_channel_statistics.channel',
    'model.diffusion_model.patchify_proj.weight',
  ]);
  expect(Object.fromEntries(autoencoder)).toEqual(Object.fromEntries(ours.map((name, i) => [name, stored[i]])));
});
