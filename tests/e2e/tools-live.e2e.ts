import { expect, it } from 'vitest';
import { startTestServer, submit, waitFor } from '../../packages/server/tests/support/server.ts';
import { browserTests, started } from './support/browser-tests.ts';

/** Eight seconds of film of which a frame is made each 60 ms: slower than it plays. */
const film = 'film 60 96';

interface Seen {
  readonly seen: {
    /** What the viewer held when it showed no picture. */
    readonly gaps: readonly string[];
    /** The last second of the live picture, and the first of the clip that is seen. */
    readonly live: number;
    readonly clip: number;
    readonly seconds: number;
  };
}

browserTests('what a tool makes, while it is made', (browser) => {
  const test = started(
    () => startTestServer(),
    ({ remove }) => remove(),
  );

  it('plays in the viewer, and gives way to the clip without a blank frame', async () => {
    const { server, api } = test();
    const source = await waitFor(api, (await submit(api, 'film 1 24', { size: { width: 640, height: 360 } })).id);
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(`${server.url}/clips/${source.clipId}/recut`);
    if (!(await page.evaluate(() => MediaSource.isTypeSupported('video/mp4; codecs="avc1.640028"'))))
      return page.close();
    await page.getByRole('textbox', { name: 'What happens in the new seconds?' }).fill(film);
    await page.getByRole('button', { name: 'Add new seconds' }).click();
    await page.getByRole('button', { name: 'Make it', exact: true }).click();
    const live = page.locator('.viewer-picture .live-video.shown');
    await live.waitFor({ timeout: 60_000 });
    await expect.poll(() => live.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.05);
    // From now on every painted frame of the page has a picture in the viewer: live, held, or the clip's own.
    await page.evaluate(() => {
      const seen = { gaps: [] as string[], live: 0, clip: -1, seconds: 0 };
      Object.assign(window, { seen });
      const look = () => {
        const viewer = document.querySelector('.viewer-picture');
        const live = viewer?.querySelector<HTMLVideoElement>('.live-video.shown') ?? null;
        const held = viewer?.querySelector('.live-end canvas') ?? null;
        const clip = viewer?.querySelector<HTMLVideoElement>('.player video') ?? null;
        if (live !== null) seen.live = live.currentTime;
        else if (held === null && (clip === null || clip.readyState < 2))
          seen.gaps.push(viewer?.innerHTML ?? 'nothing');
        if (live === null && held === null && clip !== null && seen.clip < 0)
          Object.assign(seen, { clip: clip.currentTime, seconds: clip.duration });
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    const clip = page.locator('.viewer-picture .player video');
    await clip.waitFor({ timeout: 120_000 });
    await page.locator('.live-end').waitFor({ state: 'detached', timeout: 30_000 });
    await expect.poll(() => page.evaluate(() => (window as unknown as Seen).seen.clip)).toBeGreaterThanOrEqual(0);
    const seen = await page.evaluate(() => (window as unknown as Seen).seen);
    expect(seen.gaps).toEqual([]);
    // The clip goes on from where the live picture was, unless that had come to its end.
    if (seen.live < seen.seconds - 0.5) expect(seen.clip).toBeGreaterThan(seen.live - 0.2);
    await page.close();
  });
});
