import { readFileSync } from 'node:fs';
import type { JSHandle, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

const fox = new URL('../../packages/studio/tests/fixtures/fox.mp4', import.meta.url);

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

  it('on a folder goes there, and nowhere else', async () => {
    server.state.folders.set('f1', { id: 'f1', name: 'Foxes', clips: 0, createdAt: new Date().toISOString() });
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    const folder = page.locator('.place', { hasText: 'Foxes' });
    await folder.waitFor();
    const dataTransfer = await clipTransfer(page, 'clip_000001');
    await folder.dispatchEvent('dragover', { dataTransfer });
    await folder.dispatchEvent('drop', { dataTransfer });
    await expect.poll(() => server.state.clips.get('clip_000001')?.folderId).toBe('f1');
    await page.getByRole('button', { name: /Foxes/ }).first().click();
    await expect.poll(() => page.locator('.cell').count()).toBe(1);
    expect(new URL(page.url()).pathname).toBe('/library');
    expect(await page.evaluate(() => sessionStorage.getItem('akezora.draft') ?? '')).not.toContain('clip_000001');
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

  it('on a storyboard becomes a card also when the page is left, or opened again, before the file has come', async () => {
    const moment = new Date().toISOString();
    const data = { seconds: 6, cards: [{ id: 'a', at: 0, kind: 'text' as const, prompt: 'A fox wakes' }] };
    server.state.storyboards.set('b2', { id: 'b2', name: 'Late', createdAt: moment, updatedAt: moment, data });
    const kinds = () => server.state.storyboards.get('b2')?.data.cards.map(({ kind }) => kind);
    const page = await browser.page();
    let come = () => {};
    await page.route('**/api/uploads', async (route) => {
      if (route.request().method() === 'POST')
        await new Promise<void>((resolve) => {
          come = resolve;
        });
      await route.continue();
    });
    const drop = async () => {
      const bytes = [
        ...(await sharp({ create: { width: 16, height: 9, channels: 3, background: '#468' } })
          .png()
          .toBuffer()),
      ];
      const dataTransfer = await page.evaluateHandle((list) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(list)], 'late.png', { type: 'image/png' }));
        return transfer;
      }, bytes);
      const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/uploads'));
      await page.dispatchEvent('.tool-page', 'dragover', { dataTransfer });
      await page.dispatchEvent('.tool-page', 'drop', { dataTransfer });
      await asked;
    };
    await page.goto(`${server.url}/storyboards/b2`);
    await page.locator('.line-piece').waitFor();
    await drop();
    await page.getByRole('link', { name: 'Library' }).click();
    await page.locator('.library').waitFor();
    come();
    await expect.poll(kinds).toEqual(['text', 'image']);
    await page.goBack();
    await expect.poll(() => page.locator('.line-piece').count()).toBe(2);
    await drop();
    await page.getByRole('link', { name: 'Library' }).click();
    await page.locator('.library').waitFor();
    await page.goBack();
    await expect.poll(() => page.locator('.line-piece').count()).toBe(2);
    come();
    await expect.poll(() => page.locator('.line-piece').count()).toBe(3);
    await page.getByRole('textbox', { name: 'Storyboard name' }).fill('Kept');
    await expect.poll(() => server.state.storyboards.get('b2')?.name).toBe('Kept');
    expect(kinds()).toEqual(['text', 'image', 'image']);
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

  it('on the line of a re-cut goes where it is dropped: clips of the tray, and video files, which come into the library', async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(`${server.url}/clips/clip_000001/recut`);
    const tray = page.getByRole('region', { name: 'Clips of the library' });
    const names = () =>
      page.locator('.line-piece > .piece').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    await expect.poll(names).toEqual(['piece 1, 3 s']);
    await tray.getByRole('searchbox').fill('boat');
    await expect.poll(() => tray.getByRole('button').count()).toBe(1);
    const boat = tray.getByRole('button', { name: /^Add to the cut: A boat sails/ });
    await boat.click();
    await expect.poll(names).toEqual(['piece 1, 3 s', 'piece 2, 4 s']);
    // Before the first piece, by the mouse.
    await boat.dragTo(page.locator('.line-piece').first(), { targetPosition: { x: 6, y: 30 } });
    await expect.poll(names).toEqual(['piece 1, 4 s', 'piece 2, 3 s', 'piece 3, 4 s']);
    expect(await page.locator('.line-drop-mark').count()).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(names).toEqual(['piece 1, 3 s', 'piece 2, 4 s']);
    // A file between both.
    const line = (await page.locator('.line-drops').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const second = (await page.locator('.line-piece').nth(1).boundingBox()) ?? line;
    const bytes = [...readFileSync(fox)];
    const dataTransfer = await page.evaluateHandle((video) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(video)], 'from the desktop.mp4', { type: 'video/mp4' }));
      return transfer;
    }, bytes);
    const place = { dataTransfer, clientX: second.x + 4, clientY: line.y + line.height / 2 };
    await page.dispatchEvent('.line-drops', 'dragover', place);
    await page.locator('.line-drop-mark').waitFor();
    await page.dispatchEvent('.line-drops', 'drop', place);
    await expect.poll(names).toEqual(['piece 1, 3 s', 'piece 2, 3 s', 'piece 3, 4 s']);
    const brought = [...server.state.clips.values()].find(({ origin }) => origin === 'import');
    expect(brought?.prompt).toContain('from the desktop');
    await tray.getByRole('searchbox').fill('desktop');
    await tray.getByRole('button', { name: /from the desktop/ }).waitFor();
    await page.getByRole('button', { name: 'Make it', exact: true }).click();
    await expect
      .poll(() => [...server.state.jobs.values()].at(-1)?.request.conditions?.map(({ source }) => source))
      .toEqual(
        [{ id: 'clip_000001' }, { id: brought?.id }, { id: 'clip_000002' }].map((one) => ({ kind: 'clip', ...one })),
      );
    await page.close();
  });
});
