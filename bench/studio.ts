/**
 * `npm run bench:studio [-- --only paint,scroll,scrub,drag,live]`: what a person waits for in the studio, in headless Chromium without a
 * GPU, in milliseconds. The studio is built anew. Goals, on two cores with nothing else to do:
 * - `paint`: the first page's first paint within 1000 ms
 * - `scroll`: a jump in a library of 10,000 clips shows what is there within 100 ms
 * - `scrub`: a movement on the ruler of a clip of 1080p shows its small picture within 50 ms, and the exact frame within 400 ms
 * - `drag`: 60 frames a second while a subject or the camera of the stage is dragged: median 16.7 ms, p95 33 ms
 * - `live`: from Enter to the first moving picture 3000 ms, with the model in the box and default settings
 *
 * Writes bench/results/studio-<machine>.json; with `--only` it keeps the other figures of that file.
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, openBrowser } from '../packages/studio/tests/browser/browser.ts';
import { fill } from '../packages/studio/tests/server/routes.ts';
import { type DevServer, startDevServer } from '../packages/studio/tests/server/server.ts';
import { machineName, machineSlug, saveResults } from './measure.ts';
import { measureDrag } from './studio/drag.ts';
import { measurePaint } from './studio/first-page.ts';
import { measureScroll } from './studio/library.ts';
import { measureLive } from './studio/live.ts';
import { measureScrub } from './studio/scrub.ts';

/** Measures with the server of the studio's tests, which has so many clips. */
const served =
  (clips: number, measure: (browser: Browser, server: DevServer) => Promise<unknown>) => async (browser: Browser) => {
    const server = await startDevServer();
    fill(server.state, clips);
    try {
      return await measure(browser, server);
    } finally {
      await server.close();
    }
  };

const parts: Readonly<Record<string, (browser: Browser) => Promise<unknown>>> = {
  paint: served(6, (browser, { url }) => measurePaint(browser, url)),
  scroll: served(10_000, (browser, { url }) => measureScroll(browser, url)),
  scrub: served(6, (browser, { url, state }) => measureScrub(browser, url, state)),
  drag: served(6, (browser, { url }) => measureDrag(browser, url)),
  live: measureLive,
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const asked = values.only?.split(',') ?? Object.keys(parts);
execFileSync('npm', ['run', '-s', 'build:studio'], { cwd: join(import.meta.dirname, '..'), stdio: 'ignore' });
const file = join(import.meta.dirname, 'results', `studio-${machineSlug()}.json`);
const before = values.only === undefined ? '{}' : await readFile(file, 'utf8').catch(() => '{}');
const results: Record<string, unknown> = (JSON.parse(before) as { results?: Record<string, unknown> }).results ?? {};
console.log(machineName());
for (const name of asked) {
  const measure = parts[name];
  if (measure === undefined) throw new Error(`${name} is none of ${Object.keys(parts).join(', ')}`);
  // One of its own for each: a browser that has worked long is slower.
  const browser = await openBrowser();
  results[name] = await measure(browser).finally(() => browser.close());
  console.log(name, JSON.stringify(results[name]));
  await saveResults('studio', results);
}
