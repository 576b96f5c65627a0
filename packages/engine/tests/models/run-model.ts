import type { GenerationPlan, GenerationRequest } from '@akezora/contract';
import type { Machine } from '../../src/machine/machine.ts';
import type { ModelEvent, VideoModel } from '../../src/models/model.ts';
import type { Frame } from '../../src/video/frame.ts';

/** What a model makes of a request. */
export interface ModelRun {
  readonly plan: GenerationPlan;
  readonly events: readonly ModelEvent[];
  /** The frames among the events. */
  readonly frames: readonly Frame[];
}

/** Plans a request and runs it to the end. */
export async function runModel(model: VideoModel, request: GenerationRequest, machine: Machine): Promise<ModelRun> {
  const plan = await model.plan(request, machine);
  const events: ModelEvent[] = [];
  for await (const event of model.run(request, plan, { machine, signal: new AbortController().signal }))
    events.push(event);
  return { plan, events, frames: events.flatMap((event) => (event.type === 'frame' ? [event.frame] : [])) };
}
