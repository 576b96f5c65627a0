import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

browserTests('storyboards', (browser) => {
  const server = suiteDevServer({ jobMs: 600 }, (state) => fill(state, 6));
  const lastRequest = () => [...server.state.jobs.values()].at(-1)?.request;
  const makeIt = async (page: Page) => {
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.locator('.made .player').waitFor({ timeout: 60_000 });
  };

  it('are saved while they are edited, play, and end in a clip', async () => {
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
});
