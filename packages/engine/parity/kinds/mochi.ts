import { attentionChunk } from '../../src/diffusion/chunks.ts';
import { readConfig } from '../../src/diffusion/component.ts';
import { fromPatches, toPatches } from '../../src/diffusion/latent-patches.ts';
import { pack, unpack } from '../../src/diffusion/latents.ts';
import { timestepEmbedding } from '../../src/diffusion/timestep-embedding.ts';
import type { LinearPrecision } from '../../src/graph/builder.ts';
import { patchChannels, transformerConfigSchema } from '../../src/models/mochi/config.ts';
import { rotaryTables } from '../../src/models/mochi/rotary.ts';
import { transformerGraph } from '../../src/models/mochi/transformer.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, readJson, runtimeFor, stackOutputs } from '../case.ts';
import { withWeights } from './text.ts';

/** One call of the Mochi transformer, item by item; padded prompts stay as they are and are masked. */
export async function runMochiTransformer(
  parityCase: ParityCase,
  options: ParityOptions,
): Promise<Record<string, Tensor>> {
  const config = readConfig(transformerConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');
  const inputs = await Inputs.of(parityCase);
  const batch = inputs.f32('hidden_states').shape[0]!;
  const items = Array.from({ length: batch }, (_, item) => inputs.item(item, batch));
  return withWeights(parityCase, async (source) => {
    const runtime = await runtimeFor(options);
    const outputs: Record<string, Tensor>[] = [];
    for (const item of items) {
      const latents = item.f32('hidden_states');
      const [frames, rows, columns] = latents.shape.slice(2) as [number, number, number];
      const box = { frames, rows, columns };
      const text = item.f32('encoder_hidden_states');
      const mask = item.f32('encoder_attention_mask');
      const patch = config.patch_size;
      const tokens = (frames * rows * columns) / patch ** 2;
      const masked = mask.data.some((value) => value === 0);
      const graph = transformerGraph(source, config, {
        tokens,
        textTokens: text.shape[1]!,
        masked,
        linear: options.precision as LinearPrecision,
        attentionChunk: await attentionChunk(runtime, options.device),
      });
      const program = await runtime.load(graph, options);
      const positions = { frames, rows: rows / patch, columns: columns / patch };
      const out = await program.run({
        patches: f32([1, tokens, patchChannels(config)], toPatches(pack(latents).data, box, patch, 'channels')),
        text,
        time: timestepEmbedding(item.f32('timestep').data, config.time_embed_dim),
        ...(await rotaryTables(source, config, positions)),
        ...(masked ? { mask } : {}),
      });
      await program.free();
      const velocity = fromPatches((out.velocity_out as Tensor<'f32'>).data, box, patch);
      outputs.push({ sample: unpack(f32([1, frames * rows * columns, config.in_channels], velocity), box) });
    }
    return stackOutputs(outputs);
  });
}
