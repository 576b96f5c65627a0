import type { FuzzRequest } from './fuzz.ts';

type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** What exists on the server that is asked. */
export interface Existing {
  readonly job: string;
  readonly clip: string;
}

const prompts = ['a fox in the snow', '雪の中のきつね', 'a red boat at sunset', 'x'];

/** A request of any API that must succeed. */
export function validRequest(random: Random, { job, clip }: Existing, number: number): FuzzRequest {
  const prompt = pick(random, prompts);
  const get = (path: string) => ({ method: 'GET', path, body: undefined });
  const send = (method: string, path: string, body: object) => ({ method, path, body: JSON.stringify(body) });
  const seconds = 1 + Math.floor(random() * 20);
  const { method, path, body } = pick(random, [
    () =>
      get(`/api/jobs?limit=${1 + Math.floor(random() * 20)}&state=${pick(random, ['active', 'finished', 'queued'])}`),
    () => get(`/api/jobs/${job}`),
    () => get(`/api/clips?limit=${1 + Math.floor(random() * 20)}`),
    () => get(`/api/clips/${clip}`),
    () => get(`/api/clips/${clip}/video`),
    () => get(pick(random, ['/api/models', '/api/settings', '/api/presets', '/api/storyboards', '/api/tags'])),
    () => get(pick(random, ['/api/session', '/api/activity', '/api/folders', '/api/storage', '/api/webhooks'])),
    () => send('POST', '/api/jobs', { request: { prompt, seconds, resolution: pick(random, ['360p', '720p']) } }),
    () => send('POST', '/api/jobs', { request: { prompt, seed: number }, variants: 2, class: 'relaxed' }),
    () => send('PATCH', `/api/clips/${clip}`, { favourite: random() < 0.5, title: prompt }),
    () => get(`/v1/videos?limit=${1 + Math.floor(random() * 20)}&order=${pick(random, ['asc', 'desc'])}`),
    () => get(`/v1/videos/${job}`),
    () => get(`/v1/videos/${job}/content`),
    () =>
      send('POST', '/v1/videos', {
        prompt,
        model: 'sora-2',
        seconds: pick(random, ['4', '8', '12']),
        size: '1280x720',
      }),
    () => get(pick(random, ['/config', '/gradio_api/info'])),
    () => send('POST', '/mcp', { jsonrpc: '2.0', id: number, method: 'tools/list', params: {} }),
    () => get(pick(random, ['/healthz', '/readyz'])),
  ])();
  const headers = {
    'x-akezora-client': '1',
    accept: 'application/json, text/event-stream',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  return { method, path, headers, body, surelyWrong: false };
}
