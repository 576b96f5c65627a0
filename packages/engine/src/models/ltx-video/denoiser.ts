import type { Denoiser } from '../../diffusion/denoise.ts';
import { guide, perturbs } from '../../diffusion/guidance.ts';
import { type AlignedWords, alignWords, type PromptEmbedding } from '../../diffusion/prompt-embedding.ts';
import { distinctTimes, timeEmbedding } from '../../diffusion/timestep-embedding.ts';
import type { LinearPrecision } from '../../graph/builder.ts';
import type { Program, Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, i32, type Tensor } from '../../tensor/tensor.ts';
import { cachedGraph } from '../../weights/cached-graph.ts';
import { innerChannels, type TransformerConfig } from './config.ts';
import { rotaryTables } from './rotary.ts';
import { queriesAtOnce, transformerGraph } from './transformer.ts';

/** What a denoiser is made of. */
export interface DenoiserParts {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: TransformerConfig;
  readonly linear: LinearPrecision;
  readonly prompt: PromptEmbedding;
  /** Used in steps whose guidance scale is above 1. */
  readonly negative: PromptEmbedding | undefined;
  /** Whether any step runs a perturbed pass. */
  readonly perturbable?: boolean;
  /** Rotary positions of all tokens, `[3, tokens]`, over the base size. */
  readonly positions: Float32Array;
  /** Most different times in one call: 1, or one more than the strengths of conditions. */
  readonly times: number;
  /** Blocks a program holds; fewer than all means they are loaded anew for every pass (for models beyond memory). */
  readonly blocksAtOnce?: number;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Opens the transformer for one clip. Passes of a step run one after the other, so that memory holds one. */
export async function openDenoiser(parts: DenoiserParts): Promise<Denoiser> {
  const { config, positions } = parts;
  const tokens = positions.length / 3;
  const words = alignWords(parts.negative ? [parts.prompt, parts.negative] : [parts.prompt]);
  const { cos, sin } = rotaryTables(positions, innerChannels(config));
  const perToken = parts.times > 1;
  const shape = {
    batch: 1,
    tokens,
    textTokens: words.textTokens,
    masked: words.masked,
    times: parts.times,
    timeColumns: perToken ? tokens : 1,
    positions: tokens,
    linear: parts.linear,
    queriesAtOnce: queriesAtOnce(parts.device),
    perturbable: parts.perturbable ?? false,
  };
  const stretches = stretchesOf(config.num_layers, parts.blocksAtOnce ?? config.num_layers);
  const load = async ({ from, to }: Stretch): Promise<Program> => {
    const build = (source: TensorSource) => transformerGraph(source, config, { ...shape, from, to });
    const kept = await cachedGraph(parts.source, parts.linear, `ltx-${from}-${to}`, build);
    const program = await parts.runtime.load(kept.graph, {
      device: parts.device,
      label: 'transformer',
      activations: 'kept',
    });
    return {
      run: program.run,
      async free() {
        await program.free();
        await kept.close();
      },
    };
  };
  const whole = stretches.length === 1 ? await load(stretches[0]!) : undefined;

  const pass = async (first: Record<string, Tensor>, always: Record<string, Tensor>): Promise<Float32Array> => {
    let state = first;
    for (const stretch of stretches) {
      const program = whole ?? (await load(stretch));
      try {
        const out = await program.run({ ...state, ...always });
        if (stretch.from === 0) state = {};
        for (const [name, value] of Object.entries(out)) state[name.replace(/_out$/, '')] = value;
      } finally {
        if (!whole) await program.free();
      }
    }
    return (state.sample as Tensor<'f32'>).data;
  };

  return {
    async velocity(sample, times, guidance) {
      const { values, index } = distinctTimes(times);
      while (values.length < parts.times) values.push(0);
      const rows = perToken && index.length === 1 ? new Int32Array(tokens) : index;
      const input = { sample: f32([1, tokens, sample.length / tokens], sample), time: timeEmbedding(values) };
      const tables = { time_index: i32([1, rows.length], rows), cos, sin };
      const run = (prompt: AlignedWords['prompts'][number], skipped: readonly number[] = []) =>
        pass(
          { ...input, text: prompt.text },
          {
            ...tables,
            ...(words.masked ? { mask: prompt.mask } : {}),
            ...(shape.perturbable ? { keep: keepTable(config.num_layers, skipped) } : {}),
          },
        );
      const [prompt, negative] = words.prompts;
      const positiveVelocity = await run(prompt!);
      const negativeVelocity = guidance.scale > 1 && negative ? await run(negative) : undefined;
      const perturbed = perturbs(guidance) ? await run(prompt!, guidance.stg!.blocks) : undefined;
      return guide(guidance, positiveVelocity, negativeVelocity, perturbed);
    },
    async free() {
      await whole?.free();
    },
  };
}

function stretchesOf(layers: number, step: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (let from = 0; from < layers; from += step) stretches.push({ from, to: Math.min(layers, from + step) });
  return stretches;
}

const keepTable = (layers: number, skipped: readonly number[]): Tensor<'f32'> =>
  f32(
    [layers],
    Float32Array.from({ length: layers }, (_, i) => (skipped.includes(i) ? 0 : 1)),
  );
