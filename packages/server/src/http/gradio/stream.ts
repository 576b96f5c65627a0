import { sentencesIn } from '@akezora/contract';
import type { Context } from 'hono';
import { queuePlaces } from '../../jobs/estimate.ts';
import { jobsOfSession } from '../../jobs/read-session.ts';
import { clipOfJob } from '../../library/clips.ts';
import type { JobRow } from '../../platform/store/tables.ts';
import type { AppEnv, Services } from '../context.ts';
import { openAnswer } from '../while-allowed.ts';
import { outputsOf } from './call.ts';

/** The session of a stream. */
export interface Session {
  readonly owner: string;
  readonly session: string;
  readonly root: string;
}

type Message = Readonly<Record<string, unknown>>;

/**
 * The queue's messages of one session: place and start, progress, and the outputs, until each of its jobs has ended.
 * The state is read from the rows, so a client that reconnects gets the current one.
 */
export function streamSession(services: Services, context: Context<AppEnv>, session: Session): Response {
  const { signal, end } = openAnswer(services, context);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (message: Message) => {
        if (!signal.aborted) controller.enqueue(encoder.encode(`data: ${JSON.stringify(message)}\n\n`));
      };
      try {
        await follow(services, session, send, signal);
        send({ msg: 'close_stream', event_id: null });
      } catch (error) {
        services.log.warn({ err: error }, 'gradio stream broke');
        send({ msg: 'unexpected_error', message: 'the server could not read the queue', success: false });
      } finally {
        end();
        try {
          controller.close();
        } catch {
          // The client has disconnected.
        }
      }
    },
    cancel: end,
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
}

async function follow(
  services: Services,
  session: Session,
  send: (message: Message) => void,
  ended: AbortSignal,
): Promise<void> {
  const sent = new Map<string, string>();
  let wake: (() => void) | undefined;
  const unlisten = services.store.signals.listen(() => wake?.());
  let lastMessage = Date.now();
  try {
    while (!ended.aborted) {
      const jobs = await jobsOfSession(services.store.db, session.owner, session.session);
      for (const job of jobs) {
        for (const message of await messagesOf(services, session, job, sent)) {
          send(message);
          lastMessage = Date.now();
        }
      }
      if (jobs.length > 0 && jobs.every((job) => sent.get(job.id) === 'ended')) return;
      if (Date.now() - lastMessage > 15_000) {
        send({ msg: 'heartbeat' });
        lastMessage = Date.now();
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        wake = () => {
          clearTimeout(timer);
          // Signals come in bursts; one read serves them all.
          setTimeout(resolve, 50);
        };
        ended.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  } finally {
    unlisten();
  }
}

async function messagesOf(
  services: Services,
  session: Session,
  job: JobRow,
  sent: Map<string, string>,
): Promise<Message[]> {
  const before = sent.get(job.id);
  if (before === 'ended') return [];
  const event_id = job.id;
  if (job.state === 'queued') {
    const place = (await queuePlaces(services.store.db, [job]))(job);
    const mark = `queued ${place?.ahead}`;
    if (before === mark) return [];
    sent.set(job.id, mark);
    const rank_eta = (place?.endsInMs ?? 0) / 1000;
    return [{ msg: 'estimation', event_id, rank: place?.ahead ?? 0, queue_size: (place?.ahead ?? 0) + 1, rank_eta }];
  }
  const started = before?.startsWith('running') === true;
  const starts: Message[] = started ? [] : [{ msg: 'process_starts', event_id, eta: job.estimate_ms / 1000 }];
  if (job.state === 'running') {
    const mark = `running ${JSON.stringify(job.progress)}`;
    if (before === mark) return [];
    sent.set(job.id, mark);
    if (job.progress === null) return starts;
    const { stage, fraction } = job.progress;
    const progress_data = [
      { index: Math.round(fraction * 100), length: 100, unit: '%', progress: fraction, desc: stage },
    ];
    return [...starts, { msg: 'progress', event_id, progress_data }];
  }
  sent.set(job.id, 'ended');
  const clip = await clipOfJob(services.store.db, job);
  if (clip === undefined) {
    const error = job.error === null ? job.state : sentencesIn('en', job.error.message.en, job.error.remedy.en);
    return [
      ...starts,
      { msg: 'process_completed', event_id, success: false, output: { error, visible: true, duration: 10 } },
    ];
  }
  const took = (job.finished_at?.getTime() ?? 0) - (job.started_at?.getTime() ?? 0);
  const output = {
    data: outputsOf(job, clip, session.root),
    is_generating: false,
    duration: took / 1000,
    average_duration: took / 1000,
    render_config: null,
    changed_state_ids: [],
  };
  return [...starts, { msg: 'process_completed', event_id, success: true, title: null, output }];
}
