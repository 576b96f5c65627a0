import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type GenerationRequest, generationRequestSchema } from '@akezora/contract';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import {
  axe,
  axeInBothThemes,
  keepPicture,
  layoutShift,
  showTheme,
} from '../../packages/studio/tests/browser/browser.ts';
import { makeJob } from '../../packages/studio/tests/server/jobs.ts';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { startDevServer } from '../../packages/studio/tests/server/server.ts';
import { addClip, type State } from '../../packages/studio/tests/server/state.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';
import { forgetDraft } from './support/visit.ts';

const shots = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const request = (prompt: string, more: object = {}): GenerationRequest =>
  generationRequestSchema.parse({ prompt, seed: 3, ...more });

/** Gives every page something to show. */
function fillPages(state: State): void {
  fill(state, 15);
  for (const clip of state.clips.values())
    state.clips.set(clip.id, { ...clip, visibility: 'public', shareUrl: `/s/${clip.id}` });
  const [first] = state.clips.values();
  const child = addClip(state, request('A fox trots through a snowy forest. Make it night', { parent: first?.id }), {
    id: 'clip_child',
    origin: 'remix',
  });
  addClip(state, request('The fox runs on', { parent: child.id }), { id: 'clip_grandchild', origin: 'extend' });
  state.settings = { ...state.settings, gallery: true };
  state.folders.set('f1', { id: 'f1', name: 'Winter', clips: 0, createdAt: new Date().toISOString() });
  const done = makeJob(state, request('A boat sails over the sea at night'), null, 'prompt');
  state.jobs.set(done.id, {
    ...done,
    state: 'completed',
    clipId: 'clip_000002',
    startedAt: done.createdAt,
    finishedAt: done.createdAt,
  });
  const failed = makeJob(state, request('A fox in a storm'), null, 'prompt');
  const error = {
    code: 'not_enough_disk' as const,
    message: { en: 'Writing needs 2 GB; 1 GB is free.', ja: '書き込みに 2 GB 必要ですが、空きは 1 GB です。' },
    remedy: { en: 'Free some space.', ja: '空きを作ってください。' },
  };
  state.jobs.set(failed.id, {
    ...failed,
    state: 'failed',
    error,
    startedAt: failed.createdAt,
    finishedAt: failed.createdAt,
  });
  state.storyboards.set('b1', {
    id: 'b1',
    name: 'Morning',
    createdAt: new Date().toISOString(),
    updatedAt: new Date().toISOString(),
    data: {
      seconds: 10,
      cards: [
        { id: 'a', at: 0, kind: 'text', prompt: 'A fox wakes in a snowy forest' },
        { id: 'b', at: 4, kind: 'video', prompt: 'It reaches the sea', clip: 'clip_000002', from: 0, to: 3 },
        { id: 'c', at: 7, kind: 'text', prompt: 'A boat takes it home' },
      ],
    },
  });
}

interface View {
  readonly name: string;
  readonly path: string;
  readonly ready: string;
  readonly act?: (page: Page, language: 'en' | 'ja') => Promise<void>;
}

const views: readonly View[] = [
  { name: 'home', path: '/', ready: '.group [data-clip] .clip-still' },
  {
    name: 'composer',
    path: '/',
    ready: '.group [data-clip]',
    act: async (page, language) => {
      await page.fill('.prompt-box', language === 'ja' ? '夜明けのキツネと zeppelin' : 'A fox and a zeppelin at dawn');
      await page.waitForSelector('.plan-unknown');
      await page.locator('.options .chip').nth(3).click();
      await page.waitForSelector('.panel');
    },
  },
  {
    name: 'stage',
    path: '/',
    ready: '.group',
    act: async (page, language) => {
      await page.fill('.prompt-box', language === 'ja' ? '夜明けの雪の森のキツネ' : 'A fox in a snowy forest at dawn');
      await page.locator('.chip:has-text("Stage"), .chip:has-text("舞台")').click();
      await page.locator('.thing-subjects').focus();
      await page.waitForSelector('.track-point');
    },
  },
  { name: 'library', path: '/library', ready: '.cell .clip-still' },
  { name: 'clip', path: '/clips/clip_child', ready: '.branches' },
  { name: 'remix', path: '/clips/clip_child/remix', ready: '.tool-line .plan-figures' },
  { name: 'recut', path: '/clips/clip_child/recut', ready: '.tool-line .plan-figures' },
  {
    name: 'blend',
    path: '/clips/clip_child/blend',
    ready: '.blend-empty',
    act: async (page) => {
      await page.locator('.tool-line .chip').first().click();
      await page.locator('.chooser button').nth(2).click();
      await page.waitForSelector('.tool-line .plan-figures');
    },
  },
  { name: 'loop', path: '/clips/clip_child/loop', ready: '.tool-line .plan-figures' },
  { name: 'extend', path: '/clips/clip_child/extend', ready: '.tool-line .plan-figures' },
  { name: 'cast', path: '/cast', ready: '.cast-page .empty' },
  { name: 'storyboards', path: '/storyboards', ready: '.board-link' },
  { name: 'storyboard', path: '/storyboards/b1', ready: '.tool-form .plan-figures' },
  { name: 'gallery', path: '/gallery', ready: '.gallery img' },
  { name: 'shared', path: '/s/clip_000002', ready: '.player' },
  { name: 'models', path: '/models', ready: '.model' },
  { name: 'activity', path: '/activity', ready: '.job-row' },
  { name: 'settings', path: '/settings', ready: '.setting .facts' },
  { name: 'not-found', path: '/nothing/here', ready: '.empty' },
];

