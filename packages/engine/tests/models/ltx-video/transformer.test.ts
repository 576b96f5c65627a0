import { expect, it } from 'vitest';
import { openLtxFolder } from '../../../src/models/ltx-video/index.ts';
import { gridPositions } from '../../../src/models/ltx-video/rotary.ts';
import { openDenoiser } from '../../../src/models/ltx-video/transformer.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import { noise } from '../../../src/tensor/noise.ts';
import { f32 } from '../../../src/tensor/tensor.ts';
import { newFolder } from '../new-folder.ts';
import { tinyModel } from './tiny-model.ts';

it.each(['f32', 'int8'] as const)(
  'gives the same velocity in %s whether blocks are loaded together or in turn',
  async (precision) => {
    process.env.AKEZORA_CACHE = newFolder();
    const { transformer } = await openLtxFolder(await tinyModel());
    const { config } = transformer;
    const box = { frames: 2, rows: 3, columns: 4 };
    const tokens = 24;
    const textTokens = 5;
    const source = await transformer.open();
    const random = (name: string, count: number) => noise(3, name, { count });
    const prompt = {
      embedding: f32([1, textTokens, config.caption_channels], random('words', textTokens * config.caption_channels)),
      mask: new Float32Array(textTokens).fill(1),
    };
    const velocity = async (residentBlocks: number) => {
      const denoiser = await openDenoiser({
        runtime: await onnxNodeRuntime(),
        device: 'cpu',
        source,
        config,
        precision,
        prompt,
        negativePrompt: undefined,
        positions: gridPositions(box, [0.3, 32, 32]),
        timesteps: 1,
        residentBlocks,
      });
      const sample = random('sample', tokens * config.in_channels);
      const out = await denoiser.predict(sample, Float32Array.of(700), { prompt: 'positive', skippedLayers: [] });
      await denoiser.free();
      return out;
    };
    expect(config.num_layers).toBeGreaterThan(1);
    expect(await velocity(1)).toEqual(await velocity(config.num_layers));
    await source.close();
  },
);
