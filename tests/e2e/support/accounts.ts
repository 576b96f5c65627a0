import { type ApiClient, createClient } from '@akezora/contract/api';
import type { BrowserContext, Page } from 'playwright-core';
import { createAccount } from '../../../packages/server/src/access/accounts.ts';
import type { ServerOptions } from '../../../packages/server/src/config/settings.ts';
import { openStore } from '../../../packages/server/src/platform/store/database.ts';
import { newDataFolder } from '../../../packages/server/tests/support/folders.ts';
import { startTestServer, submit, waitFor } from '../../../packages/server/tests/support/server.ts';
import { started } from './browser-tests.ts';

/** The account that owns the server of the tests. */
export const owner = { name: 'ame', password: 'correct horse' } as const;

/** The real server with accounts, and the engine of the server's tests, which needs no model. */
export function suiteAccountServer(options: Partial<ServerOptions> = {}): { readonly url: string } {
  const test = started(
    async () => {
      const dataFolder = await newDataFolder();
      const store = await openStore({ folder: dataFolder });
      await createAccount(store, { ...owner, role: 'owner' });
      await store.close();
      return startTestServer({ ...options, dataFolder, access: 'accounts' });
    },
    ({ remove }) => remove(),
  );
  return {
    get url() {
      return test().server.url;
    },
  };
}

/** Fills in the sign-in page. */
export async function signIn(
  page: Page,
  { name, password }: { name: string; password: string } = owner,
): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Opens the home page and signs in. */
export async function openSignedIn(
  page: Page,
  url: string,
  account?: { name: string; password: string },
): Promise<void> {
  await page.goto(url);
  await signIn(page, account);
  await page.locator('.composer').waitFor();
}

/** The API with the session of a browser. */
export async function apiOf(context: BrowserContext, url: string): Promise<ApiClient> {
  const cookies = await context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const withCookie: typeof fetch = (address, init) =>
    fetch(address, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } });
  return createClient({ baseUrl: url, fetch: withCookie });
}

/** Makes a clip and answers its id. */
export async function makeClip(api: ApiClient, prompt: string): Promise<string> {
  const { clipId } = await waitFor(api, (await submit(api, prompt)).id);
  if (clipId === null) throw new Error(`no clip came of “${prompt}”`);
  return clipId;
}
