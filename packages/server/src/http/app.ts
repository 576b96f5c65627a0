import type { ServerResponse } from 'node:http';
import { AkezoraError, sentencesIn } from '@akezora/contract';
import { type Route, routes } from '@akezora/contract/api';
import { type Context, Hono } from 'hono';
import { matchedRoutes } from 'hono/route';
import { getPath } from 'hono/utils/url';
import { networkOfRequest } from '../access/client-address.ts';
import { incomingOf } from '../access/connection.ts';
import { accessMode, guardCookie, guardOrigin, guardTarget } from '../access/guard.ts';
import { apiOf, isPageLoad } from '../access/paths.ts';
import { nobody } from '../access/principal.ts';
import { requireSecondFactor } from '../access/reauthentication.ts';
import { admitVisitor } from '../access/who.ts';
import { publicPath, routePath } from '../config/public-root.ts';
import { auditRefusal } from '../platform/audit.ts';
import { publicError, typedError } from '../platform/errors.ts';
import { registerOwnApi } from './api/routes.ts';
import type { AppEnv, Services } from './context.ts';
import { retryAfter, statusOf } from './errors.ts';
import { registerGradio } from './gradio/routes.ts';
import { requestIdOf } from './headers.ts';
import { registerHealth } from './health.ts';
import { registerHuggingFace } from './hugging-face/routes.ts';
import { clearUp } from './leftovers.ts';
import { registerMcp } from './mcp/routes.ts';
import { registerOidc } from './oidc/routes.ts';
import { openAiError, registerOpenAi } from './openai/routes.ts';
import { isPublic } from './public-paths.ts';
import { registerStatic } from './static.ts';

/** Methods that store nothing for a visitor. */
const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Paths that answer without any check: probes of the process by name or address. */
const unguarded = new Set(['/healthz']);

/** The whole HTTP service. */
export function createApp(services: Services): Hono<AppEnv> {
  const base = publicPath(services.options);
  const app = new Hono<AppEnv>({ getPath: (request) => routePath(getPath(request), base) });
  const { options, log, metrics } = services;

  app.use(async (context, next) => {
    const began = performance.now();
    const requestId = requestIdOf((context.env as { outgoing?: ServerResponse } | undefined)?.outgoing);
    context.set('requestId', requestId);
    context.set('principal', nobody);
    context.set('log', log.child({ request: requestId }));
    context.header('x-request-id', requestId);
    if (apiOf(context.req.path) === 'service') await next();
    else {
      const { method } = context.req;
      const traceparent = context.req.header('traceparent');
      const [route, status] = [() => routeOf(context), () => context.res.status];
      await services.telemetry.request({ method, traceparent, id: requestId, route, status }, next);
    }
    await clearUp(context.req.raw);
    const api = apiOf(context.req.path);
    const seconds = (performance.now() - began) / 1000;
    metrics.requests.inc({ api, status: context.res.status });
    metrics.durations.observe({ api }, seconds);
    const line = {
      method: context.req.method,
      route: routeOf(context),
      status: context.res.status,
      ms: Math.round(seconds * 1000),
    };
    context.get('log').debug(line, 'answered');
  });

  app.use(async (context, next) => {
    if (unguarded.has(context.req.path)) return next();
    guardTarget(context.req.raw, incomingOf(context)?.url);
    const origin = guardOrigin(options, context.req.raw, context.req.path);
    if (origin !== undefined) {
      context.header('access-control-allow-origin', origin);
      context.header('vary', 'Origin');
      context.header(
        'access-control-expose-headers',
        'x-request-id, location, tus-resumable, upload-offset, upload-length, upload-expires, retry-after',
      );
      if (context.req.method === 'OPTIONS' && context.req.header('access-control-request-method') !== undefined) {
        context.header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE');
        context.header('access-control-allow-headers', context.req.header('access-control-request-headers') ?? '*');
        context.header('access-control-max-age', '600');
        return context.body(null, 204);
      }
    }
    if (/%00|%(?![0-9a-f]{2})/i.test(context.req.url)) {
      const reason = { en: 'it is not valid text', ja: '文字列として読めません' };
      throw new AkezoraError('request_invalid', { field: 'path', reason });
    }
    const coding = context.req.header('content-encoding')?.trim().toLowerCase() ?? '';
    if (coding !== '' && coding !== 'identity') {
      context.header('accept-encoding', 'identity');
      throw new AkezoraError('coding_unsupported', { field: 'content-encoding', coding: coding.slice(0, 40) });
    }
    const { method, path } = context.req;
    // Probes identify the sender themselves, as far as they need it.
    if (apiOf(path) === 'service') {
      services.budgets.probe(networkOfRequest(context, options));
      return next();
    }
    if (services.stopping.aborted) throw new AkezoraError('server_stopping');
    // What the server asks of itself was counted with the request that it serves.
    if (!services.who.isHanded(context.req.raw)) services.budgets.request(networkOfRequest(context, options));
    // Pages and their files are the same for everyone, so the sender is not identified for them.
    if (isPageLoad(method, path)) return next();
    const { principal, byCookie } = await services.who.identify(context);
    requireSecondFactor(principal, path);
    context.set('principal', principal);
    if (principal.via === 'none' && !isPublic(method, path)) throw new AkezoraError('unauthorized');
    if (byCookie) guardCookie(options, context.req.raw);
    if (principal.via === 'anonymous' && !readingMethods.has(method)) {
      await admitVisitor(services.store, services.budgets, principal);
    }
    return next();
  });

  registerHealth(app, services);
  registerOidc(app, services);
  registerOwnApi(app, services);
  registerOpenAi(app, services);
  registerGradio(app, services);
  registerHuggingFace(app, services);
  registerMcp(app, services);
  registerStatic(app, services);

  app.notFound((context) =>
    failure(context, new AkezoraError('not_found', { field: 'path', what: context.req.path.slice(0, 200) })),
  );
  app.onError(async (thrown, context) => {
    const error = typedError(thrown);
    await recordRefusal(services, context, error);
    const status = statusOf(error);
    const about = {
      err: thrown,
      code: error.code,
      method: context.req.method,
      route: routeOf(context),
      access: accessMode(options),
    };
    if (status >= 500) (context.get('log') ?? log).error(about, 'failed');
    return failure(context, error);
  });
  return app;
}

