import { AkezoraError, generationRequestSchema } from '@akezora/contract';
import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { makeJob } from '../../packages/studio/tests/server/jobs.ts';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { type DevServer, startDevServer } from '../../packages/studio/tests/server/server.ts';
import { browserTests } from './support/browser-tests.ts';

const clip = '/clips/clip_000001';

/** A state of a page that its first visit does not show. */
interface PageState {
  readonly name: string;
  readonly path: string;
  /** Requests that are never answered. */
  readonly waits?: string;
  /** Requests that are answered by an error. */
  readonly fails?: string;
  /** What brings it about once the page is there. */
  readonly act?: (page: Page) => Promise<void>;
  /** What is on the page then. */
  readonly shown: string;
}

const makes = async (page: Page, words: string) => {
  await page.locator('.tool-line .plan-figures').waitFor();
  await page.locator('.tool-line .prompt-box').fill(words);
  await page.locator('.tool-line .make:not(:disabled)').click();
};

const states: readonly PageState[] = [
  { name: 'the library loads', path: '/library', waits: '**/api/clips?*', shown: '.waiting, .library' },
  { name: 'a clip loads', path: clip, waits: '**/api/clips/clip_000001', shown: '.waiting' },
  { name: 'a tool loads', path: `${clip}/remix`, waits: '**/api/clips/clip_000001', shown: '.waiting' },
  { name: 'models load', path: '/models', waits: '**/api/models', shown: '.waiting' },
  { name: 'the library fails', path: '/library', fails: '**/api/clips?*', shown: '.error-note' },
  {
    name: 'a clip fails',
    path: clip,
    fails: '**/api/clips/clip_000001',
    shown: 'main .error-note, main .fault, main .empty',
  },
  { name: 'models fail', path: '/models', fails: '**/api/models', shown: '.error-note' },
  { name: 'activity fails', path: '/activity', fails: '**/api/jobs?*', shown: '.error-note' },
  { name: 'storyboards fail', path: '/storyboards', fails: '**/api/storyboards', shown: '.error-note' },
  { name: 'settings fail', path: '/settings', fails: '**/api/settings', shown: '.error-note' },
  { name: 'the gallery fails', path: '/gallery', fails: '**/api/gallery*', shown: '.error-note' },
  { name: 'a server that refuses', path: '/', fails: '**/api/session', shown: '.error-note' },
  { name: 'a job waits, a job runs, and one has failed', path: '/', shown: '.job-running' },
  { name: 'what runs and what failed among activities', path: '/activity', shown: '.job-row' },
  {
    name: 'clips are selected',
    path: '/library',
    act: async (page) => {
      await page.locator('.cell').nth(1).waitFor();
      await page.locator('.cell').nth(0).getByRole('link').focus();
      await page.keyboard.press('x');
      await page.keyboard.press('Shift+ArrowRight');
    },
    shown: '.bulk',
  },
  {
    name: 'nothing is found',
    path: '/library?q=zzzz',
    shown: '.empty',
  },
  {
    name: 'a prompt that cannot be planned',
    path: '/gallery',
    act: (page) => page.fill('.prompt-box', 'An enormous fox'),
    shown: '.composer .error-note',
  },
  { name: 'a take is made', path: `${clip}/remix`, act: (page) => makes(page, 'at night'), shown: '.viewer .job-tile' },
  {
    name: 'a take is there',
    path: `${clip}/recut`,
    act: (page) => makes(page, ''),
    shown: '.take-open',
  },
  {
    name: 'a take lies over its source',
    path: '/clips/clip_000003/remix',
    act: async (page) => {
      await makes(page, 'at night');
      await page.locator('.take-open').waitFor();
      await page.locator('.viewer-head label').nth(2).click();
    },
    shown: '.wipe',
  },
  {
    name: 'a take has failed',
    path: `${clip}/extend`,
    act: (page) => makes(page, 'fail'),
    shown: '.viewer .job-failed',
  },
];

const fault = (route: Route, code: 'proxy_unexpected' | 'internal') => {
  const error = code === 'internal' ? new AkezoraError('internal', {}) : new AkezoraError('proxy_unexpected', {});
  return route.fulfill({
    status: 500,
    contentType: 'application/json',
    body: JSON.stringify({ error: error.toShape() }),
  });
};

/** A quick server with clips, a job that has failed, and one that runs for a minute. */
async function busyServer(): Promise<DevServer> {
  const server = await startDevServer({ jobMs: 400 });
  const { state } = server;
  fill(state, 6);
  state.settings = { ...state.settings, gallery: true };
  const make = (prompt: string) => makeJob(state, generationRequestSchema.parse({ prompt }), null, 'prompt');
  const failed = make('A kite over the beach');
  const error = new AkezoraError('attempt_died', { reason: 'SIGKILL', attempts: 2 }).toShape();
  const moment = new Date().toISOString();
  state.jobs.set(failed.id, { ...failed, state: 'failed', error, startedAt: moment, finishedAt: moment });
  return server;
}

browserTests('every state', (browser) => {
  it('is accessible in both themes', async () => {
    const found: string[] = [];
    const server = await busyServer();
    const page = await browser.page({ theme: 'system' });
    for (const { name, path, waits, fails, act, shown } of states) {
      if (name.startsWith('a job waits')) {
        const { state } = server;
        for (const [prompt, progress] of [
          ['A boat at night', { stage: 'denoise', fraction: 0.4, etaMs: 9000 }],
          ['A bus in the city', null],
        ] as const) {
          const job = makeJob(state, generationRequestSchema.parse({ prompt }), null, 'prompt');
          // Neither is taken by the server: the state is the page's to show.
          state.jobs.set(job.id, { ...job, state: 'running', startedAt: job.createdAt, progress });
        }
      }
      if (waits !== undefined) await page.route(waits, () => new Promise(() => undefined));
      if (fails !== undefined)
        await page.route(fails, (route) => fault(route, path === '/' ? 'proxy_unexpected' : 'internal'));
      try {
        await page.goto(server.url + path);
        await act?.(page);
        await page.locator(shown).first().waitFor({ timeout: 30_000 });
        found.push(...(await axeInBothThemes(page)).map((line) => `${name}, ${line}`));
      } catch (thrown) {
        found.push(`${name}: ${(thrown as Error).message.split('\n')[0]}`);
      }
      await page.evaluate(() => {
        sessionStorage.removeItem('akezora.draft');
        localStorage.removeItem('akezora.draft');
      });
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    }
    // Last, since it does not come back.
    await page.goto(`${server.url}/library`);
    await page.locator('.cell').first().waitFor();
    await server.close();
    await page.locator('.link-line.lost').waitFor();
    found.push(...(await axeInBothThemes(page)).map((line) => `the server is away, ${line}`));
    await page.close();
    expect(found).toEqual([]);
  });
});
