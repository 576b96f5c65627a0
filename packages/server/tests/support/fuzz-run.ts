import { createClient } from '@akezora/contract/api';
import { type FuzzRequest, malformed, randomFrom } from './fuzz.ts';
import { submit, waitFor } from './server.ts';
import { type Existing, validRequest } from './valid-requests.ts';

/** What came of many requests. */
export interface FuzzResult {
  readonly seed: number;
  /** Malformed requests that were refused with a 4xx naming the field at fault, and valid ones that succeeded. */
  readonly refused: number;
  readonly succeeded: number;
  /** Spoilt requests that were still valid, and succeeded. */
  readonly harmless: number;
  /** Everything that went otherwise, with what it takes to see it again. */
  readonly wrong: readonly object[];
  /** Milliseconds of each answer, in rising order. */
  readonly took: readonly number[];
}

/** What exists: one finished job and its clip. The server must have an engine. */
export async function makeExisting(url: string): Promise<Existing> {
  const api = createClient({ baseUrl: url });
  const done = await waitFor(api, (await submit(api, 'the one that exists')).id);
  return { job: done.id, clip: done.clipId ?? '' };
}

/**
 * Sends malformed requests and valid ones in a random mixture until enough of both are through.
 * @param lanes requests under way at once.
 * @param key bearer token of every request.
 * @param every called after each answer, with how many there were.
 */
export async function fuzz(
  url: string,
  existing: Existing,
  options: {
    seed: number;
    malformed: number;
    valid: number;
    lanes: number;
    key?: string | undefined;
    every?: (count: number) => void;
  },
): Promise<FuzzResult> {
  const random = randomFrom(options.seed);
  const count = { refused: 0, succeeded: 0, harmless: 0 };
  const wrong: object[] = [];
  const took: number[] = [];
  const enough = () => count.refused >= options.malformed && count.succeeded >= options.valid;
  const one = async () => {
    const good = count.succeeded < options.valid && (count.refused >= options.malformed || random() < 0.5);
    const request = good ? validRequest(random, existing, took.length) : malformed(random);
    const began = performance.now();
    const { status, text } = await ask(url, request, options.key);
    took.push(performance.now() - began);
    options.every?.(took.length);
    const fault = good ? (status >= 200 && status < 300 ? undefined : 'refused') : faultOf(request, status, text);
    if (fault !== undefined) wrong.push({ fault, ...about(request), status, answer: text.slice(0, 300) });
    else if (good) count.succeeded += 1;
    else if (status >= 400) count.refused += 1;
    else count.harmless += 1;
  };
  const lane = async () => {
    while (!enough() && wrong.length < 20) await one();
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
  return { seed: options.seed, ...count, wrong, took: took.sort((a, b) => a - b) };
}

async function ask(
  url: string,
  { method, path, headers, body }: FuzzRequest,
  key: string | undefined,
): Promise<{ status: number; text: string }> {
  try {
    const content = body === undefined ? {} : { body: body as string };
    const all = key === undefined ? headers : { ...headers, authorization: `Bearer ${key}` };
    const response = await fetch(url + path, { method, headers: all, ...content, signal: AbortSignal.timeout(60_000) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    return { status: 0, text: String(error) };
  }
}

const about = ({ method, path, body, surelyWrong }: FuzzRequest) => ({
  method,
  path: path.slice(0, 300),
  body: String(body).slice(0, 300),
  surelyWrong,
});

/** What is wrong with the answer to a malformed request; nothing when it is a refusal that names the field. */
function faultOf({ surelyWrong, path }: FuzzRequest, status: number, text: string): string | undefined {
  if (status === 0 || status >= 500) return 'not a refusal';
  if (status < 400) return surelyWrong ? 'accepted what its schema refuses' : undefined;
  // Who asks, or how often, is nothing a field could mend.
  if (status === 401 || status === 429) return undefined;
  // One's own account and sessions are for accounts that have signed in; the sender has none.
  if (status === 403 && /^\/api\/(?:sessions?|account)(?:[/?]|$)/.test(path) && text.includes('"code":"forbidden"'))
    return undefined;
  let answer: Record<string, unknown>;
  try {
    answer = JSON.parse(text);
  } catch {
    return 'not in the form of its API';
  }
  // JSON-RPC has numbers for its errors and no place for a field.
  if (path === '/mcp' && answer.jsonrpc === '2.0') return undefined;
  const told =
    typeof answer.error === 'object' && answer.error !== null ? (answer.error as Record<string, unknown>) : answer;
  const field = told.field ?? told.param;
  return typeof field === 'string' && field !== '' ? undefined : 'names no field';
}
