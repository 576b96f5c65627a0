import { AkezoraError, requestError } from '@akezora/contract';
import type { ApiEvent } from '@akezora/contract/api';
import { eventQuerySchema } from '@akezora/contract/api';
import type { Hono } from 'hono';
import { queuePlaces } from '../../jobs/estimate.ts';
import { eventsAfter, firstEvent, lastEvent } from '../../jobs/events.ts';
import { jobsByIds } from '../../jobs/read.ts';
import { clipsByIds } from '../../library/clips.ts';
import { linksOf } from '../../library/shares.ts';
import type { JobEventRow } from '../../platform/store/tables.ts';
import type { AppEnv, Services } from '../context.ts';
import { type OpenAnswer, openAnswer } from '../while-allowed.ts';
import { modelView } from './models.ts';
import { clipView, jobView, previewPath } from './views.ts';

const aliveMs = 15_000;
/** Events that may wait for a slow listener; beyond them the stream ends, and the listener resumes where it was. */
const backlogEvents = 2000;

/** `GET /api/events`: changes of an owner's jobs and clips, resumable by `Last-Event-ID`. */
export function registerEvents(app: Hono<AppEnv>, services: Services): void {
  app.get('/api/events', async (context) => {
    const { owner, via, scopes } = context.get('principal');
    if (via === 'none') throw new AkezoraError('unauthorized');
    const query = eventQuerySchema.safeParse(context.req.query());
    if (!query.success) throw requestError(query.error);
    const header = context.req.header('last-event-id');
    const since = header === undefined ? query.data.since : Number(header);
    if (since !== undefined && !(Number.isSafeInteger(since) && since >= 0)) {
      const reason = {
        en: 'it is not an event number of this server',
        ja: 'このサーバーのイベント番号ではありません',
      };
      throw new AkezoraError('request_invalid', { field: 'Last-Event-ID', reason });
    }
    return stream(services, openAnswer(services, context), {
      owner,
      since,
      job: query.data.job,
      previews: query.data.previews ?? true,
      library: scopes.includes('library'),
    });
  });
}

interface Following {
  readonly owner: string;
  readonly since: number | undefined;
  readonly job: string | undefined;
  readonly previews: boolean;
  /** Whether the listener may see the library: clips, their links and folders. */
  readonly library: boolean;
}

function stream(services: Services, { signal, end }: OpenAnswer, following: Following): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string) => {
        if (!signal.aborted) controller.enqueue(encoder.encode(text));
      };
      services.metrics.listeners.inc();
      try {
        await follow(services, following, send, signal);
      } catch (error) {
        services.log.warn({ err: error }, 'event stream broke');
      } finally {
        services.metrics.listeners.dec();
        end();
        try {
          controller.close();
        } catch {
          // The listener has disconnected already.
        }
      }
    },
    cancel: end,
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

const message = (event: ApiEvent, id?: number): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

async function follow(
  services: Services,
  following: Following,
  send: (text: string) => void,
  ended: AbortSignal,
): Promise<void> {
  const waiting: (readonly JobEventRow[])[] = [];
  let wake: (() => void) | undefined;
  let overrun = false;
  const { since, stop } = await services.events.subscribe({
    owner: following.owner,
    ...(following.job === undefined ? {} : { job: following.job }),
    push: (events) => {
      overrun ||= waiting.reduce((sum, batch) => sum + batch.length, 0) > backlogEvents;
      if (!overrun) waiting.push(events);
      wake?.();
    },
  });
  const alive = setInterval(() => send(': alive\n\n'), aliveMs);
  ended.addEventListener('abort', () => wake?.(), { once: true });
  try {
    send(message({ type: 'hello', seq: since }));
    let sent = await catchUp(services, following, since, send);
    while (!ended.aborted && !overrun) {
      if (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (waiting.length > 0 || ended.aborted) resolve();
        });
        continue;
      }
      sent = await sendAll(services, following, waiting.shift() ?? [], sent, send);
    }
  } finally {
    clearInterval(alive);
    stop();
  }
}

/** Sends the events between the last one the listener saw and now. Returns the newest number sent. */
async function catchUp(
  services: Services,
  following: Following,
  now: number,
  send: (text: string) => void,
): Promise<number> {
  const { db } = services.store;
  let sent = following.since ?? now;
  if (following.since === undefined) return sent;
  const first = await firstEvent(db);
  const newest = await lastEvent(db);
  // A number from the future (another database) or from before the oldest stored event: the listener reads the state again.
  if (sent > Math.max(newest, now) || (sent > 0 && first > sent + 1 && sent < first - 100_000)) {
    send(message({ type: 'reset', seq: now }));
    return now;
  }
  for (;;) {
    const job = following.job === undefined ? {} : { job: following.job };
    const events = await eventsAfter(db, { after: sent, owner: following.owner, limit: 200, ...job });
    if (events.length === 0) return Math.max(sent, now);
    sent = await sendAll(services, following, events, sent, send);
  }
}

