import type { Readable } from 'node:stream';
import type { Codec } from '@akezora/contract';
import { jobStateNames } from '@akezora/contract/api';
import { readJob } from '../../jobs/read.ts';
import { hasEnded } from '../../jobs/states.ts';
import { clipFor } from '../../library/clips.ts';
import { jobFor } from '../../library/jobs.ts';
import { notFound } from '../../platform/not-found.ts';
import type { ClipRow, JobRow } from '../../platform/store/tables.ts';
import { sendFile } from '../files.ts';
import { followLive } from '../follow-live.ts';
import { openAnswer } from '../while-allowed.ts';
import type { RouteCall } from './register.ts';

/** Height of a stream in WebM at most. */
const webmHeight = 360;

const mimes = { mp4: 'video/mp4', webm: 'video/webm' } as const;

/** `GET /api/jobs/{id}/live`: what is finished of a clip while the rest is made, or the clip of a job that has ended. */
export async function sendLive(call: RouteCall<'jobLive'>): Promise<Response> {
  const { db, principal, id, query, context, services } = call;
  const job = await jobFor(db, principal, 'see', id);
  if (hasEnded(job.state)) return sendEnded(call, job);
  const headers = {
    'content-type': mimes[query.format],
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  };
  if (context.req.method === 'HEAD') return new Response(null, { headers });
  const { signal, end } = openAnswer(services, context);
  return new Response(streamOf(livePieces(call, job, signal), signal, end), { headers });
}

/** The clip of a job that has ended. @throws AkezoraError `not_found` when it has none. */
async function sendEnded(call: RouteCall<'jobLive'>, job: JobRow): Promise<Response> {
  const clip = await clipOf(call, job);
  const { key, mime } = await fileOf(call, clip, call.context.req.raw.signal);
  const etag = `${clip.checksum}-live-${call.query.format}`;
  return sendFile(call.context, call.services.storage, key, { mime, etag, cache: 'private, no-cache' });
}

async function clipOf({ db, principal }: RouteCall<'jobLive'>, job: JobRow): Promise<ClipRow> {
  if (job.clip_id !== null) return clipFor(db, principal, 'see-file', job.clip_id);
  const { en, ja } = jobStateNames[job.state];
  throw notFound({
    en: `a clip of ${job.id}, which is ${en}; submit it again to make one`,
    ja: `${job.id} のクリップ（状態:「${ja}」。作るにはもう一度送信してください）`,
  });
}

/** The clip's own file, or the small WebM that was asked for. */
function fileOf({ services, principal, query }: RouteCall<'jobLive'>, clip: ClipRow, signal: AbortSignal) {
  const wanted: [Codec | undefined, number | undefined] =
    query.format === 'webm' ? ['vp9', webmHeight] : [undefined, undefined];
  return services.derived.video(clip, ...wanted, { principal, signal });
}

async function* livePieces(
  call: RouteCall<'jobLive'>,
  job: JobRow,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const { services, query } = call;
  const open = (stop: AbortSignal) => followLive(services, job, stop);
  const pieces =
    query.format === 'mp4' ? open(signal) : services.liveConversions.follow(`${job.id} ${job.attempt}`, open, signal);
  let sent = 0;
  for await (const piece of pieces) {
    sent += 1;
    yield piece;
  }
  // A job that shows no frames while it runs, on another server perhaps: its clip follows when it is finished.
  if (sent === 0 && !signal.aborted) yield* wholeClip(call, job.id, signal);
}

async function* wholeClip(call: RouteCall<'jobLive'>, id: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { services, query } = call;
  const job = await readJob(services.store.db, id);
  if (job?.state !== 'completed') return;
  const { key, mime } = await fileOf(call, await clipOf(call, job), signal);
  if (mime === mimes[query.format]) yield* (await services.storage.read(key)) as Readable & AsyncIterable<Uint8Array>;
}

/** A stream that asks for a piece when the listener has room for it. */
function streamOf(
  pieces: AsyncGenerator<Uint8Array, void, void>,
  signal: AbortSignal,
  end: () => void,
): ReadableStream<Uint8Array> {
  const finish = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    end();
    try {
      controller.close();
    } catch {
      // The listener has disconnected already.
    }
  };
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => signal.addEventListener('abort', () => finish(controller), { once: true }),
      pull: async (controller) => {
        try {
          const { done, value } = await pieces.next();
          if (done === true) finish(controller);
          else if (!signal.aborted) controller.enqueue(value);
        } catch (error) {
          end();
          if (!signal.aborted) controller.error(error);
        }
      },
      cancel: async () => {
        end();
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
}
