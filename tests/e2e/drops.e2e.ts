import type { JSHandle, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

const clipTransfer = (page: Page, id: string): Promise<JSHandle<DataTransfer>> =>
  page.evaluateHandle((clip) => {
    const transfer = new DataTransfer();
    transfer.setData('application/x-akezora-clip', clip);
    return transfer;
  }, id);

browserTests('what is dropped', (browser) => {
  const server = suiteDevServer({}, (state) => fill(state, 4));

  it('on the library is brought in, and every place for it shows while it is dragged', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    await page.locator('.cell').first().waitFor();
    const dataTransfer = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['no video'], 'a.mp4', { type: 'video/mp4' }));
      return transfer;
    });
    await page.dispatchEvent('.composer', 'dragover', { dataTransfer });
    await page.getByText('Drop videos here to import them').waitFor();
    await page.dispatchEvent('.library', 'drop', { dataTransfer });
    await page.getByRole('dialog', { name: 'Import clips' }).waitFor();
    await page
      .getByRole('dialog')
      .getByText(/a\.mp4/)
      .first()
      .waitFor();
    await page.close();
  });

  it('on a storyboard becomes a card, also when the prompt was there first', async () => {
    const moment = new Date().toISOString();
    server.state.storyboards.set('b1', {
      id: 'b1',
      name: 'Morning',
      createdAt: moment,
      updatedAt: moment,
      data: { seconds: 6, cards: [{ id: 'a', at: 0, kind: 'text', prompt: 'A fox wakes' }] },
    });
    const page = await browser.page();
    await page.goto(`${server.url}/storyboards/b1`);
    await page.locator('.line-piece').waitFor();
    const dataTransfer = await clipTransfer(page, 'clip_000002');
    await page.dispatchEvent('.tool-page', 'dragover', { dataTransfer });
    await page.getByText('to make a card of it').waitFor();
    await page.dispatchEvent('.tool-page', 'drop', { dataTransfer });
    await expect
      .poll(() => server.state.storyboards.get('b1')?.data.cards.map(({ clip }) => clip ?? null))
      .toEqual([null, 'clip_000002']);
    expect(new URL(page.url()).pathname).toBe('/storyboards/b1');
    await page.close();
  });

  it('on a re-cut becomes a piece', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.locator('.composer').waitFor();
    await page.goto(`${server.url}/clips/clip_000001/recut`);
    await page.locator('.line-piece').first().waitFor();
    const before = await page.locator('.line-piece').count();
    const dataTransfer = await clipTransfer(page, 'clip_000002');
    await page.dispatchEvent('.tool-page', 'dragover', { dataTransfer });
    await page.getByText('to add it to the cut').waitFor();
    await page.dispatchEvent('.tool-page', 'drop', { dataTransfer });
    await expect.poll(() => page.locator('.line-piece').count()).toBe(before + 1);
    expect(new URL(page.url()).pathname).toBe('/clips/clip_000001/recut');
    await page.close();
  });
});
