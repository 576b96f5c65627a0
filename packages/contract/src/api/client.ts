import type { z } from 'zod';
import { AkezoraError, errorShapeSchema } from '../errors.ts';
import { type Route, type RouteName, routes } from './routes.ts';

type Names<P extends string> = P extends `${string}{${infer K}}${infer Rest}` ? K | Names<Rest> : never;
type Spec<N extends RouteName> = (typeof routes)[N];
type Part<S, K extends string, How extends 'input' | 'output'> =
  S extends Record<K, infer Z extends z.ZodType> ? (How extends 'input' ? z.input<Z> : z.output<Z>) : never;
type Given<K extends string, V> = [V] extends [never] ? Record<never, never> : { readonly [P in K]: V };
type Query<N extends RouteName> = Part<Spec<N>, 'query', 'output'>;

/** Input of a call: path parameters, query, body, headers, and a signal that cancels the call. */
export type CallInput<N extends RouteName> = Given<
  'params',
  [Names<Spec<N>['path']>] extends [never] ? never : { readonly [K in Names<Spec<N>['path']>]: string }
> &
  ([Query<N>] extends [never] ? Record<never, never> : { readonly query?: Query<N> }) &
  Given<'body', Part<Spec<N>, 'body', 'input'>> & {
    readonly signal?: AbortSignal;
    readonly headers?: Readonly<Record<string, string>>;
  };

/** Result of a call: the body of a JSON response, the response itself for files, or undefined. */
export type CallAnswer<N extends RouteName> =
  Spec<N> extends { answer: infer Z extends z.ZodType }
    ? z.output<Z>
    : Spec<N> extends { file: string }
      ? Response
      : undefined;

/** Options of a client. */
export interface ClientOptions {
  /** URL of the server, e.g. `http://127.0.0.1:7860`. Default: empty, for pages of the server itself. */
  readonly baseUrl?: string;
  /** API key, sent as a bearer token. Default: none; pages use the session cookie instead. */
  readonly key?: string;
  /** Checks every response against its schema. Default false: client and server are of the same version. */
  readonly validate?: boolean;
  /** Function that sends requests. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** A typed client of the server's own API, for Node and browsers. */
export interface ApiClient {
  readonly options: ClientOptions;
  /** URL of a path from a response (`urls`, `preview`). */
  url(path: string): string;
  /**
   * Calls a route by name.
   * @throws AkezoraError with the server's code; `server_unreachable` without a response; `cancelled` when the signal
   * aborts the call.
   */
  call<N extends RouteName>(name: N, ...input: Inputs<N>): Promise<CallAnswer<N>>;
}

type Inputs<N extends RouteName> = Record<never, never> extends CallInput<N> ? [input?: CallInput<N>] : [CallInput<N>];

interface AnyInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Path of a route with its parameters and query. */
export function pathOf(route: Route, input: AnyInput): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(input.params?.[name] ?? ''));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {}))
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Headers of every call. Pages of other origins cannot set `x-akezora-client` without CORS, which protects the cookie. */
export function clientHeaders(options: ClientOptions): Record<string, string> {
  return {
    'x-akezora-client': '1',
    ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
  };
}

/** The error of a response; a body of another form becomes the nearest code by status. */
export async function readError(response: Response): Promise<AkezoraError> {
  const body: unknown = await response.json().catch(() => undefined);
  const shape = errorShapeSchema.safeParse((body as { error?: unknown } | undefined)?.error);
  if (shape.success) return AkezoraError.fromShape(shape.data);
  if (response.status === 401) return new AkezoraError('unauthorized');
  if (response.status === 404) return new AkezoraError('not_found', { what: { en: 'page', ja: 'ページ' } });
  if (response.status === 413) return new AkezoraError('body_too_large', { limit: '—' });
  if (response.status === 429)
    return new AkezoraError('too_many_requests', { seconds: response.headers.get('retry-after') ?? '10' });
  if (response.status === 502 || response.status === 503 || response.status === 504)
    return new AkezoraError('server_unreachable');
  return new AkezoraError('internal', { reason: `HTTP ${response.status}` });
}

/** Sends a request; network failures and aborts become typed errors. */
export async function reach(options: ClientOptions, path: string, init: RequestInit): Promise<Response> {
  try {
    return await (options.fetch ?? fetch)((options.baseUrl ?? '') + path, { credentials: 'same-origin', ...init });
  } catch (thrown) {
    if (init.signal?.aborted || (thrown instanceof Error && thrown.name === 'AbortError'))
      throw new AkezoraError('cancelled', {}, { cause: thrown });
    throw new AkezoraError('server_unreachable', {}, { cause: thrown });
  }
}

/**
 * Creates a client of the server's own API.
 *
 * @example
 * import { createClient } from '@akezora/contract/api';
 *
 * const api = createClient({ baseUrl: 'http://127.0.0.1:7860' });
 * const { data: clips } = await api.call('clips', { query: { q: 'fox' } });
 * for (const { prompt, seconds } of clips) console.log(`${prompt}: ${seconds} s`);
 */
export function createClient(options: ClientOptions = {}): ApiClient {
  return {
    options,
    url: (path) => (/^(?:data|blob|https?):/.test(path) ? path : (options.baseUrl ?? '') + path),
    async call(name, ...[given]) {
      const route: Route = routes[name];
      const input = (given ?? {}) as AnyInput;
      const response = await reach(options, pathOf(route, input), {
        method: route.method,
        headers: {
          ...clientHeaders(options),
          ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...input.headers,
        },
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
        ...(input.signal === undefined ? {} : { signal: input.signal }),
      });
      if (!response.ok) throw await readError(response);
      if (route.file !== undefined) return response as never;
      if (route.answer === undefined) {
        await response.body?.cancel();
        return undefined as never;
      }
      const body: unknown = await response.json();
      return (options.validate === true ? route.answer.parse(body) : body) as never;
    },
  };
}
