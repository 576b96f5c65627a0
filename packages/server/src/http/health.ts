import type { Hono } from 'hono';
import { accessMode, isLoopback } from '../access/guard.ts';
import { requireScope } from '../access/principal.ts';
import { identify } from '../access/who.ts';
import type { AppEnv, Services } from './context.ts';

/** `/healthz`: the process runs. `/readyz`: it can take jobs. `/metrics`: Prometheus metrics, for the owner. */
export function registerHealth(app: Hono<AppEnv>, services: Services): void {
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', async (context) => {
    const [database, storage] = await Promise.all([
      services.store.ping(),
      services.storage.check().then(
        () => true,
        () => false,
      ),
    ]);
    const ready = database && storage && !services.stopping.aborted;
    return context.json({ status: ready ? 'ready' : 'not ready', database, storage }, ready ? 200 : 503);
  });
  app.get('/metrics', async (context) => {
    const { options } = services;
    if (accessMode(options) !== 'loopback' || !isLoopback(options.host)) {
      requireScope(await identify(context, services.store, options), 'admin');
    }
    const { body, type } = await services.metrics.text();
    return context.body(body, 200, { 'content-type': type });
  });
}
