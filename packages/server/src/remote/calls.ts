/** Calls to servers that the owner of this server named: with time limits, bounded answers, and no way to another address. */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { AkezoraError, type ErrorDetails } from '@akezora/contract';
import { z } from 'zod';
import { cleanText } from '../platform/redact.ts';
import { Unavailable } from './maker.ts';

/** Milliseconds without an answer, or without more of it, after which a server counts as away. */
const silentMs = 60_000;
/** Most bytes of an answer that is read into memory. */
const answerBytes = 16e6;
/** Most bytes of a clip; uploads have the same limit. */
const clipBytes = 4e9;

/** A call of one server. */
export type Call = (url: string, init: RequestInit, signal: AbortSignal) => Promise<Response>;

/** The error of a server's model, with a reason in one or both languages. */
export const upstreamError = (
  model: string,
  reason: NonNullable<ErrorDetails[string]>,
  cause?: unknown,
): AkezoraError => new AkezoraError('upstream_failed', { model, reason }, { cause });

/**
 * Creates the calls of one upstream.
 * @returns a call that throws `Unavailable` for a server that is away, busy or broken, `Refused` for what it refuses, and
 * AkezoraError `upstream_failed` for one that leads elsewhere.
 */
export function caller({ key, model }: { readonly key?: string; readonly model: string }): Call {
  const own: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return async (url, init, signal) => {
    const silent = new AbortController();
    const timer = setTimeout(() => silent.abort(), silentMs);
    let response: Response;
    try {
      const headers = { ...own, ...(init.headers as Record<string, string> | undefined) };
      const both = AbortSignal.any([signal, silent.signal]);
      response = await fetch(url, { ...init, headers, signal: both, redirect: 'manual' });
    } catch (error) {
      signal.throwIfAborted();
      throw new Unavailable(reasonOf(error));
    } finally {
      clearTimeout(timer);
    }
    const { status } = response;
    if (response.ok) return response;
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      const reason = { en: 'it redirects to another address', ja: '別の URL へのリダイレクトが返りました' };
      throw upstreamError(model, reason);
    }
    if (status >= 500 || status === 429 || status === 408) {
      await response.body?.cancel();
      throw new Unavailable(`HTTP ${status}`);
    }
    throw new Refused(status, await textOf(response, 64_000).catch(() => ''));
  };
}

/** An answer that refuses the call: the status, and the body for its reason. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly body: string;
  constructor(status: number, body: string) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
  }
}

const refusalSchema = z.object({
  error: z.union([z.object({ message: z.string() }), z.string()]).optional(),
  detail: z
    .union([z.string(), z.array(z.object({ msg: z.string(), loc: z.array(z.unknown()).optional() }))])
    .optional(),
});

/** Why a server refused a call, in its words: OpenAI's `error.message`, or FastAPI's `detail`. */
export function refusalOf({ status, body }: Refused): string {
  const { error, detail } = refusalSchema.safeParse(jsonIn(body)).data ?? {};
  const words =
    typeof error === 'string'
      ? error
      : (error?.message ??
        (typeof detail === 'string'
          ? detail
          : detail?.map(({ msg, loc = [] }) => `${loc.at(-1) ?? ''}: ${msg}`).join('; ')));
  return words === undefined || words === '' ? `HTTP ${status}` : shortened(words);
}

/** The value of a JSON text; undefined when it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A text of another server as it may stand in a message: in one line, short, and without what looks like a secret. */
export const shortened = (text: string): string => cleanText(text.replace(/[\p{Cc}\s]+/gu, ' ').trim()).slice(0, 500);

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause, name } = error;
  if (name === 'AbortError') return `no answer in ${silentMs / 1000} s`;
  return shortened(cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : error.message);
};

/** Reads a JSON answer. @throws `Unavailable` when it is no JSON of that form, is too long, or stops in the middle. */
export async function jsonOf<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  const read = schema.safeParse(jsonIn(await textOf(response, answerBytes)));
  if (read.success) return read.data;
  throw new Unavailable(`${new URL(response.url).pathname}: not the answer of such a server`);
}

async function textOf(response: Response, most: number): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of piecesOf(response, most)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** Saves the body of an answer in a file, which is removed when that fails. */
export async function save(response: Response, file: string, signal: AbortSignal, most = clipBytes): Promise<void> {
  try {
    await pipeline(piecesOf(response, most), createWriteStream(file), { signal });
  } catch (error) {
    await rm(file, { force: true });
    signal.throwIfAborted();
    throw error;
  }
}

async function* piecesOf(response: Response, most: number): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read());
      if (done) return;
      bytes += value.byteLength;
      if (bytes > most) throw new Unavailable(`an answer of more than ${most} bytes`);
      yield value;
    }
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    throw new Unavailable(reasonOf(error));
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unavailable(`no answer in ${silentMs / 1000} s`)), silentMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Waits. @throws the signal's reason when it is aborted meanwhile */
export const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise<void>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });

/** Repeats a call while its server is away, at most for some time: a server that restarts keeps its jobs, or says that it lost them. */
export async function patiently<T>(work: () => Promise<T>, seconds: number, signal: AbortSignal): Promise<T> {
  const until = performance.now() + seconds * 1000;
  for (let pause = 250; ; pause = Math.min(pause * 2, 5000)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unavailable) || performance.now() + pause > until) throw error;
    }
    await wait(pause, signal);
  }
}
