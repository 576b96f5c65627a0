import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

const pages = [
  ['remix', '/clips/clip_000001/remix'],
  ['recut', '/clips/clip_000001/recut'],
  ['blend', '/clips/clip_000001/blend'],
  ['loop', '/clips/clip_000001/loop'],
  ['extend', '/clips/clip_000001/extend'],
  ['storyboard', '/storyboards/b1'],
] as const;

browserTests('the keys of a player in every tool', (browser) => {
  const server = suiteDevServer({}, (state) => {
    fill(state, 3);
    const moment = new Date().toISOString();
    const cards = [
      { id: 'a', at: 0, kind: 'text' as const, prompt: 'A fox wakes' },
      { id: 'b', at: 3, kind: 'text' as const, prompt: 'A fox runs' },
    ];
    state.storyboards.set('b1', {
      id: 'b1',
      name: 'Morning',
      createdAt: moment,
      updatedAt: moment,
      data: { seconds: 6, cards },
    });
  });
  /** The second that is shown. */
  const at = async (page: Page) =>
    Number(await page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow'));
  const press = async (page: Page, ...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const open = async (address: string) => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(server.url + address);
    await page.getByRole('slider', { name: 'Playhead' }).waitFor();
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    return page;
  };

  it.each(pages)('%s: Space and K play, J and L go by seconds, comma and point by frames', async (tool, address) => {
    const page = await open(address);
    const frame = tool === 'storyboard' ? 1 / 24 : 1 / 12;
    const stands = (seconds: number) => expect.poll(() => at(page)).toBeCloseTo(seconds, 2);
    await press(page, '.', '.', '.');
    await stands(3 * frame);
    await press(page, ',');
    await stands(2 * frame);
    await press(page, 'l');
    await stands(1 + 2 * frame);
    await press(page, 'j');
    await stands(2 * frame);
    await press(page, 'End');
    await expect.poll(() => at(page)).toBeGreaterThan(1.9);
    await press(page, 'Home');
    await stands(0);
    for (const [play, stop] of [
      [' ', 'k'],
      ['k', ' '],
    ] as const) {
      await press(page, play);
      await expect.poll(() => at(page)).toBeGreaterThan(0.2);
      await press(page, stop);
      await page.getByRole('button', { name: /^Play/ }).waitFor();
      await press(page, 'Home');
      await stands(0);
    }
    await page.close();
  });

  it.each(pages.filter(([tool]) => tool !== 'recut'))('%s: I and O mark the part that plays', async (tool, address) => {
    const page = await open(address);
    const step = tool === 'storyboard' ? 12 : 6;
    const on = Array.from({ length: step }, () => '.');
    await press(page, ...on, 'i', ...on, 'o');
    await expect.poll(() => page.locator('.line-outside').count()).toBe(2);
    await press(page, ' ');
    // It plays from half a second to a second, and again.
    const seen: number[] = [];
    await expect
      .poll(
        async () => {
          seen.push(await at(page));
          return seen.some((time, index) => time < (seen[index - 1] ?? 0) - 0.1) && seen.length > 6;
        },
        { interval: 30 },
      )
      .toBe(true);
    expect(Math.max(...seen)).toBeLessThan(1.2);
    expect(Math.min(...seen)).toBeGreaterThan(0.45);
    await press(page, 'x');
    expect(await page.locator('.line-outside').count()).toBe(0);
    await expect.poll(() => at(page)).toBeGreaterThan(1.3);
    await page.close();
  });
});
