import type { GenerationPlan } from '@akezora/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useSend } from '../compose/submit.ts';
import { usePlan } from '../compose/use-plan.ts';
import { randomId } from '../util/random-id.ts';
import type { Compiled } from './compiled.ts';
import { addTakes, type TakesOf, useTakes } from './takes.ts';
import type { ToolModel } from './use-tool-model.ts';

/** What a tool would make, what it costs, and the jobs that were started with it. */
export interface Making {
  readonly planned: ReturnType<typeof usePlan>;
  /** Why the plan is not worth running, in the person's language; undefined where it is. */
  readonly refusal: string | undefined;
  /** It can be made now. */
  readonly ready: boolean;
  /** Makes it. */
  readonly make: () => void;
  /** Makes it with another seed. */
  readonly again: () => void;
  /** Why it was not planned, or not sent. */
  readonly error: Error | null;
  /** It was not sent: it can be tried again as it is. */
  readonly unsent: boolean;
  /** Jobs started here, also on earlier visits, the latest last. */
  readonly takes: readonly string[];
  /** Takes on a job that stands in for a take. */
  readonly add: (job: string) => void;
}

/** The largest seed that is drawn. */
const mostSeed = 2 ** 32 - 1;

/**
 * Plans and makes what a tool's settings stand for.
 * @param place The tool, and what it works on: where its takes are found again.
 * @param refuses Why a plan is not worth running; undefined where it is. Default: every plan is.
 */
export function useMaking(
  place: TakesOf,
  compiled: Compiled | undefined,
  { model }: Pick<ToolModel, 'model'>,
  refuses?: (plan: GenerationPlan) => string | undefined,
): Making {
  const client = useQueryClient();
  const sent = useRef({ text: '', key: '' });
  const sending = useSend();
  const takes = useTakes(place);
  const full =
    compiled && model ? { ...compiled.part, model: model.id, prompt: compiled.part.prompt ?? '' } : undefined;
  const planned = usePlan(full, 1);
  const refusal = planned.plan === undefined ? undefined : refuses?.(planned.plan.plan);
  const ready = full !== undefined && refusal === undefined && !sending.isPending;
  const send = (request: typeof full) => {
    if (request === undefined || !ready) return;
    const text = JSON.stringify({ request, join: compiled?.join });
    // Stays while the answer is lost: sending again starts no second job.
    if (sent.current.text !== text) sent.current = { text, key: randomId() };
    const join = compiled?.join === undefined ? {} : { join: compiled.join };
    sending.mutateAsync({ request, origin: place.tool, key: sent.current.key, ...join }).then(
      ({ data }) => {
        sent.current = { text: '', key: '' };
        const jobs = data.map(({ id }) => id);
        addTakes(client, place, jobs);
      },
      // The state of the mutation tells.
      () => undefined,
    );
  };
  return {
    planned,
    refusal,
    ready,
    make: () => send(full),
    again: () => send(full && { ...full, seed: Math.floor(Math.random() * mostSeed) }),
    error: sending.error ?? planned.error,
    unsent: sending.error !== null,
    takes,
    add: (job) => addTakes(client, place, [job]),
  };
}
