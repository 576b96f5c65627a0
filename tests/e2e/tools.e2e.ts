import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

browserTests('tools', (browser) => {
  const server = suiteDevServer({ jobMs: 600 }, (state) => fill(state, 6));
  const lastRequest = () => [...server.state.jobs.values()].at(-1)?.request;
  const makeIt = async (page: Page) => {
    await page.getByRole('button', { name: 'Make it', exact: true }).click();
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
    await page.getByRole('slider', { name: 'Start of piece 1' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('slider', { name: 'End of piece 1' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await makeIt(page);
    expect(lastRequest()).toMatchObject({ seconds: 4, conditions: [{ from: 1, to: 3, at: 0 }] });

    await page.goto(`${server.url}/clips/${source}/blend`);
    await page.getByRole('button', { name: 'Choose a clip' }).click();
    await page.locator('.chooser button', { hasText: 'A red bus' }).first().click();
    await page.getByRole('combobox', { name: 'Transition' }).selectOption('curve');
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

  it('show source, result and both in step, number the takes, and are found as they were left', async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(`${server.url}/clips/clip_000001/remix`);
    const width = async (selector: string) => (await page.locator(selector).first().boundingBox())?.width ?? 0;
    await page.locator('.viewer .player video').waitFor();
    expect(await width('.viewer .player-picture')).toBeGreaterThan(700);
    await page.getByLabel('What should change?').fill('at night');
    await makeIt(page);
    await page.getByRole('radio', { name: 'Wipe' }).check({ force: true });
    expect(await width('.wipe-picture')).toBeGreaterThan(700);
    const times = () =>
      page
        .locator('.wipe video')
        .evaluateAll((videos) => videos.map((video) => (video as HTMLVideoElement).currentTime));
    const apart: number[] = [];
    await expect.poll(async () => (await times())[0]).toBeGreaterThan(0.5);
    for (let n = 0; n < 10; n += 1) {
      const [first = 0, second = 9] = await times();
      apart.push(Math.abs(first - second));
      await page.waitForTimeout(60);
    }
    apart.sort((a, b) => a - b);
    expect(apart[5]).toBeLessThan(1 / 12);
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect.poll(async () => Math.abs((await times()).reduce((a, b) => a - b))).toBeLessThan(1 / 12);
    await page.getByRole('slider', { name: 'Line between before and after' }).fill('0.25');
    expect(
      await page
        .locator('.wipe video')
        .last()
        .evaluate((video) => (video as HTMLElement).style.clipPath),
    ).toContain('25%');
    await makeIt(page);
    await page.getByRole('radio', { name: 'Take 1' }).check({ force: true });
    expect(await page.getByRole('radio', { name: 'Take 2' }).isChecked()).toBe(false);
    await page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: 'Loop' }).click();
    await page.getByRole('heading', { level: 1, name: 'Loop' }).waitFor();
    await page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: 'Remix' }).click();
    await page.getByRole('heading', { level: 1, name: 'Remix' }).waitFor();
    expect(await page.getByLabel('What should change?').inputValue()).toBe('at night');
    await page.close();
  });

  it('open from a clip by their shortcuts, also while the cursor is in its line', async () => {
    const page = await browser.page();
    for (const [key, tool] of [
      ['r', 'remix'],
      ['c', 'recut'],
      ['b', 'blend'],
      ['l', 'loop'],
      ['x', 'extend'],
    ] as const) {
      await page.goto(`${server.url}/clips/clip_000001`);
      await page.locator('.tool-link').last().waitFor();
      await page.locator('.change-box').focus();
      await page.keyboard.press(key);
      expect(page.url()).toMatch(/clip_000001$/);
      await page.keyboard.press(`Alt+${key}`);
      await page.waitForURL(`**/clips/clip_000001/${tool}`);
    }
    await page.close();
  });
});
