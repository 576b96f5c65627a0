import { beforeAll, expect, it } from 'vitest';
import { submit, waitFor } from '../../packages/server/tests/support/server.ts';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { apiOf, makeClip, openSignedIn, suiteAccountServer } from './support/accounts.ts';
import { browserTests, suiteBrowser } from './support/browser-tests.ts';

browserTests('a visitor without an account', (browser) => {
  const stranger = suiteBrowser();
  const server = suiteAccountServer();
  beforeAll(async () => {
    const page = await browser.page();
    await openSignedIn(page, server.url);
    await page.close();
  });

  it('opens a clip by its link without an account', async () => {
    const page = await browser.page({ theme: 'system' });
    const client = await apiOf(browser.context, server.url);
    const prompt = 'A clip that is shared';
    const clip = await makeClip(client, prompt);
    await client.call('patchSettings', { body: { sharing: true } });
    await page.goto(`${server.url}/clips/${clip}`);
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('radio', { name: 'Anyone with the link' }).click({ force: true });
    const link = page.getByLabel('Link', { exact: true });
    await link.waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    const other = await stranger.page();
    await other.goto(await link.inputValue());
    await other.locator('.player video').waitFor();
    await other.getByText(prompt).first().waitFor();
    await other.close();
    await page.close();
  });

  it('sees the gallery once the owner turns it on: newest or random, and more on demand', async () => {
    const page = await browser.page({ theme: 'system' });
    const other = await stranger.page();
    await other.goto(`${server.url}/gallery`);
    await other.getByText('The gallery is turned off on this server.').waitFor();
    expect(await other.getByRole('link', { name: 'Turn it on in the settings' }).count()).toBe(0);
    await page.goto(`${server.url}/gallery`);
    await page.getByRole('link', { name: 'Turn it on in the settings' }).click();
    await page.getByRole('switch', { name: /^Public gallery/ }).click({ force: true });
    await page.getByText('Saved', { exact: true }).waitFor();
    const client = await apiOf(browser.context, server.url);
    const jobs = [];
    for (let i = 0; i < 31; i++) jobs.push(await submit(client, `Gallery clip ${i}`));
    const ids: string[] = [];
    for (const { id } of jobs) ids.push((await waitFor(client, id)).clipId ?? '');
    await client.call('bulk', { body: { action: 'patch', ids, patch: { visibility: 'public' } } });
    await other.reload();
    await other.locator('.gallery li').first().waitFor();
    expect(await other.locator('.gallery li').count()).toBe(30);
    await other.getByRole('button', { name: 'Load more' }).click();
    await expect.poll(() => other.locator('.gallery li').count()).toBe(31);
    const newest = await other.locator('.gallery li').allTextContents();
    expect(newest[0]).toContain('Gallery clip 30');
    await other.getByRole('radio', { name: 'Random' }).check({ force: true });
    await expect.poll(() => other.locator('.gallery li').first().textContent()).not.toBe(null);
    await other.locator('.gallery button').first().click();
    await other.getByText(/Made with/).waitFor();
    await other.close();
    await page.close();
  });
});
