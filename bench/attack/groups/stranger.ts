import { must } from '../case.ts';
import { type Ask, ask, brief } from '../http.ts';
import { smallRequest } from '../people.ts';

/** Requests that show or make something. */
export const uses: readonly (readonly [string, string, (object | string)?])[] = [
  ['GET', '/api/clips'],
  ['GET', '/api/jobs'],
  ['GET', '/api/settings'],
  ['GET', '/api/storage'],
  ['GET', '/api/events'],
  ['POST', '/api/jobs', { request: smallRequest }],
  ['POST', '/api/folders', { name: 'attack' }],
  ['GET', '/v1/videos'],
  ['POST', '/v1/videos', { prompt: 'a fox' }],
  ['POST', '/gradio_api/call/generate_video', { data: ['a fox'] }],
  ['POST', '/', { inputs: 'a fox' }],
  ['POST', '/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list_videos', arguments: {} } }],
];

/** Requests that administer. */
export const administrations: readonly (readonly [string, string, object?])[] = [
  ['GET', '/api/keys'],
  ['POST', '/api/keys', { name: 'attack', scopes: ['admin'] }],
  ['GET', '/api/accounts'],
  ['POST', '/api/accounts', { name: 'mallory', password: 'wet-granite-lantern-mallory', role: 'owner' }],
  ['POST', '/api/webhooks', { url: 'https://hook.attack.invalid/' }],
  ['POST', '/v1/webhook_endpoints', { url: 'https://hook.attack.invalid/' }],
  ['PATCH', '/api/settings', { sharing: false }],
  ['PATCH', '/api/settings', { promptHelp: { url: 'http://127.0.0.1:9/v1', model: 'x' } }],
  ['POST', '/api/models/ltx-video/pull'],
  ['DELETE', '/api/models/ltx-video'],
];

/** Fails unless each request is refused with a 4xx. @returns the statuses. */
export async function allRefused(
  base: string,
  requests: readonly (readonly [string, string, (object | string)?])[],
  how: Ask,
): Promise<void> {
  const through: string[] = [];
  for (const [method, path, body] of requests) {
    const answer = await ask(base, path, {
      ...how,
      method,
      ...(body === undefined ? {} : { body }),
      headers: { accept: 'application/json, text/event-stream', ...how.headers },
      timeoutMs: 3000,
    }).catch((error: Error) => error);
    if (answer instanceof Error) {
      // A stream that opened and stays silent let the asker in.
      if (/no answer within/.test(answer.message) === (path === '/api/events')) through.push(`${method} ${path}: open`);
      continue;
    }
    if (answer.status < 400 || answer.status >= 500) through.push(`${method} ${path}: ${brief(answer).slice(0, 90)}`);
  }
  must(through.length === 0, `${through.length} of ${requests.length} went through: ${through.join(' | ')}`);
}
