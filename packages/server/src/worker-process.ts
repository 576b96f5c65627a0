import { resolve } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { createBudgets, limitsOfServer } from './access/budgets.ts';
import type { ServerOptions } from './config/settings.ts';
import { withDefaults } from './config/settings.ts';
import { childrenOptions, createChildren } from './inference/children.ts';
import { createCredentials } from './inference/credentials.ts';
import { probeConfinement } from './inference/probe-confinement.ts';
import { createLog } from './platform/log.ts';
import { checkFileLimits, keepPrivate } from './platform/private-folder.ts';
import { openSecrets } from './platform/secrets.ts';
import { openStorage } from './platform/storage/open.ts';
import { openStore } from './platform/store/database.ts';
import { startTelemetry } from './platform/telemetry/start.ts';
import { openUpstreams } from './remote/open.ts';
import { startUpstreams } from './remote/runner.ts';
import { queueDeliveries } from './webhooks/deliveries.ts';
import { startSender } from './webhooks/sender.ts';
import { startWorker, type Worker } from './worker/worker.ts';

/**
 * Starts a worker without HTTP, on any machine that can reach the database and the storage of its server. It runs jobs and
 * sends webhooks; what has expired is removed by the servers, which know how long everything is kept.
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
  checkFileLimits();
  await keepPrivate(resolve(options.dataFolder));
  const store = await openStore({ databaseUrl: options.databaseUrl, poolSize: 5 });
  const storage = await openStorage(options);
  const telemetry = await startTelemetry();
  const base = {
    store,
    storage,
    log,
    afterEnd: queueDeliveries,
    heartbeatTimeoutSeconds: options.heartbeatTimeoutSeconds,
  };
  // Without the key of the server nothing can be signed here; the server sends the webhooks then.
  const secrets = await openSecrets(resolve(options.dataFolder), process.env.AKEZORA_SECRET_KEY, false);
  const sender = secrets && startSender({ store, secrets, options, log });
  const confinement = probeConfinement();
  const children = createChildren({ ...childrenOptions(options), confinement });
  const worker = startWorker({
    ...base,
    telemetry,
    limits: options.limits,
    engine: options.engine,
    confinement,
    devices: options.devices,
    upstreams: startUpstreams(openUpstreams(options.upstreams, children), store, children),
    reserveBytes: options.reserveBytes,
    budgets: createBudgets(store, limitsOfServer(options)),
    credentials: createCredentials(options, log),
  });
  return {
    ...worker,
    stop: async () => {
      await worker.stop();
      await children.close();
      await sender?.stop();
      await telemetry.stop();
      await store.close();
    },
  };
}
