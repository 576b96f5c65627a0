import { type Route, routes } from '@akezora/contract/api';
import { withDefaults } from '../../../src/config/settings.ts';
import { createApp } from '../../../src/http/app.ts';
import type { Services } from '../../../src/http/context.ts';
import { newFolder } from '../../support/folders.ts';
import type { Person } from './people.ts';
import { sampleOf } from './requests.ts';
import { isThere, store, type Thing } from './world.ts';

/** A route as the walk calls it: by its name in the contract, else by method and path. */
export interface WalkedRoute {
  readonly name: string;
  readonly method: string;
  /** With parameters as `:id`. */
  readonly path: string;
}

/** Whose thing a request names. */
export type Whose = 'own' | 'other' | 'link' | 'public';

const contract: WalkedRoute[] = Object.entries<Route>(routes).map(([name, { method, path }]) => ({
  name,
  method,
  path: path.replace(/\{(\w+)\}/g, ':$1'),
}));

/** Every route of the app: those of the contract by name, then the others. */
export function allRoutes(): WalkedRoute[] {
  const nothing: unknown = new Proxy(() => undefined, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => '' : nothing),
    apply: () => nothing,
  });
  const options = withDefaults({ dataFolder: newFolder(), oidc: oidcForRoutes });
  const services = new Proxy({} as Services, { get: (_, key) => (key === 'options' ? options : nothing) });
  const known = new Set(contract.map(({ method, path }) => `${method} ${path}`));
  const others = createApp(services)
    .routes.map(({ method, path }) => `${method} ${path}`)
    // What every request passes through is no route.
    .filter((line) => line !== 'ALL /*' && !known.has(line));
  return [
    ...contract,
    ...[...new Set(others)].map((name) => {
      const [method = '', path = ''] = name.split(' ');
      return { name, method: method === 'ALL' ? 'POST' : method, path };
    }),
  ];
}

const oidcForRoutes = { issuer: 'https://issuer.invalid', clientId: 'id', clientSecret: 'secret' } as never;

/**
 * Asks a route as someone, with a new thing of theirs or of somebody else; again when a kept connection had been closed.
 * @returns `ok` or the status of the refusal, and `gone` when the thing is gone although the request was refused.
 */
export async function ask(route: WalkedRoute, person: Person, other: string, whose: Whose): Promise<string> {
  for (let turn = 0; ; turn += 1) {
    try {
      return await askOnce(route, person, other, whose);
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as { code?: string };
      if (turn === 2 || (code !== 'ECONNRESET' && code !== 'UND_ERR_SOCKET')) throw error;
    }
  }
}

async function askOnce(route: WalkedRoute, person: Person, other: string, whose: Whose): Promise<string> {
  const { kind } = sampleOf(route.name);
  const { server, folder } = person.test;
  const owner = whose === 'own' && person.owner !== '' ? person.owner : other;
  const visibility =
    whose === 'link' || whose === 'public'
      ? whose
      : route.name.endsWith('hared') && whose === 'own'
        ? 'link'
        : 'private';
  const thing: Thing =
    kind === undefined ? { id: 'none', token: '' } : await store(server.store, folder, kind, owner, visibility);
  const got = await answerTo(route, person, thing, whose);
  if (kind === undefined || got === 'ok' || (await isThere(server.store, folder, kind, thing))) return got;
  return `${got} gone`;
}

async function answerTo(route: WalkedRoute, person: Person, thing: Thing, whose: Whose): Promise<string> {
  const { kind, path, body, headers, missing, waits, endsSession } = sampleOf(route.name);
  const { server } = person.test;
  const plain = path?.(thing) ?? route.path.replace(/:\w+(?:\{[^}]*\})?/g, thing.id);
  const address = whose === 'link' && kind === 'clip' ? `${plain}?token=${thing.token}` : plain;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), waits === true ? 6000 : 60_000);
  try {
    const answer = await fetch(server.url + address, {
      method: route.name === 'ALL /api/uploads/:id' ? 'PATCH' : route.method,
      headers: { 'content-type': 'application/json', ...headers, ...person.headers() },
      ...(body === undefined ? {} : { body: JSON.stringify(body(thing)) }),
      redirect: 'manual',
      signal: stop.signal,
    });
    if (missing !== undefined && answer.status === 200) return missing(await answer.text()) ? '404' : 'ok';
    const text =
      answer.headers.get('content-type')?.includes('json') === true && answer.status >= 400 ? await answer.text() : '';
    stop.abort();
    // An input that is not theirs is reported as missing from the request.
    if (text.includes('"input_missing"')) return '404';
    return [401, 403, 404].includes(answer.status) ? String(answer.status) : 'ok';
  } catch (error) {
    if (waits === true && stop.signal.aborted) return 'ok';
    throw error;
  } finally {
    clearTimeout(timer);
    if (endsSession === true) await person.signInAgain();
  }
}

/** Whose things a route can be asked for. */
export function variantsOf(name: string): readonly Whose[] {
  const { kind } = sampleOf(name);
  if (kind === undefined) return ['own'];
  return kind === 'clip' ? ['own', 'other', 'link', 'public'] : ['own', 'other'];
}
