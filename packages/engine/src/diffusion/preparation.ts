/**
 * Packing a transformer's weights before its first run. It goes on while the prompt is read, where memory allows, and is a stage of its own
 * for what is left then.
 */
import type { TensorSource } from '../tensor/source.ts';
import { packParts, unpackedParts } from '../weights/cached-graph.ts';
import { type Blocks, partsOf } from './block-runner.ts';
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

/** What of a transformer is to be packed, and how. */
export interface PreparationOptions {
  /** Opens the published weights. */
  readonly open: () => Promise<TensorSource>;
  readonly blocks: (source: TensorSource) => Blocks;
  /** Whether it begins at once, beside other stages, which go first; else it begins with `steps`. */
  readonly ahead: boolean;
  readonly signal: AbortSignal;
}

/**
 * Looks which blocks of a transformer no earlier run packed, and packs them; `undefined` when there are none.
 * @throws AkezoraError what opening the weights throws
 */
export async function prepare(options: PreparationOptions): Promise<Preparation | undefined> {
  const source = await options.open();
  let missing = 0;
  const stopped = new AbortController();
  const signal = AbortSignal.any([options.signal, stopped.signal]);
  let done = 0;
  let changed = () => {};
  try {
    const blocks = options.blocks(source);
    const { precision } = blocks;
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
    let packing = options.ahead ? begin() : undefined;
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
export async function countUnpacked({ open, blocks }: Pick<PreparationOptions, 'open' | 'blocks'>): Promise<number> {
  const source = await open();
  try {
    const all = blocks(source);
    return (await unpackedParts(source, all.precision, partsOf(all))).length;
  } finally {
    await source.close();
  }
}
