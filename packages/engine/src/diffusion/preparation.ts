/**
 * Packing a transformer's weights before its first run. It goes on while the prompt is read, where memory allows, and is a stage of its own
 * for what is left then.
 */
import type { Precision } from '@akezora/contract';
import type { Machine } from '../machine/machine.ts';
import type { TensorSource } from '../tensor/source.ts';
import { packParts, unpackedParts } from '../weights/cached-graph.ts';
import { type Blocks, partsOf } from './block-runner.ts';
import { packingBytes, stageMemory, textMemory } from './cost.ts';
import type { StageEvent } from './run-stages.ts';

/** Packing that is to be done before a transformer is opened. */
export interface Preparation {
  /**
   * Goes on until all is packed; a step is a block.
   * @throws AkezoraError `not_enough_disk`, `output_unwritable`, the signal's reason
   */
  steps(): AsyncGenerator<StageEvent, void, void>;
  /** Stops what still goes on, and closes the weights. */
  stop(): Promise<void>;
}

/** A transformer whose weights are packed in a precision; nothing is packed in f32. */
export interface PackedTransformer {
  readonly precision: Precision;
  /** Opens the published weights. */
  readonly open: () => Promise<TensorSource>;
  readonly blocks: (source: TensorSource, precision: Precision) => Blocks;
}

/** What of a transformer is to be packed, and when. */
export interface PreparationOptions extends PackedTransformer {
  /**
   * Checks the weights before they are packed.
   * @throws AkezoraError `weights_mismatch`
   */
  readonly check: (source: TensorSource) => void;
  /** The prompt's encoder: packing begins at once, while the prompt is read, if there is memory for both; else it begins with `steps`. */
  readonly text: { readonly block: number; readonly tokens: number };
  readonly machine: Machine;
  readonly signal: AbortSignal;
}

/**
 * Looks which blocks of a transformer no earlier run packed, and packs them; `undefined` when there are none.
 * @throws AkezoraError what opening the weights throws
 */
export async function prepare(options: PreparationOptions): Promise<Preparation | undefined> {
  if (options.precision === 'f32') return undefined;
  const source = await options.open();
  let missing = 0;
  const stopped = new AbortController();
  const signal = AbortSignal.any([options.signal, stopped.signal]);
  let done = 0;
  let changed = () => {};
  try {
    options.check(source);
    const { precision } = options;
    const blocks = options.blocks(source, precision);
    const parts = await unpackedParts(source, precision, partsOf(blocks));
    missing = parts.length;
    if (missing === 0) {
      await source.close();
      return undefined;
    }
    const begin = () =>
      packParts(source, precision, parts, {
        urgent: false,
        signal,
        onPart() {
          done++;
          changed();
        },
      });
    let packing = textMemory(options.text) + packingBytes <= stageMemory(options.machine) ? begin() : undefined;
    // A failure is thrown by `steps`, when its turn comes.
    packing?.catch(() => {});
    return {
      async *steps() {
        packing ??= begin();
        const ended = packing.then(() => true);
        // Thrown by the race below, which may not be waiting when it happens.
        ended.catch(() => {});
        let seen = -1;
        for (let all = false; !all || seen < done; ) {
          if (seen === done) {
            const step = new Promise<false>((resolve) => {
              changed = () => resolve(false);
            });
            all = await Promise.race([ended, step]);
            continue;
          }
          seen = done;
          yield { type: 'step', stage: 'prepare', index: seen, total: missing };
        }
      },
      async stop() {
        stopped.abort();
        await packing?.catch(() => {});
        await source.close();
      },
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/**
 * How many blocks of a transformer no earlier run packed, for a plan; only headers of files are read.
 * @throws AkezoraError what opening the weights throws
 */
export async function countUnpacked({ precision, open, blocks }: PackedTransformer): Promise<number> {
  if (precision === 'f32') return 0;
  const source = await open();
  try {
    return (await unpackedParts(source, precision, partsOf(blocks(source, precision)))).length;
  } finally {
    await source.close();
  }
}
