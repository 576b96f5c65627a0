import { expect, it } from 'vitest';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

browserTests('the language of the studio', (browser) => {
  const server = suiteDevServer({});

  it('changes at once and stays over a new visit; one whose texts cannot be loaded is told, and the page stays as it is', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/settings`);
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await page.route(/assets\/ja-/, (route) => route.abort());
    await page.getByRole('radio', { name: '日本語' }).click({ force: true });
    await page.locator('.toast-error', { hasText: 'the server' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');

    await page.unroute(/assets\/ja-/);
    // A script that failed is asked for again with the page.
    await page.reload();
    await page.getByRole('radio', { name: '日本語' }).click({ force: true });
    await page.getByRole('heading', { name: '設定', level: 1 }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ja');
    await page.reload();
    await page.getByRole('heading', { name: '設定', level: 1 }).waitFor();
    await page.close();
  });
});
