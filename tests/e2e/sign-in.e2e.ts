import { expect, it } from 'vitest';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { apiOf, openSignedIn, owner, signIn, suiteAccountServer } from './support/accounts.ts';
import { browserTests, suiteBrowser } from './support/browser-tests.ts';

browserTests('signing in', (browser) => {
  const stranger = suiteBrowser();
  const server = suiteAccountServer();

  it('says what is wrong, and then shows what is made while it is made', async () => {
    const page = await browser.page({ theme: 'system' });
    await page.goto(server.url);
    await signIn(page, { ...owner, password: 'wrong' });
    await page.getByRole('alert').waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    await signIn(page);
    await page.fill('.prompt-box', 'A boat at dawn, slow 100');
    await page.keyboard.press('Enter');
    // Nothing reloads: the clip comes by the events that began with the session.
    await page.locator('.group', { hasText: 'A boat at dawn' }).locator('[data-clip]').waitFor({ timeout: 120_000 });
    await page.close();
  });

  it('keeps what was typed when the session ends, and goes on after signing in again', async () => {
    const page = await browser.page({ theme: 'system' });
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A prompt nobody wants to type twice');
    // Everything is loaded: the next request is the first that finds the session gone.
    await page.locator('.plan-figures').waitFor();
    const client = await apiOf(browser.context, server.url);
    await client.call('signOut');
    await page.click('.make');
    await page.getByText('Your session ended.').waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    await signIn(page);
    await page.locator('.prompt-box').waitFor();
    expect(await page.inputValue('.prompt-box')).toBe('A prompt nobody wants to type twice');
    await page.click('.make');
    await page.locator('.group', { hasText: 'type twice' }).locator('[data-clip]').waitFor({ timeout: 120_000 });
    await page.close();
  });

  it('lets the owner add accounts, which can then sign in', async () => {
    const page = await browser.page({ theme: 'system' });
    await page.goto(`${server.url}/settings`);
    const people = page.getByRole('region', { name: 'Accounts' });
    await people.getByLabel('Name', { exact: true }).fill('haru');
    await people.getByLabel(/^Password/).fill('a long password');
    await people.getByRole('button', { name: 'New account' }).click();
    await people.getByText('haru').first().waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    const second = await stranger.page();
    await openSignedIn(second, server.url, { name: 'haru', password: 'a long password' });
    await second.goto(`${server.url}/settings`);
    await second.getByRole('heading', { name: 'API keys' }).waitFor();
    expect(await second.getByRole('heading', { name: 'Accounts' }).count()).toBe(0);
    await second.getByRole('button', { name: 'Sign out' }).click();
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    await second.close();
    await page.close();
  });
});
