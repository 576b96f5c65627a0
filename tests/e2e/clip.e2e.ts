import { expect, it } from 'vitest';
import { startTestServer } from '../../packages/server/tests/support/server.ts';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { makeClip } from './support/accounts.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

browserTests('a clip’s page', (browser) => {
  const server = suiteDevServer({}, (state) => fill(state, 6));

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
    await page.getByRole('button', { name: 'Change the title' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Snow');
    await page.keyboard.press('Enter');
    await expect.poll(() => server.state.clips.get('clip_000001')?.title).toBe('Snow');
    await page.close();
  });

  it('plays and stops by Space anywhere on the page, and is made again as another take', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/clips/clip_000001`);
    await page.waitForFunction(() => (document.querySelector<HTMLVideoElement>('.player video')?.readyState ?? 0) >= 3);
    const paused = () => page.locator('.player video').evaluate((video: HTMLVideoElement) => video.paused);
    await page.getByRole('heading', { level: 1 }).click();
    await expect.poll(paused).toBe(false);
    await page.keyboard.press('Space');
    await expect.poll(paused).toBe(true);
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    await page.keyboard.press('k');
    await expect.poll(paused).toBe(false);
    await page.fill('.change-box', 'a k and a space');
    expect(await paused()).toBe(false);
    const before = server.state.jobs.size;
    await page.getByRole('button', { name: 'Make again' }).click();
    await expect.poll(() => server.state.jobs.size).toBe(before + 1);
    expect(server.state.clips.get('clip_000001')?.seed).not.toBe([...server.state.jobs.values()].at(-1)?.request.seed);
    await page.close();
  });

  it('makes an actor of a box on the first frame, whom prompts then call', async () => {
    const test = await startTestServer();
    const page = await browser.page();
    const clip = await makeClip(test.api, 'A fox on a hill');
    await page.goto(`${test.server.url}/clips/${clip}`);
    await page.getByRole('button', { name: 'Make an actor' }).click();
    const picker = page.getByRole('group', { name: 'First frame: box around the subject' });
    const { x, y, width, height } = (await picker.boundingBox()) ?? { x: 0, y: 0, width: 1, height: 1 };
    await page.mouse.move(x + 0.25 * width, y + 0.5 * height);
    await page.mouse.down();
    await page.mouse.move(x + 0.75 * width, y + 0.9 * height, { steps: 3 });
    await page.mouse.up();
    await page.getByLabel('Name', { exact: true }).fill('モモ');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Prompts can now use @モモ.').waitFor();
    await page.goto(test.server.url);
    await page.fill('.prompt-box', '@モモが走る');
    await page.click('.make');
    await page.locator('.group', { hasText: '@モモが走る' }).locator('[data-job], [data-clip]').first().waitFor();
    const [job] = (await test.api.call('jobs')).data;
    const [called] = job?.request.actors ?? [];
    expect(called).toMatchObject({ name: 'モモ', clip });
    expect(called?.region?.x).toBeCloseTo(0.25, 1);
    expect(called?.region?.height).toBeCloseTo(0.4, 1);
    await page.close();
    await test.remove();
  });
});
