import { AkezoraError } from '@akezora/contract';
import type { Graph } from '../../../graph/graph.ts';
import { placeWeights } from '../../../runtime/place-weights.ts';
import { Compositor } from '../compositor/compositor.ts';
import { type FrameMaker, type FrameShape, LocalFrameMaker } from './frame-maker.ts';
import { startFrameThread } from './frame-worker.ts';
import { openFrameNet } from './open-frame-net.ts';
import { ThreadFrameMaker } from './thread-frame-maker.ts';

/**
 * Opens what makes frames with a net.
 * @param threads threads with a net each; 0 makes frames on the thread that asks
 * @throws AkezoraError `runtime_failed`
 */
export async function openFrameMaker(graph: Graph, shape: FrameShape, threads: number): Promise<FrameMaker> {
  const { tidy, model, externalData } = await placeWeights(graph);
  const placed = { model, externalData };
  const session = { device: 'cpu', threads: 1, activations: 'planned' } as const;
  try {
    if (threads > 0) return await ThreadFrameMaker.start(() => startFrameThread({ placed, shape, session }), threads);
    const [compositor, net] = await Promise.all([Compositor.load(), openFrameNet(placed, shape, session)]);
    return new LocalFrameMaker(compositor, net, shape);
  } catch (cause) {
    if (cause instanceof AkezoraError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AkezoraError('runtime_failed', { stage: 'finish', reason }, { cause });
  } finally {
    await tidy();
  }
}
