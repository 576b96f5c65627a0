import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { countStates } from '../jobs/read.ts';
import type { Store } from '../platform/store/database.ts';

/** Metrics for Prometheus. */
export interface Metrics {
  readonly requests: Counter;
  readonly durations: Histogram;
  readonly listeners: Gauge;
  text(): Promise<{ body: string; type: string }>;
}

/** Creates the registry; job counts are read from the database at each scrape. */
export function createMetrics(store: Store): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'akezora_' });
  const registers = [register];
  const requests = new Counter({
    name: 'akezora_http_requests_total',
    help: 'Answers by API and status',
    labelNames: ['api', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'akezora_http_request_seconds',
    help: 'Time to answer',
    labelNames: ['api'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const listeners = new Gauge({ name: 'akezora_event_listeners', help: 'Open event streams', registers });
  new Gauge({
    name: 'akezora_jobs',
    help: 'Jobs by state',
    labelNames: ['state'],
    registers,
    async collect() {
      for (const [state, count] of Object.entries(await countStates(store.db))) this.set({ state }, count);
    },
  });
  return {
    requests,
    durations,
    listeners,
    text: async () => ({ body: await register.metrics(), type: register.contentType }),
  };
}
