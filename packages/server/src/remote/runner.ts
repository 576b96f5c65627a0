import { type ClipFacts, generator, publicFacts } from '@akezora/contract';
import type { Children } from '../inference/children.ts';
import type { MadeClip } from '../inference/protocol.ts';
import type { Runner } from '../inference/runner.ts';
import { recordUpstream } from '../jobs/running.ts';
import type { Store } from '../platform/store/database.ts';
import { createBalancer } from './balance.ts';
import { Refused, refusalOf, upstreamError, wait } from './calls.ts';
import { Lost, type Made, Unavailable } from './maker.ts';
import type { Upstream } from './open.ts';

type Run = Parameters<Runner>[0];

/** Times that a job is begun before it fails: on the least busy server each time. */
const mostTries = 3;

/**
 * Runs jobs on the servers of one upstream. A job that an earlier attempt began goes on where it is; one that its server lost, or
 * whose server does not answer, is begun again, on another server where there is one.
 */
function upstreamRunner({ options, maker }: Upstream, store: Store, children: Children): Runner {
  const balancer = createBalancer(options.urls);
  const { model } = options;
  return async (run) => {
    const deadline = AbortSignal.timeout((options.timeoutSeconds ?? 3600) * 1000);
    const limited = { ...run, signal: AbortSignal.any([run.signal, deadline]) };
    const earlier = beganAs(run.job.meta.upstreamId);
    let reason = '';
    for (let tries = 0; tries < mostTries; tries += 1) {
      const begun = tries === 0 ? earlier : undefined;
      const server = balancer.take(begun?.base);
      const remember = (id: string) => recordUpstream(store, run.attempt, `${server.url} ${id}`);
      const id = begun?.base === server.url ? begun.id : undefined;
      try {
        const made = await maker.make({ base: server.url, earlier: id, remember, run: limited });
        server.done(true);
        return await describe(made, limited, model, children);
      } catch (error) {
        server.done(!(error instanceof Unavailable));
        if (deadline.aborted && !run.signal.aborted) {
          throw upstreamError(model, { en: 'it did not finish in time', ja: '時間内に終わりませんでした' });
        }
        if (error instanceof Refused) throw upstreamError(model, refusalOf(error), error);
        if (!(error instanceof Unavailable || error instanceof Lost)) throw error;
        reason = error.message;
        await wait(500 * 2 ** tries, limited.signal);
      }
    }
    throw upstreamError(model, reason);
  };
}

/** Where an earlier attempt began a job, and its id there. */
function beganAs(stored: string | undefined): { base: string; id: string } | undefined {
  const [base, id] = stored?.split(' ') ?? [];
  return base === undefined || id === undefined || id === '' ? undefined : { base, id };
}

/** The clip with what is measured from its file, and facts of what was sent unless the file carries its own. */
async function describe(
  { asked, modelVersion, file: written }: Made,
  { job: { owner }, file, names, signal }: Run,
  model: string,
  children: Children,
): Promise<MadeClip> {
  const clip = { file: written ?? file, name: model, field: 'model' };
  const made = await children.call('measure', clip, { owner, signal });
  if (made.facts !== null) return made;
  const { width, height, fps, seconds, frames, codec } = made;
  const { seed, steps, guidance, negativePrompt } = asked;
  const facts: ClipFacts = {
    generator,
    model,
    modelVersion,
    kernels: 'upstream',
    ...(seed === undefined ? {} : { seed }),
    prompt: asked.prompt,
    ...(negativePrompt === undefined ? {} : { negativePrompt }),
    unknownWords: [],
    width,
    height,
    fps,
    seconds,
    frames,
    ...(steps === undefined ? {} : { steps }),
    ...(guidance === undefined ? {} : { guidance }),
    codec: codec ?? 'unknown',
    request: asked,
  };
  return { ...made, facts: publicFacts(facts, names) };
}

/** Runners of upstreams, each with the sum of the slots of its servers. */
export function startUpstreams(
  upstreams: readonly Upstream[],
  store: Store,
  children: Children,
): ReadonlyMap<string, { run: Runner; slots: number }> {
  return new Map(
    upstreams.map((upstream) => [
      upstream.options.model,
      {
        run: upstreamRunner(upstream, store, children),
        slots: (upstream.options.slots ?? 1) * upstream.options.urls.length,
      },
    ]),
  );
}
