import { expect, it } from 'vitest';
import { startTestServer } from '../../packages/server/tests/support/server.ts';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { browserTests, started } from './support/browser-tests.ts';

browserTests('the start token', (browser) => {
  const test = started(
    () => startTestServer({ devices: [] }),
    ({ remove }) => remove(),
  );

  it('is what the pages that manage a server ask for, in both languages, and then their cookie', async () => {
    const { url, startToken } = test().server;
    const page = await browser.page({ theme: 'system' });
    await page.goto(`${url}/settings`);
    const note = page.getByRole('region', { name: 'Managing this server' });
    await note.getByText('npx akezora token').waitFor();
    expect(await page.getByRole('region', { name: 'API keys' }).count()).toBe(0);
    expect(await page.getByRole('region', { name: 'Sharing' }).count()).toBe(0);
    expect(await axeInBothThemes(page)).toEqual([]);
    await shoot(page, 'settings-en');
    await page.getByRole('radio', { name: '日本語' }).click();
    await page.getByRole('region', { name: 'サーバーの管理' }).waitFor();
    await shoot(page, 'settings-ja');
    await page.goto(`${url}/models`);
    await page.getByText('npx akezora token').waitFor();
    await shoot(page, 'models-ja');

    await page.goto(`${url}/settings?token=${startToken}`);
    await page.getByRole('region', { name: 'API キー' }).waitFor();
    // The token leaves the address, and with it the history.
    expect(page.url()).toBe(`${url}/settings`);
    await page.getByLabel('名前').first().fill('my program');
    await page.getByRole('button', { name: '新しいキー' }).click();
    await page.getByText('my program').waitFor();
    await page.goto(`${url}/settings`);
    await page.getByRole('region', { name: 'Webhook' }).waitFor();
  });

  it('and accounts are named where a proxy stands in front that the server was not told about', async () => {
    const page = await browser.page({ theme: 'system' });
    await page.setExtraHTTPHeaders({ 'x-forwarded-for': '203.0.113.7' });
    await page.goto(test().server.url);
    await page.getByText('--public-url').waitFor();
    expect(await page.locator('.composer').count()).toBe(0);
    expect(await axeInBothThemes(page)).toEqual([]);
    await shoot(page, 'proxied');
  });
});

type Page = Awaited<ReturnType<Parameters<Parameters<typeof browserTests>[1]>[0]['page']>>;

/** Keeps a picture of the page where a folder for it is named. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.START_TOKEN_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
