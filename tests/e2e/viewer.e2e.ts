import { beforeAll, expect, it } from 'vitest';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { apiOf, makeClip, openSignedIn, suiteAccountServer } from './support/accounts.ts';
import { browserTests, suiteBrowser } from './support/browser-tests.ts';

browserTests('a view-only account', (browser) => {
  const stranger = suiteBrowser();
  const server = suiteAccountServer();
  beforeAll(async () => {
    const page = await browser.page();
    await openSignedIn(page, server.url);
    await page.close();
  });

  it('shows clips and offers nothing that it may not do', async () => {
    const client = await apiOf(browser.context, server.url);
    const page = await browser.page({ theme: 'system' });
    const clip = await makeClip(client, 'A published clip');
    await client.call('patchSettings', { body: { gallery: true } });
    await client.call('patchClip', { params: { id: clip }, body: { visibility: 'public' } });
    await client.call('createAccount', { body: { name: 'kaze', password: 'only looking', role: 'member' } });
    const second = await stranger.page({ theme: 'system' });
    await openSignedIn(second, server.url, { name: 'kaze', password: 'only looking' });
    await second.fill('.prompt-box', 'A kite over the beach');
    await second.keyboard.press('Enter');
    const own = second.locator('.group', { hasText: 'A kite' }).locator('[data-clip]');
    await own.waitFor({ timeout: 120_000 });
    const id = (await own.getAttribute('data-clip')) ?? '';

    // The owner turns the member into a viewer; its clips stay.
    await page.goto(`${server.url}/settings`);
    await page.getByLabel('Role: kaze').selectOption('viewer');
    await expect
      .poll(async () => (await client.call('accounts')).data.find(({ name }) => name === 'kaze')?.role)
      .toBe('viewer');
    const refused: string[] = [];
    second.on('response', (response) => {
      if (response.status() === 403) refused.push(response.url());
    });
    await second.goto(server.url);
    await second.getByRole('heading', { name: 'View-only account' }).waitFor();
    await second.getByText('This account can view clips but not make them.').waitFor();
    expect(await second.locator('.prompt-box, .make').count()).toBe(0);
    const nav = second.getByRole('navigation', { name: 'Pages' });
    expect(await nav.getByRole('link').allTextContents()).toEqual([
      'Library',
      'Models',
      'Activity',
      'Settings',
      'Gallery',
    ]);
    const offers: string[] = [];
    for (const [path, ready] of [
      ['/library', '.cell'],
      [`/clips/${id}`, '.player'],
      [`/clips/${id}/remix`, '.empty'],
      ['/storyboards', '.empty'],
      ['/models', '.model'],
      ['/activity', '.job-row'],
      ['/settings', '.setting'],
      ['/gallery', '.gallery li'],
    ] as const) {
      await second.goto(server.url + path);
      await second.locator(ready).first().waitFor();
      await second.getByText('This account can view clips').waitFor();
      const names = await second.locator('main').getByRole('button').allTextContents();
      for (const name of [...names, ...(await second.locator('main').getByRole('link').allTextContents())])
        if (/make|remix|re-cut|blend|loop|extend|import|use it|remove|hints|new key|new account|again/i.test(name))
          offers.push(`${path}: ${name}`);
      expect(await axeInBothThemes(second), path).toEqual([]);
    }
    expect(offers).toEqual([]);
    // Published clips open; their prompts can be read, not used.
    await second.locator('.gallery button').first().click();
    await second.getByRole('dialog').locator('video').waitFor();
    expect(await second.getByRole('dialog').getByRole('button', { name: 'Use this prompt' }).count()).toBe(0);
    await second.keyboard.press('Escape');
    // Its own clips stay as they are.
    for (const [path, ready] of [
      [`/clips/${id}`, '.clip-side'],
      ['/library', '.cell'],
    ] as const) {
      await second.goto(server.url + path);
      const place = second.locator(ready).first();
      await place.waitFor();
      expect(await place.getByRole('button', { name: /favourites|bin|share/i }).count(), path).toBe(0);
    }
    expect(refused).toEqual([]);
    await second.getByRole('link', { name: 'Settings' }).first().click();
    await second.getByRole('button', { name: 'Sign out' }).click();
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    await second.close();
    await page.close();
  });
});
