import { createParser } from 'eventsource-parser';
import { AkezoraError } from '../errors.ts';
import { type ApiClient, clientHeaders, reach, readError } from './client.ts';
import { type ApiEvent, apiEventSchema } from './event.ts';

/** One message of a server-sent event stream. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** Longest event in characters; a preview has some 100,000. */
const longestEvent = 16_000_000;

/**
 * Splits a byte stream into server-sent events (WHATWG HTML, section 9.2); comments and unknown fields are ignored.
 * @throws Error for an event over 16 million characters.
 */
export async function* readServerSentEvents(bytes: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = bytes.getReader();
  const decoder = new TextDecoder();
  let read: ServerSentEvent[] = [];
  let last: string | undefined;
  const parser = createParser({
    maxBufferSize: longestEvent,
    onEvent({ event = 'message', data, id = last }) {
      last = id;
      read.push({ event, data, id });
    },
    onError(error) {
      // Others are fields that nobody knows.
      if (error.type === 'max-buffer-size-exceeded') throw error;
    },
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* read;
      read = [];
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** State of the connection to the server. */
export type LinkState = 'connecting' | 'open' | 'lost';

/** Options of `listen`. */
export interface ListenOptions {
  /** Closes the connection and ends the iteration. */
  readonly signal: AbortSignal;
  /** Id of a job: only its events. Default: all events of the owner. */
  readonly job?: string;
  /** Number of an event: only later ones. Default: events from now on. */
  readonly since?: number;
  /** Called when the connection opens or is lost. Default: none. */
  readonly onState?: (state: LinkState) => void;
  /** Milliseconds to wait between attempts to connect; the last one repeats. Default: 250, 500, 1000, 2000, 4000. */
  readonly delays?: readonly number[];
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });

/**
 * Iterates over the server's events until the signal aborts. After a lost connection it reconnects with `Last-Event-ID`, so no
 * event is missed.
 * @throws AkezoraError `unauthorized` or `forbidden`.
 */
export async function* listen(client: ApiClient, options: ListenOptions): AsyncGenerator<ApiEvent> {
  const { signal, delays = [250, 500, 1000, 2000, 4000] } = options;
  let last = options.since;
  let tries = 0;
  while (!signal.aborted) {
    options.onState?.('connecting');
    try {
      const response = await reach(
        client.options,
        `/api/events${options.job === undefined ? '' : `?job=${encodeURIComponent(options.job)}`}`,
        {
          headers: {
            ...clientHeaders(client.options),
            accept: 'text/event-stream',
            ...(last === undefined ? {} : { 'last-event-id': String(last) }),
          },
          signal,
        },
      );
      if (!response.ok || response.body === null) throw await readError(response);
      options.onState?.('open');
      for await (const message of readServerSentEvents(response.body)) {
        tries = 0;
        const event = client.options.validate
          ? apiEventSchema.parse(JSON.parse(message.data))
          : (JSON.parse(message.data) as ApiEvent);
        if (event.type === 'hello' || event.type === 'reset')
          last = event.type === 'reset' ? event.seq : (last ?? event.seq);
        else if (message.id !== undefined) last = Number(message.id);
        yield event;
      }
    } catch (thrown) {
      if (signal.aborted) return;
      if (thrown instanceof AkezoraError && (thrown.code === 'unauthorized' || thrown.code === 'forbidden'))
        throw thrown;
    }
    if (signal.aborted) return;
    options.onState?.('lost');
    await pause(delays[Math.min(tries++, delays.length - 1)] ?? 1000, signal);
  }
}
