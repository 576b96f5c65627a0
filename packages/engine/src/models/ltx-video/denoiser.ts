import type { LinearPrecision } from '../../graph/index.ts';
import type { Program, Runtime } from '../../runtime/index.ts';
import { f32, i32, type Tensor, type TensorSource } from '../../tensor/index.ts';
import { innerChannels, type TransformerConfig } from './config.ts';
import { type Guidance, guide } from './guidance.ts';
import { rotaryTables } from './rotary.ts';
import { distinctTimes, timeEmbedding } from './timesteps.ts';
import { transformerGraph } from './transformer.ts';
import { type AlignedWords, alignWords, type PromptEmbedding } from './words.ts';

/** The transformer with its prompts and positions at hand: sample and times in, guided velocity out. */
export interface Denoiser {
  /**
   * @param sample tokens `[tokens · channels]`
   * @param times one timestep (0 … 1000), or one a token
   */
  velocity(sample: Float32Array, times: Float32Array): Promise<Float32Array>;
  free(): Promise<void>;
}

/** What a denoiser is made of. */
export interface DenoiserParts {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: TransformerConfig;
  readonly linear: LinearPrecision;
  readonly prompt: PromptEmbedding;
  /** Used when the guidance scale is above 1. */
  readonly negative: PromptEmbedding | undefined;
  readonly guidance: Guidance;
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
  const { config, positions, guidance } = parts;
  const tokens = positions.length / 3;
  const guided = guidance.scale > 1 && parts.negative !== undefined;
  const words = alignWords(guided ? [parts.prompt, parts.negative!] : [parts.prompt]);
  const { cos, sin } = rotaryTables(positions, innerChannels(config));
  const step = parts.blocksAtOnce ?? config.num_layers;
  const stretches: Stretch[] = [];
  for (let from = 0; from < config.num_layers; from += step)
    stretches.push({ from, to: Math.min(config.num_layers, from + step) });
  const keep = stretches.length === 1;
  const perToken = parts.times > 1;

  const load = ({ from, to }: Stretch, skipAttention: ReadonlySet<number>): Promise<Program> =>
    parts.runtime.load(
      transformerGraph(parts.source, config, {
        batch: 1,
        tokens,
        textTokens: words.textTokens,
        masked: words.masked,
        times: parts.times,
        timeColumns: perToken ? tokens : 1,
        positions: tokens,
        linear: parts.linear,
        from,
        to,
        skipAttention,
      }),
      { device: parts.device, label: 'transformer' },
    );

  const none: ReadonlySet<number> = new Set();
  const skipped: ReadonlySet<number> = new Set(guidance.stg?.blocks ?? []);
  const kept = new Map<ReadonlySet<number>, Program>();
  const programFor = async (stretch: Stretch, skip: ReadonlySet<number>): Promise<Program> => {
    const known = keep ? kept.get(skip) : undefined;
    if (known) return known;
    const program = await load(stretch, skip);
    if (keep) kept.set(skip, program);
    return program;
  };

  const pass = async (
    sample: Tensor<'f32'>,
    prompt: AlignedWords['prompts'][number],
    time: Tensor<'f32'>,
    timeIndex: Tensor<'i32'>,
    skip: ReadonlySet<number>,
  ): Promise<Float32Array> => {
    let state: Record<string, Tensor> = { sample, text: prompt.text, time };
    const always = { time_index: timeIndex, cos, sin, ...(words.masked ? { mask: prompt.mask } : {}) };
    for (const stretch of stretches) {
      const program = await programFor(stretch, skip);
      try {
        const out = await program.run({ ...state, ...always });
        if (stretch.from === 0) state = {};
        for (const [name, value] of Object.entries(out)) state[name.replace(/_out$/, '')] = value;
      } finally {
        if (!keep) await program.free();
      }
    }
    return (state.sample as Tensor<'f32'>).data;
  };

  return {
    async velocity(sample, times) {
      const value = f32([1, tokens, sample.length / tokens], sample);
      const { values, index } = distinctTimes(times);
      while (values.length < parts.times) values.push(0);
      const time = timeEmbedding(values);
      const timeIndex = i32(
        [1, perToken ? tokens : 1],
        perToken && index.length === 1 ? new Int32Array(tokens) : index,
      );
      const positive = await pass(value, words.prompts[0]!, time, timeIndex, none);
      const negative = guided ? await pass(value, words.prompts[1]!, time, timeIndex, none) : undefined;
      const perturbed =
        guidance.stg && guidance.stg.scale !== 0
          ? await pass(value, words.prompts[0]!, time, timeIndex, skipped)
          : undefined;
      return guide(guidance, positive, negative, perturbed);
    },
    async free() {
      for (const program of kept.values()) await program.free();
      kept.clear();
    },
  };
}
