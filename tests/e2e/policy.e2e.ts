import { expect, it } from 'vitest';
import { policies } from '../../packages/server/src/safety/policies.ts';
import { axeInBothThemes, keepPicture } from '../../packages/studio/tests/browser/browser.ts';
import { apiOf, openSignedIn, suiteAccountServer } from './support/accounts.ts';
import { browserTests, suiteBrowser } from './support/browser-tests.ts';

const refusedWords = 'two people having sex on a beach';

browserTests('a refusal', (browser) => {
  const owners = suiteBrowser();
  const server = suiteAccountServer({ policy: policies.public });
  const haru = { name: 'haru', password: 'a long password' } as const;

  it('says why, is appealed against by its author, and passes once the owner has allowed it', async () => {
    const owner = await owners.page({ theme: 'system' });
    await openSignedIn(owner, server.url);
    await (await apiOf(owners.context, server.url)).call('createAccount', { body: { ...haru, role: 'member' } });

    const page = await browser.page({ theme: 'system' });
    await openSignedIn(page, server.url, haru);
    await page.fill('.prompt-box', refusedWords);
    await page.locator('.make').click();
    await page.getByRole('link', { name: 'See the decision and appeal' }).click();
    const own = page.getByRole('region', { name: 'About your words' }).getByRole('listitem');
    await own.getByText(refusedWords, { exact: true }).waitFor();
    expect(await own.locator('q').textContent()).toBe('sex');
    expect(await own.evaluate((row) => row === document.activeElement)).toBe(true);
    await page
      .getByRole('region', { name: 'Rules' })
      .getByRole('rowheader', { name: 'sexual content', exact: true })
      .waitFor();
    expect(await page.getByRole('region', { name: 'Waiting for your answer' }).count()).toBe(0);
    await own.getByRole('button', { name: 'Appeal' }).click();
    await page.keyboard.type('It is a health film about consent.');
    expect(await axeInBothThemes(page)).toEqual([]);
    await keepPicture(page, 'policy-own');
    await own.getByRole('button', { name: 'Send' }).click();
    await own.getByText('Your appeal waits for an answer.').waitFor();

    await owner.goto(`${server.url}/policy`);
    const queue = owner.getByRole('region', { name: 'Waiting for your answer' });
    await queue.getByText('It is a health film about consent.').waitFor();
    expect(await axeInBothThemes(owner)).toEqual([]);
    await owner.setViewportSize({ width: 360, height: 740 });
    expect(await owner.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await owner.setViewportSize({ width: 1440, height: 900 });
    await queue.getByLabel('Your answer to the author').fill('Then please.');
    await queue.getByRole('button', { name: 'Allow' }).click();
    await queue.getByText('Nothing waits.').waitFor();
    const rules = owner.getByRole('region', { name: 'How often each rule decided' });
    await rules.getByRole('row', { name: /sexual\.content 0 0 1 1 1$/ }).waitFor();

    await page.reload();
    await own.getByText('Then please.').waitFor();
    await page.goto(server.url);
    await page.fill('.prompt-box', refusedWords);
    await page.locator('.make').click();
    await page.locator('.group').first().locator('[data-clip]').waitFor();
    await page.close();
    await owner.close();
  });
});
