import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

const path = (page: Page) => new URL(page.url()).pathname;
/** Takes the focus away from the prompt, which has it first. */
const leavePrompt = (page: Page) =>
  page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());

browserTests('keys of the page', (browser) => {
  const server = suiteDevServer({}, (state) => fill(state, 12));

  it('go from clip to clip, up a level, to the bin and back', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library?sort=oldest`);
    await page.locator('.cell').nth(2).getByRole('link').click();
    await page.locator('.player').waitFor();
    const third = path(page);
    await leavePrompt(page);
    await page.keyboard.press(']');
    await expect.poll(() => path(page)).not.toBe(third);
    const fourth = path(page);
    await page.keyboard.press('[');
    await expect.poll(() => path(page)).toBe(third);
    // A tool, up to its clip, up to the library as it was.
    await page.getByRole('link', { name: 'Remix' }).click();
    await page.waitForURL('**/remix');
    await page.locator('.tool-page').waitFor();
    await leavePrompt(page);
    await page.keyboard.press('Escape');
    await expect.poll(() => path(page)).toBe(third);
    await page.keyboard.press('Escape');
    await expect.poll(() => path(page)).toBe('/library');
    expect(page.url()).toContain('sort=oldest');
    await page.goto(server.url + fourth);
    await page.locator('.player').waitFor();
    await leavePrompt(page);
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Undo' }).click();
    const id = fourth.split('/').at(-1) ?? '';
    await expect.poll(() => server.state.clips.get(id)?.deletedAt).toBeNull();
    await page.close();
  });

  it('move in the library, select, and keep what is selected over a visit to a clip', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    await page.locator('.cell').nth(5).waitFor();
    await leavePrompt(page);
    await page.keyboard.press('ArrowRight');
    const focused = () =>
      page.evaluate(() => document.activeElement?.closest('[data-index]')?.getAttribute('data-index'));
    expect(await focused()).toBe('0');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('1');
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByText('3 selected').waitFor();
    await page.goto(`${server.url}/library`);
    await page.locator('.cell').nth(5).waitFor();
    await leavePrompt(page);
    await page.keyboard.press('Control+a');
    await page.getByText(/^1[0-9] selected$/).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByText(/selected$/).count()).toBe(0);
    await page.locator('.cell').nth(0).getByRole('link').focus();
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.getByRole('link', { name: 'Storyboards' }).click();
    await page.waitForURL('**/storyboards');
    await page.goBack();
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.close();
  });

  it('write the prompt, show their sheet, and can be switched off', async () => {
    const page = await browser.page({ language: 'ja' });
    await page.goto(`${server.url}/library`);
    await page.locator('.cell').first().waitFor();
    await leavePrompt(page);
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'キー操作' });
    await sheet.getByText('1フレーム戻る').waitFor();
    // With the sheet open no key of the page acts.
    await page.keyboard.press('/');
    expect(await sheet.isVisible()).toBe(true);
    await sheet.getByRole('switch').click({ force: true });
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await leavePrompt(page);
    await page.keyboard.press('?');
    await page.keyboard.press('/');
    await page.waitForTimeout(200);
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement === document.querySelector('.prompt-box'))).toBe(false);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'すべてから探す' }).fill('キー操作の一覧');
    await page.keyboard.press('Enter');
    await sheet.getByRole('switch').click({ force: true });
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await expect
      .poll(() => page.evaluate(() => document.activeElement === document.querySelector('.prompt-box')))
      .toBe(true);
    // In the prompt they are letters.
    await page.keyboard.type('/?[');
    expect(await page.locator('.prompt-box').inputValue()).toBe('/?[');
    await page.close();
  });

  it('are not taken from an input method', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    await page.locator('.cell').first().waitFor();
    await leavePrompt(page);
    await page.evaluate(() =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '?', isComposing: true, bubbles: true })),
    );
    await page.waitForTimeout(200);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true })));
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.close();
  });
});

browserTests('the palette', (browser) => {
  const server = suiteDevServer({}, (state) => fill(state, 12));

  it('finds pages in the other language, clips by their words, tools of the clip in view, and what was used lately', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    await page.locator('.cell').first().waitFor();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Find anything' });
    await field.fill('ライブ');
    await page.getByRole('option', { name: 'Library', selected: true }).waitFor();
    await field.fill('設定');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/settings');
    await page.keyboard.press('Control+k');
    // What was used last is first.
    await page.getByRole('option', { name: 'Settings', selected: true }).waitFor();
    await field.fill('bus');
    await page.getByRole('option', { name: /bus/i }).first().click();
    await page.waitForURL('**/clips/*');
    await page.locator('.player').waitFor();
    await page.keyboard.press('Control+k');
    await field.fill('loop');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/loop');
    await page.keyboard.press('Control+k');
    await field.fill('night');
    await page.keyboard.press('Enter');
    await page.locator('html[data-theme="dark"]').waitFor();
    await page.keyboard.press('Control+k');
    await field.fill('日本語');
    await page.keyboard.press('Enter');
    await page.locator('html[lang="ja"]').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'すべてから探す' }).fill('new story');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/storyboards/*');
    expect(server.state.storyboards.size).toBe(1);
    await page.close();
  });

  it('moves with the arrows and goes with Escape', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.locator('.composer').waitFor();
    await page.keyboard.press('Control+k');
    const chosen = page.locator('[role=option][aria-selected=true]');
    const first = await chosen.textContent();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => chosen.textContent()).not.toBe(first);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    // Round to the last one.
    await page.getByRole('option', { name: 'Language: English', selected: true }).waitFor();
    await page.getByRole('combobox', { name: 'Find anything' }).fill('zzzz');
    await page.getByText('Nothing found').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.close();
  });
});
