import { packingBytes, stageMemory, textMemory } from '../../diffusion/cost.ts';
import { type Preparation, prepare } from '../../diffusion/preparation.ts';
import type { RunContext } from '../model.ts';
import { mochiBlocks } from './denoiser.ts';
import { type MochiPlan, type PlanInput, textTokens } from './plan.ts';
import { checkTransformer } from './transformer.ts';

/** What decides what of the transformer is packed, and when. */
export interface TransformerPreparation extends Pick<PlanInput, 'files' | 'textEncoder'> {
  readonly decided: Pick<MochiPlan, 'precision'>;
  readonly context: RunContext;
}

/**
 * Begins to pack the transformer's weights where no earlier run did, while the prompt is read if there is memory for both; `undefined`
 * when there is nothing to pack.
 * @throws AkezoraError `weights_mismatch`, `weights_missing`, `weights_corrupt`
 */
export async function prepareTransformer(run: TransformerPreparation): Promise<Preparation | undefined> {
  const { files, decided, textEncoder, context } = run;
  if (decided.precision === 'f32') return undefined;
  const { config, open } = files.transformer;
  return prepare({
    open,
    blocks(source) {
      checkTransformer(source, config);
      return mochiBlocks(source, config, decided.precision);
    },
    ahead: textMemory({ ...textEncoder, tokens: textTokens }) + packingBytes <= stageMemory(context.machine),
    signal: context.signal,
  });
}
