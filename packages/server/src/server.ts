import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { AkezoraError, version } from '@akezora/contract';
import { type ServerType, serve } from '@hono/node-server';
import { hasAccess } from './access/accounts.ts';
import { createBudgets, limitsOfServer } from './access/budgets.ts';
import { accessMode } from './access/guard.ts';
import { makesOwners } from './access/provider-accounts.ts';
import { openStartToken, writeStartToken } from './access/start-token.ts';
import { storeSwitches } from './access/switches.ts';
import { createIdentifier } from './access/who.ts';
import { ownRoot } from './config/public-root.ts';
import type { ServerOptions } from './config/settings.ts';
import { withDefaults } from './config/settings.ts';
import { createApp } from './http/app.ts';
import type { Services } from './http/context.ts';
import { createEventHub } from './http/events.ts';
import { continueWhenRead } from './http/expect-continue.ts';
import { setCommonHeaders } from './http/headers.ts';
import { createMetrics } from './http/metrics.ts';
import { createStillSlots } from './http/still-slots.ts';
import { createTurns } from './importing/turns.ts';
import { childrenOptions, createChildren } from './inference/children.ts';
import { createCredentials } from './inference/credentials.ts';
import { createLiveConversions } from './inference/live-conversions.ts';
import { probeConfinement } from './inference/probe-confinement.ts';
import { recoverOrphans } from './jobs/recover.ts';
import { createDerived } from './library/derived.ts';
import { startRecovery, startSweep } from './maintenance.ts';
import { createPulls } from './models/pulls.ts';
import { createModels } from './models/registry.ts';
import { audit } from './platform/audit.ts';
import { dataNames } from './platform/data-names.ts';
import { createLog, type Log } from './platform/log.ts';
import { checkFileLimits, keepPrivate } from './platform/private-folder.ts';
import { openSecrets } from './platform/secrets.ts';
import { openStorage } from './platform/storage/open.ts';
import { openStore, type Store } from './platform/store/database.ts';
import { ensureOwner } from './platform/store/owners.ts';
import { delaySchedule } from './platform/store/schedule.ts';
import { sealStored } from './platform/store/seal-stored.ts';
import { startTelemetry } from './platform/telemetry/start.ts';
import { openUpstreams } from './remote/open.ts';
import { startUpstreams } from './remote/runner.ts';
import { defaultPolicy } from './safety/policies.ts';
import { queueDeliveries } from './webhooks/deliveries.ts';
import { startSender } from './webhooks/sender.ts';
import { resolveInputs } from './worker/inputs.ts';
import { startWorker } from './worker/worker.ts';

/** A running server. */
export interface RunningServer {
  /** Address to open in a browser. */
  readonly url: string;
  readonly port: number;
  /** Secret that lets the person at this machine manage the server; undefined with accounts and on open servers. */
  readonly startToken: string | undefined;
  readonly store: Store;
  /** Reads the list of models, so that the first page finds it, then starts what makes clips. */
  warm(): void;
  /** Process ids of the living inference children. */
  children(): number[];
  /** Stops: refuses new requests, returns running jobs to the queue, closes the database. */
  stop(): Promise<void>;
}

/**
 * Starts the service: database, queue, workers of this machine, HTTP.
 * @throws AkezoraError `data_folder_busy`, `access_unset`, `port_in_use`, `database_unavailable`, …
 *
 * @example
 * import { startServer } from '@akezora/server';
 *
 * const server = await startServer({ port: 0, dataFolder: 'data' });
 * const models = await fetch(`${server.url}/api/models`);
 * console.log(await models.json());
 * await server.stop();
 */
export async function startServer(given: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const options = withDefaults(given);
  const log = createLog(options.logLevel);
  checkFileLimits();
  const opened = await keepPrivate(resolve(options.dataFolder));
  if (opened > 0) log.warn({ files: opened }, 'closed what others on this machine could read in the data folder');
  const embedded = options.databaseUrl === undefined;
  const store = await openStore({
    databaseUrl: options.databaseUrl,
    folder: embedded ? resolve(options.dataFolder) : undefined,
  });
  const { keptFormat } = store;
  if (keptFormat !== undefined)
    log.warn({ kept: keptFormat }, 'brought the database into a new format; the former is kept');
  const closing: (() => Promise<unknown>)[] = [() => store.close()];
  try {
    return await startOn(store, options, log, closing);
  } catch (error) {
    for (const close of closing.reverse()) await close().catch(() => undefined);
    throw error;
  }
}

