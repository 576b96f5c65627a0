import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ApiClient, type ApiEvent, createClient, type Job, listen } from '@akezora/contract/api';
import type { ServerOptions } from '../../src/config/settings.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { newDataFolder } from './folders.ts';

/** The engine of the tests: the real door, a real MP4, no model. */
export const testEngine = fileURLToPath(new URL('./engine.ts', import.meta.url));

/** A server for one test file, and what it takes to use and remove it. */
export interface TestServer {
  readonly server: RunningServer;
  readonly api: ApiClient;
  readonly folder: string;
  readonly options: Partial<ServerOptions>;
  remove(): Promise<void>;
}

/** Starts a server with the test engine on a free port and a new folder. */
export async function startTestServer(more: Partial<ServerOptions> = {}): Promise<TestServer> {
  const folder = more.dataFolder ?? (await newDataFolder());
  const options: Partial<ServerOptions> = {
    port: 0,
    dataFolder: folder,
    engine: testEngine,
    logLevel: (process.env.TEST_LOG ?? 'silent') as ServerOptions['logLevel'],
    reserveBytes: 0,
    // Signing takes a process a clip; tests of it turn it on.
    credentials: false,
    ...more,
  };
  const server = await startServer(options);
  return {
    server,
    folder,
    options,
    // The person who started it may manage it, too.
    api: createClient({
      baseUrl: server.url,
      validate: true,
      ...(server.startToken === undefined ? {} : { key: server.startToken }),
    }),
    remove: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Submits a prompt and answers its job. */
export async function submit(api: ApiClient, prompt: string, more: object = {}): Promise<Job> {
  const { data } = await api.call('submit', { body: { request: { prompt, ...more } } });
  const [job] = data;
  if (job === undefined) throw new Error('no job came back');
  return job;
}

/** Waits until a job is in one of some states. */
export async function waitFor(api: ApiClient, id: string, ...states: string[]): Promise<Job> {
  const wanted = states.length > 0 ? states : ['completed', 'failed', 'cancelled'];
  const until = Date.now() + 90_000;
  for (;;) {
    const job = await api.call('job', { params: { id } });
    if (wanted.includes(job.state)) return job;
    if (Date.now() > until) throw new Error(`job is ${job.state}, not ${wanted.join(' or ')}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Collects events until one fits. */
export async function eventsUntil(
  api: ApiClient,
  done: (event: ApiEvent) => boolean,
  options: { job?: string; since?: number } = {},
): Promise<ApiEvent[]> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 30_000);
  const events: ApiEvent[] = [];
  for await (const event of listen(api, { signal: stop.signal, ...options })) {
    events.push(event);
    if (done(event)) stop.abort();
  }
  clearTimeout(timer);
  return events;
}
