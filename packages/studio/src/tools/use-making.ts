import type { GenerationPlan } from '@akezora/contract';
import type { Origin } from '@akezora/contract/api';
import { useRef, useState } from 'react';
import { useSend } from '../compose/submit.ts';
import { usePlan } from '../compose/use-plan.ts';
import { randomId } from '../util/random-id.ts';
import type { Compiled } from './compiled.ts';
import type { ToolModel } from './use-tool-model.ts';

/** What a tool would make, what it costs, and the jobs that it has started. */
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
  /** Jobs started here, the latest last. */
  readonly takes: readonly string[];
}

/** The largest seed that is drawn. */
const mostSeed = 2 ** 32 - 1;

/**
 * Plans and makes what a tool's settings stand for.
 * @param refuses Why a plan is not worth running; undefined where it is. Default: every plan is.
 */
export function useMaking(
  origin: Origin,
  compiled: Compiled | undefined,
  { model }: Pick<ToolModel, 'model'>,
  refuses?: (plan: GenerationPlan) => string | undefined,
): Making {
  const sending = useSend();
  const sent = useRef({ text: '', key: '' });
  const [takes, setTakes] = useState<readonly string[]>([]);
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
    sending.mutate(
      { request, origin, key: sent.current.key, ...(compiled?.join === undefined ? {} : { join: compiled.join }) },
      {
        onSuccess: ({ data }) => {
          sent.current = { text: '', key: '' };
          setTakes((before) => [...before, ...data.map(({ id }) => id)]);
        },
      },
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
  };
}
