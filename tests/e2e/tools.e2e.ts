import { generationRequestSchema } from '@akezora/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, browserHere, ensureBuilt, openBrowser } from '../../packages/studio/tests/browser/browser.ts';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { type DevServer, startDevServer } from '../../packages/studio/tests/server/server.ts';
import { addClip } from '../../packages/studio/tests/server/state.ts';

describe.runIf(browserHere())('working on clips', () => {
  let browser: Browser;
  let server: DevServer;
  beforeAll(async () => {
    ensureBuilt();
    browser = await openBrowser();
    server = await startDevServer({ jobMs: 600 });
    fill(server.state, 6);
  });
  afterAll(async () => {
    expect(browser?.faults).toEqual([]);
    await browser?.close();
    await server?.close();
  });
  const lastRequest = () => [...server.state.jobs.values()].at(-1)?.request;
  const makeIt = async (page: Page) => {
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.locator('.made .player').waitFor({ timeout: 60_000 });
  };

  it('remix, loop, extend, re-cut and blend each end in a clip that belongs to the family', async () => {
    const page = await browser.page();
    const source = 'clip_000001';
    await page.goto(`${server.url}/clips/${source}/remix`);
    await page.getByLabel('What should change?').fill('at night');
    await page.getByRole('radio', { name: 'Strong' }).check({ force: true });
    await makeIt(page);
    expect(lastRequest()).toMatchObject({ parent: source, conditions: [{ strength: 0.3 }] });
    expect(lastRequest()?.prompt).toMatch(/at night$/);

    await page.goto(`${server.url}/clips/${source}/loop`);
    await makeIt(page);
    expect(lastRequest()?.loop).toBe('normal');

    await page.goto(`${server.url}/clips/${source}/extend`);
    await makeIt(page);
    expect(lastRequest()).toMatchObject({ seconds: 7, conditions: [{ at: 0, from: 0, to: 3 }] });

    await page.goto(`${server.url}/clips/${source}/recut`);
    const start = page.getByRole('slider', { name: 'Start of the kept part' });
    await start.focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('slider', { name: 'Seconds to add before' }).fill('2');
    await makeIt(page);
    expect(lastRequest()).toMatchObject({ seconds: 4, conditions: [{ from: 1, to: 3, at: 2 }] });

    await page.goto(`${server.url}/clips/${source}/blend`);
    await page.getByRole('button', { name: 'Choose a clip' }).click();
    await page.locator('.chooser button', { hasText: 'A red bus' }).first().click();
    await page.getByRole('slider', { name: 'Point 2' }).focus();
    await page.keyboard.press('ArrowUp');
    await makeIt(page);
    const [first, second] = lastRequest()?.conditions ?? [];
    expect((second?.strength as { value: number }[] | undefined)?.[1]?.value).toBeCloseTo(0.05, 5);
    expect((first?.strength as { value: number }[] | undefined)?.[1]?.value).toBeCloseTo(0.95, 5);

    await page.goto(`${server.url}/clips/${source}`);
    await page.locator('.branches').first().waitFor();
    expect(await page.locator('.branches a').count()).toBe(6);
    await page.close();
  });

  it('a storyboard is kept while it is written, plays, and ends in a clip', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/storyboards`);
    await page.getByRole('button', { name: 'New storyboard' }).click();
    await page.getByLabel('What this card shows').fill('A fox wakes');
    await page.getByRole('button', { name: 'Add clip' }).click();
    await page.locator('.chooser button').first().click();
    await page.getByRole('button', { name: 'Split' }).click();
    expect(await page.locator('.timeline-card').count()).toBe(3);
    await page.getByText('Saved', { exact: true }).waitFor();
    await expect.poll(() => [...server.state.storyboards.values()].at(-1)?.data.cards.length).toBe(3);
    await page.reload();
    await page.locator('.timeline-card').first().waitFor();
    expect(await page.locator('.timeline-card').count()).toBe(3);
    await page.getByRole('button', { name: 'Play the animatic' }).click();
    await expect
      .poll(async () => Number(await page.getByRole('slider', { name: 'Animatic' }).inputValue()))
      .toBeGreaterThan(0.2);
    await makeIt(page);
    expect(lastRequest()?.storyboard?.length).toBe(3);
    await page.close();
  });

  it('steps by frames, changes its speed, and takes a title', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/clips/clip_000001`);
    const seek = page.getByRole('slider', { name: 'Playback position' });
    await page.waitForFunction(() => (document.querySelector<HTMLVideoElement>('.player video')?.readyState ?? 0) >= 3);
    await page.getByRole('button', { name: 'Pause' }).click();
    await seek.focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 3; i++) {
      await page.getByRole('button', { name: 'Next frame' }).click();
      await page.waitForTimeout(150);
    }
    await expect.poll(() => seek.getAttribute('aria-valuetext')).toContain('frame 4/36');
    await page.getByLabel('Title').fill('Snow');
    await page.keyboard.press('Enter');
    await expect.poll(() => server.state.clips.get('clip_000001')?.title).toBe('Snow');
    await page.close();
  });

  it('the library searches, puts away, and brings back', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    await page.getByLabel('Search prompts, titles, tags').fill('bus');
    // The tests before this one made clips of buses too.
    const buses = () =>
      [...server.state.clips.values()].filter(({ prompt, title }) => `${prompt} ${title}`.includes('bus')).length;
    expect(buses()).toBeLessThan(server.state.clips.size);
    await expect.poll(() => page.locator('.cell').count()).toBe(buses());
    await page.getByLabel('Search prompts, titles, tags').fill('');
    await expect.poll(() => page.locator('.cell').count()).toBeGreaterThan(5);
    const before = await page.locator('.cell').count();
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.locator('.cell-select').nth(0).click();
    await page
      .locator('.cell-select')
      .nth(1)
      .click({ modifiers: ['Shift'] });
    await page.getByRole('toolbar').getByRole('button', { name: 'Move to bin' }).click();
    await expect.poll(() => page.locator('.cell').count()).toBe(before - 2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => page.locator('.cell').count()).toBe(before);
    await page.close();
  });

  it('scrolls through 10,000 clips with few elements and answers within 100 ms', async () => {
    const large = await startDevServer();
    fill(large.state, 10_000);
    const page = await browser.page();
    await page.goto(`${large.url}/library`);
    await page.locator('.cell').first().waitFor();
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.getByRole('link', { name: /forest at dawn 0,/ }).waitFor();
    expect(await page.locator('.cell').count()).toBeLessThan(150);
    const delays: number[] = [];
    for (const part of [0.2, 0.7, 0.4, 0.9, 0.1]) {
      delays.push(
        await page.evaluate(async (to) => {
          const from = performance.now();
          window.scrollTo(0, document.body.scrollHeight * to);
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
          return performance.now() - from;
        }, part),
      );
      await page.waitForTimeout(200);
    }
    delays.sort((a, b) => a - b);
    console.log(
      `scroll to paint with 10,000 clips: median ${Math.round(delays[2] ?? 0)} ms, worst ${Math.round(delays[4] ?? 0)} ms`,
    );
    expect(delays[2]).toBeLessThan(100);
    await page.close();
    await large.close();
  });

  it('copes with long words and right-to-left text', async () => {
    const long = 'あ'.repeat(400);
    addClip(server.state, generationRequestSchema.parse({ prompt: `${'x'.repeat(600)} ${long} ثعلب في الثلج` }), {
      id: 'clip_long',
      createdAt: '2030-01-01T00:00:00Z',
    });
    const page = await browser.page({ width: 360, height: 640 });
    for (const path of ['/library', '/clips/clip_long', '/clips/clip_long/remix']) {
      await page.goto(server.url + path);
      await page.waitForSelector('.make');
      await page.waitForTimeout(400);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0);
    }
    await page.close();
  });
});