/** Paths that manage the server. */
const managing = new Set<string>([
  '/api/settings',
  ...Object.values<Route>(routes).flatMap(({ administration, path }) => (administration === true ? [path] : [])),
]);

/** Puts a refusal to manage the server into the audit log. */
async function recordRefusal(
  { store, log }: Services,
  context: Context<AppEnv>,
  { code }: AkezoraError,
): Promise<void> {
  if (code !== 'forbidden' && code !== 'admin_token_needed') return;
  const route = routeOf(context).replace(/:(\w+)/g, '{$1}');
  const principal = context.get('principal');
  if (principal.via === 'none' || (code === 'forbidden' && !managing.has(route))) return;
  await auditRefusal(store.db, principal, `${context.req.method} ${route}`).catch((error: unknown) =>
    log.warn({ err: error }, 'a refusal was not recorded'),
  );
}

/** The pattern of the route that answered; the catch-all of the pages is `*`. */
const routeOf = (context: Context<AppEnv>): string =>
  matchedRoutes(context)
    .map(({ path }) => path)
    .findLast((path) => !path.includes('*')) ?? '*';

/** An error in the form of the API of the request, without what belongs into the log only. */
function failure(context: Context<AppEnv>, thrown: AkezoraError): Response {
  const error = publicError(thrown);
  const status = statusOf(error);
  const after = retryAfter(error);
  if (after !== undefined) context.header('retry-after', String(after));
  const requestId = context.get('requestId');
  if (apiOf(context.req.path) === 'openai') {
    const japanese = /^ja\b/i.test(context.req.header('accept-language') ?? '');
    return context.json(openAiError(error, status, japanese), status as 400);
  }
  if (apiOf(context.req.path) === 'gradio' || (context.req.path === '/' && context.req.method === 'POST')) {
    // Both client packages read `error` as text; Gradio displays `detail`.
    const message = sentencesIn('en', error.text.en, error.remedy.en);
    return context.json(
      { error: message, detail: message, code: error.code, field: error.field ?? null },
      status as 400,
    );
  }
  return context.json({ error: error.toShape(), requestId }, status as 400);
}
