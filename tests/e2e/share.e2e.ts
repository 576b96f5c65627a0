import { beforeAll, expect, it } from 'vitest';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { apiOf, makeClip, openSignedIn, suiteAccountServer } from './support/accounts.ts';
import { browserTests, suiteBrowser } from './support/browser-tests.ts';

browserTests('a link of a clip', (browser) => {
  const stranger = suiteBrowser();
  const server = suiteAccountServer();
  beforeAll(async () => {
    const page = await browser.page();
    await openSignedIn(page, server.url);
    await page.close();
  });

  it('asks a visitor for its password, ends at a time, and stops when its owner says so', async () => {
    const page = await browser.page({ theme: 'system' });
    const client = await apiOf(browser.context, server.url);
    const prompt = 'A clip of the sea';
    const clip = await makeClip(client, prompt);
    const share = async () => (await client.call('clip', { params: { id: clip } })).share;
    await page.goto(`${server.url}/clips/${clip}`);
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('radio', { name: 'Anyone with the link' }).click({ force: true });
    await page.getByLabel('Link', { exact: true }).waitFor();
    const link = await page.getByLabel('Link', { exact: true }).inputValue();
    // The address is this machine's own.
    await page.getByText('This link opens on this computer only.').waitFor();
    await page.getByLabel('Link ends').selectOption('7');
    await expect.poll(async () => (await share())?.expiresAt).toBeTruthy();
    await page.getByRole('textbox', { name: 'Password' }).fill('open sesame');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByRole('button', { name: 'Remove password' }).waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    if (process.env.TEST_SCREENSHOTS) await page.screenshot({ path: `${process.env.TEST_SCREENSHOTS}/share.png` });

    const other = await stranger.page({ theme: 'system' });
    await other.goto(link);
    await other.getByRole('heading', { name: 'This link asks for a password' }).waitFor();
    expect(await axeInBothThemes(other)).toEqual([]);
    if (process.env.TEST_SCREENSHOTS) await other.screenshot({ path: `${process.env.TEST_SCREENSHOTS}/locked.png` });
    await other.getByLabel('Password').fill('wrong password');
    await other.getByRole('button', { name: 'Open' }).click();
    await other.getByRole('alert').first().waitFor();
    await other.getByLabel('Password').fill('open sesame');
    await other.getByRole('button', { name: 'Open' }).click();
    await other.locator('.player video').waitFor();
    await other.getByText(prompt).first().waitFor();
    expect(await share()).toMatchObject({ views: 1, hasPassword: true });

    await page.getByRole('button', { name: 'Stop sharing' }).click();
    await expect.poll(share).toBeNull();
    await other.reload();
    await other
      .getByText('Page not found')
      .or(other.getByRole('heading', { name: /not/i }))
      .first()
      .waitFor();
    await other.close();
    await page.close();
  });
});
