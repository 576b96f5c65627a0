import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

browserTests('storyboards', (browser) => {
  const server = suiteDevServer({ jobMs: 600 }, (state) => fill(state, 6));
  const lastRequest = () => [...server.state.jobs.values()].at(-1)?.request;
  const makeIt = async (page: Page) => {
    await page.getByRole('button', { name: 'Make it', exact: true }).click();
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

  it('undo what was typed into one card only, take cards out by a key, and come back after they were deleted', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/storyboards`);
    await page.getByRole('button', { name: 'New storyboard' }).click();
    const words = page.getByLabel('What this card shows');
    await words.fill('A cat on the beach');
    await page.getByRole('button', { name: 'Add text' }).click();
    await words.pressSequentially('a bear', { delay: 20 });
    await page.keyboard.press('Control+z');
    await expect.poll(() => words.inputValue()).toBe('');
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => words.inputValue()).toBe('a bear');
    const cards = page.locator('.timeline-card');
    await cards.first().click();
    expect(await words.inputValue()).toBe('A cat on the beach');
    await cards.last().click();
    await page.keyboard.press('Delete');
    await expect.poll(() => cards.count()).toBe(1);
    await page.keyboard.press('Control+z');
    await expect.poll(() => cards.count()).toBe(2);
    await page.getByText('Saved', { exact: true }).waitFor();
    const kept = [...server.state.storyboards.values()].at(-1)!;
    await page.getByRole('button', { name: 'Delete storyboard' }).click();
    await expect.poll(() => server.state.storyboards.has(kept.id)).toBe(false);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect
      .poll(() => [...server.state.storyboards.values()].at(-1)?.data.cards.map(({ prompt }) => prompt))
      .toEqual(['A cat on the beach', 'a bear']);
    await page.close();
  });
});
