/** Running a plan of a latent video model: the runtime, the prompt and the packing of weights, the same for every family. */
import type { GenerationRequest, Precision, Stage } from '@akezora/contract';
import type { Component } from '../diffusion/component.ts';
import type { PlannedModel } from '../diffusion/latent-plan.ts';
import { floatsOf } from '../diffusion/precision.ts';
import { type PreparationOptions, prepare } from '../diffusion/preparation.ts';
import { coloursName } from '../diffusion/preview.ts';
import type { PromptEmbedding, PromptsToRead } from '../diffusion/prompt-embedding.ts';
import { runPromptStage } from '../diffusion/run-stages.ts';
import { onnxNodeRuntime } from '../runtime/onnx-node.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ModelEvent, RunContext } from './model.ts';

/** Parts of a latent video model that every run opens. */
interface LatentFiles {
  readonly transformer: Component<unknown>;
  readonly autoencoder: Component<unknown>;
}

/** An opened model and what was decided for one request. */
export interface LatentRun<Plan extends { readonly precision: Precision }>
  extends Pick<PlannedModel<LatentFiles>, 'files' | 'textEncoder'> {
  readonly request: GenerationRequest;
  readonly seed: number;
  readonly decided: Plan;
  readonly context: RunContext;
}

/** A run with what computes it. */
export type Session<Run> = Run & {
  readonly runtime: Runtime;
  readonly device: string;
  readonly signal: AbortSignal;
  /** Name under which fitted preview colours are cached. */
  readonly autoencoderId: string;
};

/** What a family adds to a run. */
interface FamilyRun<Run> extends Pick<PreparationOptions, 'check' | 'blocks'> {
  /** Whether the device computes the model in half precision. */
  readonly half: boolean;
  readonly prompts: PromptsToRead;
  /** Number of the stages of `frames`. */
  readonly stages: number;
  /** The stages after the prompt is read and the weights are packed. */
  readonly frames: (
    session: Session<Run>,
    prompts: readonly PromptEmbedding[],
    begin: (stage: Stage) => ModelEvent,
  ) => AsyncGenerator<ModelEvent, void, void>;
}

/**
 * Makes the frames of a plan. The transformer's weights are packed where no earlier run did, while the prompt is read if there is memory for
 * both.
 * @throws AkezoraError `weights_mismatch`, `weights_missing`, `weights_corrupt`, `runtime_failed`; the signal's reason
 */
export async function* runLatent<Run extends LatentRun<{ readonly precision: Precision }>>(
  run: Run,
  { half, prompts, check, blocks, stages, frames }: FamilyRun<Run>,
): AsyncGenerator<ModelEvent, void, void> {
  const { files, textEncoder, decided, context } = run;
  const { machine, signal } = context;
  const { device, threads } = machine;
  const { precision } = decided;
  const runtime = await onnxNodeRuntime({ threads, floats: floatsOf(precision, device, half) });
  const preparation = await prepare({
    precision,
    open: files.transformer.open,
    check,
    blocks,
    text: { ...textEncoder, tokens: prompts.maxLength },
    machine,
    signal,
  });
  const of = 1 + (preparation ? 1 : 0) + stages;
  let index = 0;
  const begin = (name: Stage): ModelEvent => ({ type: 'stage', name, index: index++, of });
  try {
    yield begin('encode-prompt');
    const embeddings = yield* runPromptStage({ runtime, device, ...prompts, signal });
    if (preparation) {
      yield begin('prepare');
      yield* preparation.steps();
    }
    const autoencoderId = coloursName(files.autoencoder.config);
    yield* frames({ ...run, runtime, device, signal, autoencoderId }, embeddings, begin);
  } finally {
    await preparation?.stop();
  }
}