browserTests('every page', (browser) => {
  const server = suiteDevServer({ jobMs: 60_000 }, fillPages);

  /** Holds films at their first second, the same on every run, and keeps a picture of the page. */
  const keep = async (page: Page, name: string) => {
    await page.locator('video').evaluateAll((videos) => {
      for (const video of videos as HTMLVideoElement[]) {
        video.pause();
        video.currentTime = 1;
      }
    });
    await page.waitForTimeout(120);
    await keepPicture(page, name);
  };

  for (const language of ['en', 'ja'] as const)
    it(`is accessible and still, ${language}`, async () => {
      const page = await browser.page({ theme: 'system', language });
      const found: string[] = [];
      for (const view of views) {
        await page.goto(server.url + view.path);
        await page.waitForSelector(view.ready);
        await page.waitForTimeout(150);
        const shift = await layoutShift(page);
        if (shift > 0.05) found.push(`${view.name}: layout shift ${shift.toFixed(3)}`);
        await view.act?.(page, language);
        await page.waitForTimeout(350);
        // The colours are the same in both languages.
        if (language === 'en') found.push(...(await axeInBothThemes(page)).map((line) => `${view.name}: ${line}`));
        else found.push(...(await axe(page, { rules: 'names' })).map((line) => `${view.name}: ${line}`));
        for (const theme of process.env.SCREENSHOTS ? (['light', 'dark'] as const) : []) {
          await showTheme(page, theme);
          await keep(page, `${view.name}-${language}-${theme}`);
        }
        await page.emulateMedia({ colorScheme: 'light' });
        // The next page begins with an empty line.
        await forgetDraft(page);
      }
      expect(found).toEqual([]);
      await page.close();
    });

  it('says what it is in the empty states of a first visit, in both languages', async () => {
    const fresh = await startDevServer();
    for (const language of ['en', 'ja'] as const) {
      const page = await browser.page({ language, theme: language === 'en' ? 'light' : 'dark', tour: true });
      for (const [name, path, ready] of [
        ['first-visit', '/', '.idea img'],
        ['library-empty', '/library', '.empty'],
        ['storyboards-empty', '/storyboards', '.empty'],
      ] as const) {
        await page.goto(fresh.url + path);
        await page.waitForSelector(ready);
        await page.waitForTimeout(300);
        expect(await axe(page), `${name} ${language}`).toEqual([]);
        if (name === 'first-visit') await keepPicture(page, `${name}-${language}`);
      }
      await page.close();
    }
    await fresh.close();
  });

  it('can be walked by keyboard alone', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    await page.waitForSelector('.cell');
    await page.locator('.brand').focus();
    await page.keyboard.press('Shift+Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      seen.add(await page.evaluate(() => document.activeElement?.className.split(' ')[0] ?? ''));
    }
    expect([...seen]).toEqual(expect.arrayContaining(['clip-link', 'icon-button', 'button']));
    await page.close();
  });

  it('has pictures small enough to keep', () => {
    if (!process.env.SCREENSHOTS) return;
    const sizes = readdirSync(shots).map((name) => statSync(shots + name).size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(60_000);
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(3_000_000);
  });
});

browserTests('on a phone', (browser) => {
  const server = suiteDevServer({ jobMs: 800 });

  it('no page is wider than the screen', async () => {
    const page = await browser.page({ width: 360, height: 640, language: 'ja' });
    await page.goto(server.url);
    await page.fill('.prompt-box', '雪の森を狐が歩く');
    await page.click('.make');
    await page.locator('.group').first().locator('[data-clip]').waitFor();
    for (const path of [
      '/',
      '/library',
      '/storyboards',
      '/models',
      '/activity',
      '/settings',
      `/clips/${[...server.state.clips.keys()][0]}`,
    ]) {
      await page.goto(server.url + path);
      await page.waitForSelector('.make', { state: 'attached' });
      await page.waitForTimeout(250);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, path).toBeLessThanOrEqual(0);
    }
    await page.close();
  });

  it('long words and right-to-left text stay on the page', async () => {
    const long = 'あ'.repeat(400);
    addClip(server.state, generationRequestSchema.parse({ prompt: `${'x'.repeat(600)} ${long} ثعلب في الثلج` }), {
      id: 'clip_long',
      createdAt: '2030-01-01T00:00:00Z',
    });
    const page = await browser.page({ width: 360, height: 640 });
    for (const path of ['/library', '/clips/clip_long', '/clips/clip_long/remix']) {
      await page.goto(server.url + path);
      await page.waitForSelector('.make', { state: 'attached' });
      await page.waitForTimeout(400);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0);
    }
    await page.close();
  });
});
