import { type Route, routes } from '@akezora/contract/api';
import { z } from 'zod';

/** Random numbers from a seed (mulberry32), so that a failing case can be run again. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** One request to send. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** Whether the contract's own schema refuses it; the other APIs have none here, and what was spoilt may still be valid. */
  readonly surelyWrong: boolean;
}

interface Shape {
  readonly type?: string | string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
}

/** A value that fits a JSON schema, more or less. */
function fitting(shape: Shape, random: Random, depth = 0): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return pick(random, shape.enum);
  const choices = shape.anyOf ?? shape.oneOf;
  if (choices !== undefined) return fitting(pick(random, choices), random, depth);
  switch (Array.isArray(shape.type) ? shape.type[0] : shape.type) {
    case 'object': {
      const entries = Object.entries(shape.properties ?? {}).filter(
        ([name]) => shape.required?.includes(name) === true || (depth < 3 && random() < 0.4),
      );
      return Object.fromEntries(entries.map(([name, of]) => [name, fitting(of, random, depth + 1)]));
    }
    case 'array':
      return Array.from({ length: Math.max(shape.minItems ?? 0, Math.floor(random() * 3)) }, () =>
        fitting(shape.items ?? {}, random, depth + 1),
      );
    case 'integer':
    case 'number':
      return Math.floor((shape.minimum ?? 0) + random() * Math.min(100, (shape.maximum ?? 100) - (shape.minimum ?? 0)));
    case 'boolean':
      return random() < 0.5;
    case 'null':
      return null;
    default:
      return pick(random, ['a fox', 'x', '雪', 'clip_none', 'upload:none']);
  }
}

const nasty: readonly unknown[] = [
  null,
  '',
  '\u0000',
  '\ud800',
  'x'.repeat(30_000),
  '../../etc/passwd',
  "'; DROP TABLE jobs; --",
  '{{7*7}}',
  '<script>alert(1)</script>',
  '%00%2e%2e',
  -1,
  1e308,
  2 ** 53,
  0.1,
  [],
  {},
  [[[[[[]]]]]],
  { __proto__: { polluted: true } },
  true,
  '2026-13-45T99:99:99Z',
];

/** Puts something that does not belong there somewhere into a value. */
function spoil(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && random() < 0.7) {
    const at = Math.floor(random() * value.length);
    return value.map((item, index) => (index === at ? spoil(item, random) : item));
  }
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0 && random() < 0.8) {
    const name = pick(random, Object.keys(value));
    const turn = random();
    if (turn < 0.15) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
    if (turn < 0.25) return { ...value, [`${name}x`]: 1 };
    return { ...value, [name]: spoil((value as Record<string, unknown>)[name], random) };
  }
  return pick(random, nasty);
}

const shapes = new Map<z.ZodType, Shape>();
function shapeOf(schema: z.ZodType): Shape {
  const known =
    shapes.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Shape);
  shapes.set(schema, known);
  return known;
}

const ids = ['video_none', 'clip_none', '..%2f..', '%00', '0', 'x'.repeat(300), "';--", '%E3%81%82', '%'];

/** Bodies of the other APIs, as their clients send them. */
const others: readonly { method: string; path: string; body: unknown }[] = [
  { method: 'POST', path: '/v1/videos', body: { prompt: 'a fox', model: 'sora-2', seconds: '4', size: '1280x720' } },
  {
    method: 'POST',
    path: '/v1/videos',
    body: { prompt: 'a fox', input_reference: { image_url: 'data:image/png;base64,AAAA' } },
  },
  { method: 'POST', path: '/v1/videos/video_none/remix', body: { prompt: 'x' } },
  { method: 'POST', path: '/v1/videos/edits', body: { prompt: 'x', video: { id: 'video_none' } } },
  { method: 'POST', path: '/v1/videos/extensions', body: { prompt: 'x', seconds: '4', video: { id: 'video_none' } } },
  {
    method: 'POST',
    path: '/v1/webhook_endpoints',
    body: { url: 'https://example.com/', event_types: ['video.completed'] },
  },
  {
    method: 'POST',
    path: '/gradio_api/queue/join',
    body: { data: ['a fox', '360p', 5, null], fn_index: 1, session_hash: 'x' },
  },
  { method: 'POST', path: '/gradio_api/cancel', body: { event_id: 'video_none' } },
  // Wrong in two places: valid after one is spoilt it would wait for a clip.
  { method: 'POST', path: '/', body: { inputs: 7, parameters: { seed: 'x' } } },
  { method: 'POST', path: '/mcp', body: { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} } },
];

/** A request that is wrong somewhere: made from a route's schemas or another API's example, then spoilt. */
export function malformed(random: Random): FuzzRequest {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'x-akezora-client': '1' };
  if (random() < 0.35) {
    const { method, path, body } = pick(random, others);
    return finish(random, { method, path, headers, body: spoil(body, random) }, undefined, false);
  }
  const route: Route = pick(random, Object.values(routes) as Route[]);
  const path = route.path.replace(/\{\w+\}/g, () => pick(random, ids));
  const query = new URLSearchParams();
  if (route.query !== undefined) {
    const value = spoil(fitting(shapeOf(route.query), random), random);
    for (const [name, item] of Object.entries(typeof value === 'object' && value !== null ? value : { odd: value })) {
      query.set(name, String(item).slice(0, 3000));
    }
  }
  const body = route.body === undefined ? undefined : spoil(fitting(shapeOf(route.body), random), random);
  const badQuery = route.query?.safeParse(Object.fromEntries(query)).success === false;
  const whole = { method: route.method, path: query.size > 0 ? `${path}?${query}` : path, headers, body };
  return finish(random, whole, route.body, badQuery);
}

function finish(
  random: Random,
  request: Omit<FuzzRequest, 'body' | 'surelyWrong'> & { body: unknown },
  schema: z.ZodType | undefined,
  badQuery: boolean,
): FuzzRequest {
  const { body, headers } = request;
  const { method, path } = request;
  if (body === undefined || method === 'GET') return { method, path, headers, body: undefined, surelyWrong: badQuery };
  const text = JSON.stringify(body);
  const badBody = schema?.safeParse(JSON.parse(text)).success === false;
  const rest = { method, path, surelyWrong: badQuery || badBody };
  const turn = random();
  if (turn < 0.06) return { ...rest, headers, body: text.slice(0, Math.floor(random() * text.length)) };
  if (turn < 0.1) return { ...rest, headers, body: new Uint8Array([0xff, 0xfe, 0x00, 0x80]) };
  if (turn < 0.13)
    return { ...rest, headers: { ...headers, 'content-type': 'multipart/form-data; boundary=x' }, body: text };
  if (turn < 0.15) return { ...rest, headers: { ...headers, 'content-type': 'text/plain' }, body: text };
  if (turn < 0.17) return { ...rest, headers, body: '['.repeat(20_000) };
  return { ...rest, headers, body: text };
}
