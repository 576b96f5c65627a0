import type { Hono } from 'hono';
import { requireScope } from '../access/principal.ts';
import type { AppEnv, Services } from './context.ts';
import { createReadiness } from './readiness.ts';

/** `/healthz`: the process runs. `/readyz`: it can take jobs. `/metrics`: Prometheus metrics, for who may manage the server. */
export function registerHealth(app: Hono<AppEnv>, services: Services): void {
  const readiness = createReadiness(services);
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', async (context) => {
    const { database, storage, disk } = await readiness();
    const ready = database && storage && disk && !services.stopping.aborted;
    const status = ready ? 'ready' : 'not ready';
    // Which part fails is for who may manage the server; without a database nobody can be told apart.
    const { principal } = database ? await identified(services, context) : { principal: undefined };
    const insider = principal?.via === 'loopback' || principal?.administers === true;
    return context.json(insider ? { status, database, storage, disk } : { status }, ready ? 200 : 503);
  });
  app.get('/metrics', async (context) => {
    const { principal } = await services.who.identify(context, { visitors: false });
    if (principal.via !== 'loopback') requireScope(principal, 'admin');
    const { body, type } = await services.metrics.text();
    return context.body(body, 200, { 'content-type': type });
  });
}

/** The sender, or nothing where a probe is not of this machine's user. */
const identified = (services: Services, context: Parameters<Services['who']['identify']>[0]) =>
  services.who.identify(context, { visitors: false }).catch(() => ({ principal: undefined }));
