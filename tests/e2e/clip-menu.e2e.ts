import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

browserTests('the menu of a clip', (browser) => {
  const server = suiteDevServer({}, (state) => {
    fill(state, 12);
    state.folders.set('f1', { id: 'f1', name: 'Winter', clips: 0, createdAt: new Date().toISOString() });
  });

  it('opens by right click, by the button and by the menu key, with the same entries', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    const cell = page.locator('.cell').nth(1);
    const entries = () => page.getByRole('menu').getByRole('menuitem').allInnerTexts();
    await cell.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Use these words' }).waitFor();
    const byClick = await entries();
    expect(byClick.length).toBeGreaterThan(8);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await cell.hover();
    await cell.getByRole('button', { name: /^Actions for / }).click();
    await page.getByRole('menu').waitFor();
    expect(await entries()).toEqual(byClick);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await cell.getByRole('link').focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu').waitFor();
    expect(await entries()).toEqual(byClick);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    // The focus is where it was.
    expect(await cell.getByRole('link').evaluate((link) => link === document.activeElement)).toBe(true);
    await page.close();
  });

  it('opens under a finger that rests, and does not follow the link', async () => {
    const page = await browser.page({ width: 390, height: 780 });
    await page.goto(`${server.url}/library`);
    const link = page.locator('.cell').nth(0).getByRole('link');
    await link.waitFor();
    const box = await link.boundingBox();
    const session = await browser.context.newCDPSession(page);
    const point = { x: (box?.x ?? 0) + 60, y: (box?.y ?? 0) + 40 };
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
    await page.getByRole('menu').waitFor();
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.getByRole('menuitem', { name: 'Move to folder' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/library');
    await page.close();
  });

  it('does what its entries say', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    const cell = page.locator('.cell').nth(2);
    const choose = async (name: string) => {
      await cell.click({ button: 'right' });
      await page.getByRole('menuitem', { name, exact: true }).click();
    };
    const id = (await cell.locator('[data-clip]').getAttribute('data-clip')) ?? '';
    const clip = () => server.state.clips.get(id);
    await choose('Add to favourites');
    await expect.poll(() => clip()?.favourite).toBe(true);
    // By keys: a pointer that jumps from a list to the one beside it closes that.
    await cell.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Move to folder' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('menuitem', { name: 'Winter' }).press('Enter');
    await expect.poll(() => clip()?.folderId).toBe('f1');
    await choose('Select X');
    await page.getByText('1 selected').waitFor();
    await page.getByRole('button', { name: 'Clear selection' }).click();
    await choose('Move to bin Delete');
    await expect.poll(() => clip()?.deletedAt).not.toBeNull();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => clip()?.deletedAt).toBeNull();
    // The list shows it again a moment after the server has it.
    await expect.poll(() => cell.locator('[data-clip]').getAttribute('data-clip')).toBe(id);
    await choose('Use these words');
    await expect.poll(() => page.locator('.prompt-box').inputValue()).toBe(clip()?.prompt);
    await page.goto(`${server.url}/library`);
    await choose('Remix');
    await page.waitForURL(`**/clips/${id}/remix`);
    await page.close();
  });

  it('asks before a clip of the bin goes for good', async () => {
    const [first] = server.state.clips.values();
    if (first !== undefined) server.state.clips.set(first.id, { ...first, deletedAt: new Date().toISOString() });
    const page = await browser.page();
    await page.goto(`${server.url}/library?trash=true`);
    await page.locator('.cell').first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Delete permanently' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete permanently' }).click();
    await page.getByText('The bin is empty').waitFor();
    await page.close();
  });
});