async function startOn(
  store: Store,
  options: ServerOptions,
  log: Log,
  closing: (() => Promise<unknown>)[],
): Promise<RunningServer> {
  await ensureOwner(store.db, 'local', 'local');
  await storeSwitches(store.db, options);
  if (accessMode(options) === 'accounts' && !makesOwners(options.oidc) && !(await hasAccess(store.db))) {
    throw new AkezoraError('access_unset', { address: options.publicUrl ?? options.host });
  }
  const secrets = await openSecrets(resolve(options.dataFolder), process.env.AKEZORA_SECRET_KEY);
  const lost = await sealStored(store.db, secrets);
  if (lost.length > 0) log.error({ lost }, 'secrets sealed with another key: put it back, or set these anew');
  const storage = await openStorage(options);
  const telemetry = await startTelemetry();
  closing.push(() => telemetry.stop());
  const afterEnd = queueDeliveries;
  const { heartbeatTimeoutSeconds, auditDays } = options;
  const copyFolder = store.kind === 'pglite' ? resolve(options.dataFolder) : undefined;
  // The first copy is made after an hour: a new folder holds nothing worth one.
  if (copyFolder !== undefined) await delaySchedule(store.db, 'copy', 86_400, 3600);
  const limits = limitsOfServer(options);
  const maintenance = {
    store,
    storage,
    afterEnd,
    log,
    heartbeatTimeoutSeconds,
    auditDays,
    history: limits.history,
    copyFolder,
    incomingFolder: join(options.dataFolder, dataNames.incoming),
  };
  const sender = startSender({ store, secrets, options, log });
  closing.push(() => sender.stop());
  // The embedded database has one process: jobs that run in it now belong to a process that died.
  if (store.kind === 'pglite') await recoverOrphans(store, 0, afterEnd);

  const startToken = accessMode(options) === 'loopback' ? await openStartToken(resolve(options.dataFolder)) : undefined;
  const stopping = new AbortController();
  const confinement = probeConfinement();
  const children = createChildren({ ...childrenOptions(options), confinement });
  closing.push(() => children.close());
  const liveConversions = createLiveConversions({ ...childrenOptions(options), confinement });
  closing.push(() => liveConversions.close());
  const events = createEventHub(store, log);
  closing.push(() => events.close());
  const upstreams = openUpstreams(options.upstreams, children);
  const models = createModels(options, children, store, upstreams);
  const pulls = createPulls({ engine: options.engine, confinement, models, store, log });
  closing.push(() => pulls.close());
  const budgets = createBudgets(store, limits);
  const credentials = createCredentials(options, log);
  await credentials.prepare();
  const services: Services = {
    options,
    store,
    secrets,
    startToken,
    who: createIdentifier({ store, options, log, secrets, startToken }),
    storage,
    models,
    pulls,
    derived: createDerived({ ...options, store, storage, children, budgets, credentials }),
    children,
    imports: createTurns(),
    liveConversions,
    stillSlots: createStillSlots(),
    warmWorker: () => worker.warm(),
    events,
    metrics: createMetrics(store),
    telemetry,
    policy: options.policy ?? defaultPolicy(accessMode(options)),
    budgets,
    credentials,
    resolve: (owner, request) => resolveInputs(store, storage, { owner, request, meta: {} }),
    log,
    stopping: stopping.signal,
  };
  const recovery = startRecovery(maintenance);
  closing.push(() => recovery.stop());
  const sweep = startSweep(maintenance);
  closing.push(() => sweep.stop());
  const worker = startWorker({
    store,
    storage,
    afterEnd,
    log,
    limits: options.limits,
    engine: options.engine,
    confinement,
    devices: options.devices,
    telemetry,
    upstreams: startUpstreams(upstreams, store, children),
    heartbeatTimeoutSeconds: options.heartbeatTimeoutSeconds,
    budgets,
    credentials,
    reserveBytes: options.reserveBytes,
  });
  closing.push(() => worker.stop());
  const { server, port } = await listen(createApp(services).fetch, options);
  closing.push(() => closeServer(server));
  const url = options.publicUrl ?? ownRoot(options, port);
  const started = { version, access: accessMode(options), database: store.kind };
  await audit(store.db, { action: 'server-started', actor: null, outcome: 'ok', detail: started });
  if (startToken !== undefined) await writeStartToken(resolve(options.dataFolder), { token: startToken.token, url });
  log.info({ url, access: accessMode(options), database: store.kind, storage: storage.kind }, 'serving');
  let stopped: Promise<void> | undefined;
  return {
    url,
    port,
    startToken: startToken?.token,
    store,
    warm: () =>
      void models
        .list()
        .catch((error: unknown) => log.warn({ err: error }, 'could not read the models'))
        .finally(() => worker.warm()),
    children: () => [...worker.children(), ...children.pids(), ...liveConversions.pids()],
    stop: () => {
      stopped ??= (async () => {
        stopping.abort();
        for (const close of closing.reverse())
          await close().catch((error: unknown) => log.error({ err: error }, 'closing'));
        log.info('stopped');
      })();
      return stopped;
    },
  };
}

async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  options: ServerOptions,
): Promise<{ server: ServerType; port: number }> {
  return new Promise((done, fail) => {
    // Our own answer to a request without Host has the headers that Node's lacks.
    const serverOptions = { requireHostHeader: false };
    const server = serve({ fetch, hostname: options.host, port: options.port, serverOptions }, (info: AddressInfo) =>
      done({ server, port: info.port }),
    );
    setCommonHeaders(server, options);
    // Headers must arrive within 20 s. A body may take long (uploads); `body.ts` ends one that stalls.
    if ('headersTimeout' in server) {
      continueWhenRead(server as Server);
      server.headersTimeout = 20_000;
      server.requestTimeout = 3_600_000;
      server.keepAliveTimeout = 65_000;
    }
    server.on('error', (error: NodeJS.ErrnoException) => {
      const address = options.host;
      if (error.code === 'EADDRINUSE')
        fail(new AkezoraError('port_in_use', { field: 'port', port: options.port, address }));
      else fail(error);
    });
  });
}

async function closeServer(server: ServerType): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  // Event streams end by the stopping signal; connections that remain after two seconds are closed.
  const timer = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 2000);
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  await closed;
  clearTimeout(timer);
}
