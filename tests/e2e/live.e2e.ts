import { expect, it } from 'vitest';
import { startTestServer, submit, waitFor } from '../../packages/server/tests/support/server.ts';
import { browserTests, started } from './support/browser-tests.ts';

browserTests('a job while it runs', (browser) => {
  const test = started(
    () => startTestServer(),
    ({ remove }) => remove(),
  );

  it.each(['mp4', 'webm'] as const)('plays in a plain video element, as %s', async (format) => {
    const { server, api } = test();
    const page = await browser.page();
    await page.goto(server.url);
    const type = { mp4: 'video/mp4; codecs="avc1.64001f"', webm: 'video/webm; codecs="vp9"' }[format];
    // Chromium looks at twenty frames of an MP4 and hands on blocks of 32 KiB before it plays: of eight seconds that is little.
    // A Chromium without H.264 has the WebM.
    const plays = await page.evaluate((mime) => document.createElement('video').canPlayType(mime), type);
    if (format === 'mp4' && plays === '') return page.close();
    expect(plays).not.toBe('');
    const { id } = await submit(api, format === 'mp4' ? 'film 80 96' : 'film 160 96', {
      size: { width: 640, height: 360 },
    });
    await page.evaluate((source) => {
      const video = document.createElement('video');
      Object.assign(video, { muted: true, src: source });
      document.body.prepend(video);
      void video.play();
    }, `/api/jobs/${id}/live?format=${format}`);
    const time = () => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
    await expect.poll(time, { timeout: 60_000, interval: 50 }).toBeGreaterThan(0.05);
    expect((await api.call('job', { params: { id } })).state).toBe('running');
    const before = await time();
    await waitFor(api, id);
    await expect.poll(time, { timeout: 20_000 }).toBeGreaterThan(before + 1);
    const size = await page.evaluate(() => {
      const video = document.querySelector('video');
      return [video?.videoWidth, video?.videoHeight, video?.error];
    });
    expect(size).toEqual([640, 360, null]);
    await page.close();
  });
});
