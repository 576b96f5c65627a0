import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Browser, browserHere, ensureBuilt, openBrowser } from '../../../packages/studio/tests/browser/browser.ts';
import { type DevServer, startDevServer } from '../../../packages/studio/tests/server/server.ts';
import type { State } from '../../../packages/studio/tests/server/state.ts';

/** Starts something before the tests of a suite and stops it after them; returns a function that gives it. */
export function started<T>(start: () => Promise<T>, stop: (value: T) => Promise<unknown>): () => T {
  let running: { readonly value: T } | undefined;
  beforeAll(async () => {
    running = { value: await start() };
  });
  afterAll(async () => {
    if (running !== undefined) await stop(running.value);
  });
  return () => {
    if (running === undefined) throw new Error('It is not started yet: use it inside a test.');
    return running.value;
  };
}

/** The browser of a suite, open while its tests run. */
export type SuiteBrowser = Pick<Browser, 'context' | 'page'>;

/** A browser for a suite. The suite fails if one of its pages reported a fault. */
export function suiteBrowser(): SuiteBrowser {
  const browser = started(
    async () => {
      ensureBuilt();
      return openBrowser();
    },
    async ({ close, faults }) => {
      await close();
      expect(faults).toEqual([]);
    },
  );
  return {
    get context() {
      return browser().context;
    },
    page: (options) => browser().page(options),
  };
}

/**
 * Tests in a browser; skipped, and saying so, where there is none.
 * @param tests Registers the tests.
 * @param when What else they need is there. Default true.
 */
export function browserTests(name: string, tests: (browser: SuiteBrowser) => void, when = true): void {
  describe.runIf(browserHere() && when)(name, () => tests(suiteBrowser()));
}

/** A development server for a suite: the API from memory, with real little videos. */
export function suiteDevServer(
  options: Parameters<typeof startDevServer>[0] = {},
  fill: (state: State) => void = () => undefined,
): Pick<DevServer, 'url' | 'state'> {
  const server = started(
    async () => {
      const running = await startDevServer(options);
      fill(running.state);
      return running;
    },
    ({ close }) => close(),
  );
  return {
    get url() {
      return server().url;
    },
    get state() {
      return server().state;
    },
  };
}
