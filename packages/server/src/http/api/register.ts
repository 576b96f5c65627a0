import { AkezoraError, actorsOfCharacters, requestError } from '@akezora/contract';
import { type Access, type CallAnswer, type Route, type RouteName, routes } from '@akezora/contract/api';
import type { Context, Hono } from 'hono';
import type { z } from 'zod';
import { type Principal, requireScope, requireStartToken } from '../../access/principal.ts';
import { requireRecentSignIn } from '../../access/reauthentication.ts';
import { notFound } from '../../platform/not-found.ts';
import { readJson } from '../body.ts';
import type { AppEnv, Services } from '../context.ts';

type Spec<N extends RouteName> = (typeof routes)[N];
type Parsed<N extends RouteName, K extends 'query' | 'body'> =
  Spec<N> extends Record<K, infer Schema extends z.ZodType> ? z.output<Schema> : undefined;

/** A call of a route: the caller, the checked query and body, and the parameters of the path. */
export interface RouteCall<N extends RouteName> {
  readonly services: Services;
  readonly db: Services['store']['db'];
  readonly principal: Principal;
  /** The owner of what the caller makes and sees. */
  readonly owner: string;
  /** The parameter `id` of the path; empty where the path has none. */
  readonly id: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Parsed<N, 'query'>;
  readonly body: Parsed<N, 'body'>;
  readonly context: Context<AppEnv>;
}

/** Handler of a route. A `Response` is sent as it is; any other value as JSON with the route's status. */
export type Handler<N extends RouteName> = (call: RouteCall<N>) => Promise<CallAnswer<N> | Response>;

/** Handlers of some routes. */
export type Handlers<N extends RouteName> = { readonly [Name in N]: Handler<Name> };

/**
 * Checks that the sender may call a route.
 * @throws AkezoraError `unauthorized` or `forbidden`.
 */
function requireAccess(principal: Principal, access: Access): void {
  if (access === 'public') return;
  if (access !== 'signed-in') requireScope(principal, access);
  else if (principal.via === 'none') throw new AkezoraError('unauthorized');
}

/** Registers routes with their handlers: checks the access of the caller, then query and body, and answers with the route's status. */
export function register<N extends RouteName>(app: Hono<AppEnv>, services: Services, handlers: Handlers<N>): void {
  for (const name of Object.keys(handlers) as N[]) {
    const route: Route = routes[name];
    const paths = [route.path, ...(route.formerly === undefined ? [] : [route.formerly])];
    const patterns = paths.map((path) => path.replace(/\{(\w+)\}/g, ':$1'));
    app.on(route.method, patterns, async (context) => {
      const principal = context.get('principal');
      requireAccess(principal, route.access);
      if (route.administration === true) requireStartToken(principal);
      if (route.recentSignIn === true) requireRecentSignIn(principal);
      const answer = await (handlers[name] as Handler<RouteName>)({
        services,
        db: services.store.db,
        principal,
        owner: principal.owner,
        id: context.req.param('id') ?? '',
        params: context.req.param() as Record<string, string>,
        query: parse(route.query, queryOf(context)) as never,
        body: (route.body === undefined
          ? undefined
          : parse(route.body, presentBody(await readJson(context.req.raw, services.options.bodyBytes)))) as never,
        context,
      });
      if (answer instanceof Response) return answer;
      if (answer === undefined) return context.body(null, 204);
      return context.json(answer as object, route.status === 204 ? 200 : (route.status ?? 200));
    });
  }
}

/** The query without the parameters that every address may have: the token of a share link, the version of a picture. */
function queryOf(context: Context<AppEnv>): Record<string, string> {
  const { token: _token, v: _version, ...query } = context.req.query();
  // A form that is sent with an empty place or size of the page asks for the usual one.
  return Object.fromEntries(Object.entries(query).filter(([name, value]) => value !== '' || !ofPage.has(name)));
}

const ofPage: ReadonlySet<string> = new Set(['cursor', 'limit']);

/**
 * A body in the present form: requests of earlier clients call their actors `characters`, and many clients send options that are
 * not set as `null`.
 */
function presentBody(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('request' in body)) return body;
  return { ...(withoutNulls(body) as object), request: withoutNulls(actorsOfCharacters(body.request)) };
}

const withoutNulls = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null))
    : value;

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw requestError(result.error);
}

/** The empty answer to a removal. @throws AkezoraError `not_found` when there was nothing to remove. */
export function removedOr404(id: string, removed: boolean): undefined {
  if (!removed) throw notFound(id);
  return undefined;
}
