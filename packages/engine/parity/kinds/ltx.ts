import { attentionChunk } from '../../src/diffusion/chunks.ts';
import { readConfig } from '../../src/diffusion/component.ts';
import { distinctTimesteps, timestepEmbedding } from '../../src/diffusion/timestep-embedding.ts';
import type { LinearPrecision } from '../../src/graph/builder.ts';
import { innerChannels, transformerConfigSchema } from '../../src/models/ltx-video/config.ts';
import { gridPositions, positionsOf, rotaryTables } from '../../src/models/ltx-video/rotary.ts';
import { timeChannels, transformerGraph } from '../../src/models/ltx-video/transformer.ts';
import { f32, i32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, readJson, runtimeFor } from '../case.ts';
import { withWeights } from './text.ts';

/** One call of the LTX transformer, with a grid or with coordinates, one time an item or a token. */
export async function runLtxTransformer(
  parityCase: ParityCase,
  options: ParityOptions,
): Promise<Record<string, Tensor>> {
  const config = readConfig(transformerConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');
  const inputs = await Inputs.of(parityCase);
  const sample = inputs.f32('hidden_states');
  const text = inputs.f32('encoder_hidden_states');
  const mask = inputs.maybe('encoder_attention_mask');
  const timestep = inputs.f32('timestep');
  const coordinates = inputs.maybe('video_coords');
  const [batch, tokens] = sample.shape as [number, number];
  const { args } = parityCase;
  const box = { frames: Number(args.num_frames), rows: Number(args.height), columns: Number(args.width) };
  const scale = args.rope_interpolation_scale as [number, number, number] | undefined;
  const tables = coordinates
    ? Array.from({ length: batch }, (_, b) =>
        rotaryTables(positionsOf(coordinates.data.slice(b * 3 * tokens, (b + 1) * 3 * tokens)), innerChannels(config)),
      )
    : [rotaryTables(gridPositions(box, scale), innerChannels(config))];
  const joined = (which: 'cos' | 'sin') =>
    f32(
      [tables.length * tokens, innerChannels(config) / 2],
      Float32Array.from(tables.flatMap((table) => [...table[which].data])),
    );
  const { values, index } = distinctTimesteps(timestep.data);
  const timeColumns = timestep.data.length / batch;
  return withWeights(parityCase, async (source) => {
    const runtime = await runtimeFor(options);
    const graph = transformerGraph(source, config, {
      batch,
      tokens,
      textTokens: text.shape[1]!,
      masked: mask !== undefined,
      times: values.length,
      timeColumns,
      positions: tables.length * tokens,
      linear: options.precision as LinearPrecision,
      attentionChunk: await attentionChunk(runtime, options.device),
    });
    const program = await runtime.load(graph, options);
    const out = await program.run({
      sample,
      text,
      time: timestepEmbedding(values, timeChannels),
      time_index: i32([batch, timeColumns], index),
      cos: joined('cos'),
      sin: joined('sin'),
      ...(mask ? { mask } : {}),
    });
    await program.free();
    return { sample: out.sample_out! };
  });
}
