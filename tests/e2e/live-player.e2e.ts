import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startTestServer, submit, waitFor } from '../../packages/server/tests/support/server.ts';
import { browserTests, started } from './support/browser-tests.ts';

/** Eight seconds of film that are made in nineteen: slower than they play, and in time for a browser on a busy machine. */
const film = 'film 200 96';
const small = { size: { width: 640, height: 360 } };

const live = '.job-tile .live-video.shown';
const timeOf = (page: Page) =>
  page.evaluate((found) => document.querySelector<HTMLVideoElement>(found)?.currentTime ?? -1, live);

browserTests('a clip in the feed while it is made', (browser) => {
  const test = started(
    () => startTestServer(),
    ({ remove }) => remove(),
  );
  const playsLive = (page: Page) => page.evaluate(() => MediaSource.isTypeSupported('video/mp4; codecs="avc1.640028"'));

  it('plays what is finished, holds at the edge, and gives way to the clip without a gap', async () => {
    const { server, api } = test();
    const page = await browser.page();
    await page.goto(server.url);
    if (!(await playsLive(page))) return page.close();
    const { id } = await submit(api, film, small);
    await expect.poll(() => timeOf(page), { timeout: 20_000, interval: 50 }).toBeGreaterThan(0.05);
    expect((await api.call('job', { params: { id } })).state).toBe('running');
    const [sky, size] = await page.evaluate((found) => {
      const video = document.querySelector<HTMLVideoElement>(found);
      return [document.querySelectorAll('.job-sky').length, [video?.videoWidth, video?.videoHeight]] as const;
    }, live);
    expect([sky, size]).toEqual([1, [640, 360]]);
    // From now on every painted frame of the page has a picture of the clip in its tile: live, held, or the clip's own.
    await page.evaluate(() => {
      const gaps: string[] = [];
      const seen: { live?: number; clip?: number } = {};
      Object.assign(window, { gaps, seen });
      const covers = () => {
        const tile = document.querySelector('.group .group-tiles');
        const live = tile?.querySelector<HTMLVideoElement>('.live-video.shown');
        if (live) seen.live = live.currentTime;
        if (live || tile?.querySelector('.live-end canvas')) return true;
        const clip = tile?.querySelector<HTMLVideoElement>('.clip-motion.ready');
        if (clip && clip.readyState >= 2) seen.clip ??= clip.currentTime;
        return clip !== null && clip !== undefined && clip.readyState >= 2;
      };
      const look = () => {
        if (!covers()) gaps.push(document.querySelector('.group .group-tiles')?.innerHTML ?? 'nothing');
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await waitFor(api, id);
    await page.locator('.clip-motion.ready').waitFor({ timeout: 20_000 });
    await page.waitForTimeout(400);
    const { gaps, seen } = await page.evaluate(() => {
      const { gaps, seen } = window as unknown as { gaps: string[]; seen: { live: number; clip: number } };
      return { gaps, seen };
    });
    expect(gaps).toEqual([]);
    // The clip goes on from where the live picture was; at its end it begins again.
    const apart = Math.abs(seen.clip - seen.live);
    expect(Math.min(apart, 8 - apart)).toBeLessThan(1);
    await page.close();
  }, 120_000);

  it('begins near the edge for a page that is opened late, and goes on after a lost line', async () => {
    const { server, api } = test();
    const page = await browser.page();
    await page.goto(server.url);
    if (!(await playsLive(page))) return page.close();
    let opened = 0;
    await page.route('**/live?format=mp4', async (route) => {
      opened += 1;
      if (opened === 1) return route.abort('connectionreset');
      return route.continue();
    });
    const { id } = await submit(api, 'film 120 160', small);
    await waitFor(api, id, 'running');
    await new Promise((resolve) => setTimeout(resolve, 7000));
    await page.reload();
    await expect.poll(() => timeOf(page), { timeout: 20_000, interval: 50 }).toBeGreaterThan(4);
    expect(opened).toBeGreaterThan(1);
    await waitFor(api, id);
    await page.locator('.clip-motion.ready').waitFor({ timeout: 20_000 });
    await page.close();
  }, 120_000);

  it('shows previews where Media Source is missing', async () => {
    const { server, api } = test();
    const page = await browser.page();
    await page.addInitScript(() => Reflect.deleteProperty(window, 'MediaSource'));
    await page.goto(server.url);
    const { id } = await submit(api, `slow 300 ${film}`, small);
    await page.locator('.job-preview').waitFor({ timeout: 20_000 });
    expect(await page.locator('.live-video').count()).toBe(0);
    await waitFor(api, id);
    await page.locator('.clip-motion.ready').waitFor({ timeout: 20_000 });
    await page.close();
  }, 120_000);

  it('keeps its previews for a model that shows nothing while it works', async () => {
    const { server, api } = test();
    const page = await browser.page();
    await page.goto(server.url);
    const { id } = await submit(api, 'slow 700');
    await page.locator('.job-preview').waitFor({ timeout: 20_000 });
    expect(await page.locator('.live-video.shown').count()).toBe(0);
    await waitFor(api, id);
    await page.locator('.clip-motion.ready').waitFor({ timeout: 20_000 });
    await page.close();
  }, 120_000);
});
