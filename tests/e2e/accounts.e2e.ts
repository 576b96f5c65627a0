import { expect, it } from 'vitest';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { apiOf, openSignedIn, owner, signIn, suiteAccountServer } from './support/accounts.ts';
import { browserTests, suiteBrowser } from './support/browser-tests.ts';

browserTests('keys, accounts and passwords', (browser) => {
  const member = suiteBrowser();
  const server = suiteAccountServer();
  const haru = { name: 'haru', password: 'a long password' } as const;

  it('shows what a key may do, until when, and whose it is; the owner revokes those of an account', async () => {
    const page = await browser.page({ theme: 'system' });
    await openSignedIn(page, server.url);
    await page.goto(`${server.url}/settings`);
    const keys = page.getByRole('region', { name: 'API keys' });
    await keys.getByLabel('Name', { exact: true }).fill('laptop');
    await keys.getByLabel('Expiry').selectOption('30');
    await keys.getByLabel('use the library').uncheck();
    await keys.getByRole('button', { name: 'New key' }).click();
    await keys.getByText('The key is shown only this once.').waitFor();
    await keys.getByText(/make clips · never used · expires/).waitFor();

    const people = page.getByRole('region', { name: 'Accounts' });
    await people.getByLabel('Name', { exact: true }).fill(haru.name);
    const password = people.getByLabel(/^Password/);
    await password.fill('password1234');
    await people.getByRole('button', { name: 'New account' }).click();
    await page.getByText(/one of the most used passwords/).waitFor();
    await people.getByLabel('Name', { exact: true }).fill(haru.name);
    await password.fill(haru.password);
    await people.getByRole('button', { name: 'New account' }).click();
    const row = people.getByRole('listitem').filter({ hasText: 'haru' });
    await row.waitFor();

    const second = await member.page();
    await openSignedIn(second, server.url, haru);
    const key = await (await apiOf(member.context, server.url)).call('createKey', { body: { name: "haru's" } });
    await page.reload();
    await keys.getByRole('switch', { name: 'Show the keys of everybody' }).click({ force: true });
    await keys.getByText(/^haru · make clips, use the library/).waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    await row.getByText(/1 API key/).waitFor();
    await row.getByRole('button', { name: 'Revoke keys' }).click();
    await page.getByRole('button', { name: 'Revoke', exact: true }).last().click();
    await row.getByText(/0 API keys/).waitFor();
    const answer = await fetch(`${server.url}/api/clips`, { headers: { authorization: `Bearer ${key.secret}` } });
    expect(answer.status).toBe(401);

    await row.getByRole('button', { name: 'Reset password' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Password/).fill('quite another one');
    expect(await dialog.getByLabel('Also revoke the API keys of this account').isChecked()).toBe(true);
    expect(await axeInBothThemes(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Reset password' }).click();
    await page.getByText('The password was changed.').waitFor();
    await second.close();
    await page.close();
  });

  it("changes one's own password with the current one", async () => {
    const page = await browser.page({ theme: 'system' });
    await page.goto(`${server.url}/settings`);
    const own = page.getByRole('region', { name: 'Your account', exact: true });
    await own.getByLabel('Current password').fill('wrong');
    await own.getByLabel(/^New password/).fill('a new one, and long');
    await own.getByRole('button', { name: 'Change password' }).click();
    await page.getByText(/password is wrong/).waitFor();
    await own.getByLabel('Current password').fill(owner.password);
    await own.getByLabel(/^New password/).fill('a new one, and long');
    await own.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The password was changed.').waitFor();
    const again = await member.page();
    await again.context().clearCookies();
    await again.goto(server.url);
    await signIn(again, { name: owner.name, password: 'a new one, and long' });
    await again.locator('.composer').waitFor();
    await again.close();
    await page.close();
  });
});
