import { AkezoraError } from '@akezora/contract';
import type { ServerOptions } from './config/settings.ts';
import { withDefaults } from './config/settings.ts';
import { Supervisor } from './inference/supervisor.ts';
import { sweep } from './maintenance.ts';
import { createLog } from './platform/log.ts';
import { startQueue } from './platform/queue/queue.ts';
import { openStorage } from './platform/storage/open.ts';
import { openStore } from './platform/store/database.ts';
import { startTelemetry } from './platform/telemetry/start.ts';
import { startUpstreams } from './remote/runner.ts';
import { announceEnd, deliver } from './webhooks/webhooks.ts';
import { startWorker, type Worker } from './worker/worker.ts';

/**
 * Starts a worker without HTTP, on any machine that can reach the database and the storage of its server.
 * @throws AkezoraError `request_invalid` without Postgres: the embedded database belongs to one process.
 */
export async function startWorkerProcess(given: Partial<ServerOptions>): Promise<Worker> {
  const options = withDefaults(given);
  if (options.databaseUrl === undefined) {
    throw new AkezoraError('request_invalid', {
      field: '--database',
      reason: { en: 'a worker needs the Postgres of its server', ja: 'ワーカーにはサーバーと同じ Postgres が必要です' },
    });
  }
  const log = createLog(options.logLevel);
  const store = await openStore({ databaseUrl: options.databaseUrl, poolSize: 5 });
  const storage = await openStorage(options);
  const telemetry = await startTelemetry();
  const context = { store, storage, log, heartbeatTimeoutSeconds: options.heartbeatTimeoutSeconds };
  const queue = await startQueue(
    store,
    {
      webhook: (delivery) => deliver({ store, options, log }, delivery as unknown as Parameters<typeof deliver>[1]),
      sweep: () => sweep({ ...context, afterEnd }),
    },
    log,
  );
  const afterEnd = announceEnd(() => queue);
  const helper = new Supervisor({ engine: options.engine, device: 'cpu' });
  const worker = startWorker({
    ...context,
    afterEnd,
    telemetry,
    limits: options.limits,
    engine: options.engine,
    devices: options.devices,
    upstreams: startUpstreams(options.upstreams, store, () => helper),
    reserveBytes: options.reserveBytes,
  });
  return {
    ...worker,
    stop: async () => {
      await worker.stop();
      await helper.close();
      await queue.stop();
      await telemetry.stop();
      await store.close();
    },
  };
}
