import { expect, it } from 'vitest';
import { openDenoiser } from '../../../src/models/ltx-video/denoiser.ts';
import { openLtxFolder } from '../../../src/models/ltx-video/files.ts';
import { gridPositions } from '../../../src/models/ltx-video/rotary.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import { noise } from '../../../src/tensor/noise.ts';
import { f32 } from '../../../src/tensor/tensor.ts';
import { newFolder, tinyModel } from './tiny-model.ts';

it.each(['f32', 'int8'] as const)(
  'gives the same velocity in %s whether blocks are loaded together or in turn',
  async (linear) => {
    process.env.AKEZORA_CACHE = newFolder();
    const { transformer } = await openLtxFolder(await tinyModel());
    const { config } = transformer;
    const box = { frames: 2, rows: 3, columns: 4 };
    const tokens = 24;
    const words = 5;
    const source = await transformer.open();
    const random = (name: string, count: number) => noise(3, name, { count });
    const prompt = {
      embedding: f32([1, words, config.caption_channels], random('words', words * config.caption_channels)),
      mask: new Float32Array(words).fill(1),
    };
    const velocity = async (blocksAtOnce: number) => {
      const denoiser = await openDenoiser({
        runtime: await onnxNodeRuntime(),
        device: 'cpu',
        source,
        config,
        linear,
        prompt,
        negative: undefined,
        positions: gridPositions(box, [0.3, 32, 32]),
        times: 1,
        blocksAtOnce,
      });
      const sample = random('sample', tokens * config.in_channels);
      const out = await denoiser.velocity(sample, Float32Array.of(700), { scale: 1 });
      await denoiser.free();
      return out;
    };
    expect(config.num_layers).toBeGreaterThan(1);
    expect(await velocity(1)).toEqual(await velocity(config.num_layers));
    await source.close();
  },
);
