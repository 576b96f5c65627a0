import { mkdirSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { totpCode } from '../../packages/server/src/access/totp.ts';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { openSignedIn, owner, signIn, suiteAccountServer } from './support/accounts.ts';
import { browserTests, suiteBrowser } from './support/browser-tests.ts';

const shots = process.env.ACCOUNT_SHOTS;

/** Looks at a page in both themes, for the person who changes it. */
async function look(page: Page, name: string): Promise<void> {
  expect(await axeInBothThemes(page)).toEqual([]);
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${shots}/${name}-${theme}.png`, fullPage: true });
  }
}

const step = () => Math.floor(Date.now() / 30_000);

browserTests("one's own account", (browser) => {
  const other = suiteBrowser();
  const server = suiteAccountServer();
  let secret = '';
  let codes: string[] = [];
  let used = 0;

  /** A code that was not used yet: the next step counts as well. */
  const nextCode = async () => {
    while (step() + 1 <= used) await new Promise((resolve) => setTimeout(resolve, 500));
    used = Math.max(step(), used + 1);
    return totpCode(secret, used);
  };

  it('sets up an authenticator app and shows recovery codes once', async () => {
    const page = await browser.page({ theme: 'system' });
    await openSignedIn(page, server.url);
    await page.goto(`${server.url}/settings`);
    const second = page.getByRole('region', { name: 'Second factor' });
    await second.getByRole('button', { name: 'Set up an app' }).click();
    await second.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
    secret = ((await second.locator('code').textContent()) ?? '').replace(/\s/g, '');
    await look(page, 'app');
    await second.getByLabel('Code', { exact: true }).fill('000000');
    await second.getByRole('button', { name: 'Turn on' }).click();
    await second.getByRole('alert').waitFor();
    await second.getByLabel('Code', { exact: true }).fill(await nextCode());
    await second.getByRole('button', { name: 'Turn on' }).click();
    await second.getByText('An authenticator app is set up.').waitFor();
    codes = ((await second.locator('.secret code').textContent()) ?? '').split('\n');
    expect(codes).toHaveLength(10);
    await look(page, 'codes');
    await page.close();
  });

  it('asks for the code after the password, and keeps the step over a reload', async () => {
    const page = await other.page({ theme: 'system' });
    await page.goto(server.url);
    await signIn(page);
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await look(page, 'step');
    await page.getByRole('textbox', { name: 'Code' }).fill('000000');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('textbox', { name: 'Code' }).fill(codes[0] ?? '');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('.rail').waitFor();
    await page.close();
  });

  it('asks who it is before a change, and then makes the change', async () => {
    const page = await browser.page({ theme: 'system' });
    await page.goto(`${server.url}/settings`);
    let refused = false;
    // As after 15 minutes.
    await page.route('**/api/keys', (route) => {
      if (refused || route.request().method() !== 'POST') return route.continue();
      refused = true;
      const text = { en: 'Confirm that it is you.', ja: '本人の確認が必要です。' };
      const error = { code: 'reauthentication_needed', message: text, remedy: text };
      return route.fulfill({ status: 403, json: { error } });
    });
    const keys = page.getByRole('region', { name: 'API keys' });
    await keys.getByLabel('Name', { exact: true }).fill('laptop');
    await keys.getByRole('button', { name: 'New key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.getByLabel('Password').fill('wrong');
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    await look(page, 'confirm');
    await dialog.getByLabel('Password').fill(owner.password);
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    await keys.getByText('laptop').first().waitFor();
    expect(await dialog.count()).toBe(0);
    // The session goes on with its new secret, and the other browser is in the list.
    const sessions = page.getByRole('region', { name: 'Sessions' });
    await sessions.getByText('this browser').waitFor();
    await sessions.getByRole('button', { name: 'End all others' }).click();
    await page.getByText('1 session has ended.').waitFor();
    const ended = await other.page();
    await ended.goto(server.url);
    await ended.getByRole('heading', { name: 'Sign in' }).waitFor();
    await ended.close();
    await page.close();
  });

  it('adds a passkey, and signs in with it without name and password', async () => {
    // Passkeys belong to names, not to addresses.
    const url = server.url.replace('127.0.0.1', 'localhost');
    const page = await browser.page({ theme: 'system' });
    const devtools: CDPSession = await browser.context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto(url);
    await signIn(page);
    await page.getByRole('textbox', { name: 'Code' }).fill(codes[1] ?? '');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('.rail').waitFor();
    await page.goto(`${url}/settings`);
    const second = page.getByRole('region', { name: 'Second factor' });
    await second.getByLabel('Name of the passkey').fill('laptop key');
    await second.getByRole('button', { name: 'Add a passkey' }).click();
    await second.getByText('laptop key').waitFor();
    await look(page, 'passkeys');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await look(page, 'sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('region', { name: 'Second factor' }).getByText('laptop key').waitFor();
    await page.close();
  });
});

browserTests('an owner who must set up a second factor', (browser) => {
  const server = suiteAccountServer({ ownersNeedSecondFactor: true });

  it('sees the recovery codes until they are kept, and then the studio', async () => {
    const page = await browser.page({ theme: 'system' });
    await page.goto(server.url);
    await signIn(page);
    const second = page.getByRole('region', { name: 'Second factor' });
    await second.getByRole('button', { name: 'Set up an app' }).click();
    const secret = ((await second.locator('.totp code').textContent()) ?? '').replace(/\s/g, '');
    await second.getByLabel('Code', { exact: true }).fill(totpCode(secret, step()));
    await second.getByRole('button', { name: 'Turn on' }).click();
    await second.getByRole('button', { name: 'I have kept them' }).waitFor();
    // Nothing that loads afterwards takes them away.
    await page.waitForTimeout(1000);
    expect(((await second.locator('.secret code').textContent()) ?? '').split('\n')).toHaveLength(10);
    await look(page, 'must-enrol-codes');
    await second.getByRole('button', { name: 'I have kept them' }).click();
    await page.locator('.rail').waitFor();
    await page.close();
  });
});
