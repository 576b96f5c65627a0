import { AkezoraError, boxModel, type GenerationPlan, type GenerationRequestInput } from '@akezora/contract';
import type { Terminal } from '../terminal.ts';
import type { ComputeOptions } from './compute-options.ts';
import type { OutputMode } from './make-clip.ts';
import { planLines, stageLines } from './plan-text.ts';

/** Plans a clip and shows the plan on standard output, as text or as a line of JSON; nothing is made. */
export async function showPlan(
  request: GenerationRequestInput,
  compute: ComputeOptions,
  mode: OutputMode,
  terminal: Terminal,
): Promise<GenerationPlan> {
  const { openModel, planRequest } = await import('@akezora/engine');
  const model = await openModel(request.model ?? boxModel);
  const { plan } = await planRequest(request, model, compute);
  if (terminal.signal.aborted) throw new AkezoraError('cancelled');
  if (mode === 'json') terminal.out(`${JSON.stringify({ type: 'planned', plan })}\n`);
  else terminal.out(`${[...planLines(plan, terminal), ...stageLines(plan, terminal)].join('\n')}\n`);
  return plan;
}