async function sendAll(
  services: Services,
  following: Following,
  events: readonly JobEventRow[],
  sent: number,
  send: (text: string) => void,
): Promise<number> {
  for (const { seq, type, ofLibrary, text } of await messagesOf(services, events)) {
    // Listeners share the messages, so what a key may not see is left out here.
    if (ofLibrary && !following.library) continue;
    if (seq > sent && (type !== 'preview' || following.previews)) send(text);
  }
  return Math.max(sent, Number(events.at(-1)?.seq ?? sent));
}

interface Message {
  readonly seq: number;
  readonly type: ApiEvent['type'];
  /** Whether it is for those only who may see the library. */
  readonly ofLibrary: boolean;
  readonly text: string;
}

/** The messages for some events, made once for all listeners that get the same events. */
function messagesOf(services: Services, events: readonly JobEventRow[]): Promise<readonly Message[]> {
  const made = shared.get(events) ?? makeMessages(services, events);
  shared.set(events, made);
  return made;
}

const shared = new WeakMap<readonly JobEventRow[], Promise<readonly Message[]>>();

async function makeMessages(services: Services, events: readonly JobEventRow[]): Promise<readonly Message[]> {
  // Of several changes of one thing only the last is sent: its message holds the whole state.
  const last = new Map<string, number>();
  for (const event of events) last.set(`${event.job_id} ${kindOf(event.type)}`, Number(event.seq));
  const latest = events.filter((event) => last.get(`${event.job_id} ${kindOf(event.type)}`) === Number(event.seq));
  const views = await viewsOf(services, latest);
  return latest.flatMap((event) => {
    const seq = Number(event.seq);
    return views(event).map((view) => ({
      seq,
      type: view.type,
      ofLibrary: isOfLibrary(view),
      text: message(view, seq),
    }));
  });
}

const isOfLibrary = (view: ApiEvent): boolean => view.type === 'clip' || (view.type === 'gone' && view.kind !== 'job');

const kindOf = (type: string): 'preview' | 'clip' | 'model' | 'gone' | 'job' =>
  type === 'preview' || type === 'clip' || type === 'model'
    ? type
    : type === 'gone' || type === 'deleted'
      ? 'gone'
      : 'job';

/** Reads the jobs and clips of some events at once. Returns what an event sends to a listener. */
async function viewsOf(
  services: Services,
  events: readonly JobEventRow[],
): Promise<(event: JobEventRow) => ApiEvent[]> {
  const { db } = services.store;
  const ids = [...new Set(events.map((event) => event.job_id))];
  if (ids.length === 0) return () => [];
  const jobs = await jobsByIds(db, ids);
  const clipIds = [...ids, ...jobs.flatMap((job) => (job.clip_id === null ? [] : [job.clip_id]))];
  const clips = await clipsByIds(db, clipIds);
  const links = await linksOf(db, services.secrets, clips);
  const place = await queuePlaces(db, jobs);
  const models = events.some((event) => event.type === 'model') ? await services.models.list() : [];
  return (event) => {
    const kind = kindOf(event.type);
    if (kind === 'model') {
      const model = models.find(({ capabilities }) => capabilities.id === event.job_id);
      return model === undefined ? [] : [{ type: 'model', model: modelView(model, services.pulls.of(event.job_id)) }];
    }
    if (kind === 'gone') {
      const what = event.data.kind;
      return [{ type: 'gone', kind: what === 'clip' || what === 'folder' ? what : 'job', id: event.job_id }];
    }
    if (kind === 'preview') {
      const version = Number(event.data.version ?? 0);
      const frame = Number(event.data.frame ?? 0);
      return [{ type: 'preview', jobId: event.job_id, frame, src: previewPath(event.job_id, version) }];
    }
    const clip = clips.find(
      (row) => row.id === event.job_id || (event.type === 'completed' && row.job_id === event.job_id),
    );
    const views: ApiEvent[] = clip === undefined ? [] : [{ type: 'clip', clip: clipView(clip, links.get(clip.id)) }];
    const job = jobs.find((row) => row.id === event.job_id);
    // The clip first: a listener that sees the job done finds its clip there.
    return job === undefined ? views : [...views, { type: 'job', job: jobView(job, place(job)) }];
  };
}
