import type { Page } from 'playwright-core';
import type { Opened } from './opened.ts';

const open = 'dialog[open], .panel, .menu';

/** Closes windows, panels and menus, the topmost first. */
async function closeAll(page: Page): Promise<void> {
  for (let n = 0; n < 4 && (await page.locator(open).locator('visible=true').count()) > 0; n++) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(50);
  }
}

/**
 * Goes to a page as a link does: the studio is not loaded anew, which is most of the cost of a page. What is open is closed first, and
 * the page begins from its beginning, also where it is the one that is shown. What was written into the composer stays.
 */
export async function visit(page: Page, url: string): Promise<void> {
  const { origin, pathname, search } = new URL(url);
  if (!page.url().startsWith(`${origin}/`)) {
    await page.goto(url);
    return;
  }
  await closeAll(page);
  const go = (path: string) => page.evaluate((to) => history.pushState({}, '', to), path);
  await go('/nothing/at/all');
  await page.locator('main .empty').getByRole('heading', { level: 1 }).waitFor();
  await go(pathname + search);
}

/** Forgets what was written into the composer, for the next page that is loaded. */
export const forgetDraft = (page: Page): Promise<void> =>
  page.evaluate(() => {
    sessionStorage.removeItem('akezora.draft');
    localStorage.removeItem('akezora.draft');
  });

/** Pages whose entries write into the composer or select clips, which stays: they, and what follows them, are loaded anew. */
const keepsState = (url: string): boolean => ['/', '/gallery', '/library'].includes(new URL(url).pathname);

/** Opens one of the list; answers what went wrong. */
export async function openOne(
  page: Page,
  server: string,
  { name, path, open, shown }: Opened,
): Promise<string | undefined> {
  const url = server + path;
  const toasts = await page.locator('.toast').count();
  const anew = toasts > 0 || keepsState(url) || (page.url().startsWith('http') && keepsState(page.url()));
  if (anew && page.url().startsWith(server)) await forgetDraft(page);
  await (anew ? page.goto(url) : visit(page, url));
  try {
    await open(page);
    await page.locator(shown).first().waitFor({ timeout: 15_000 });
  } catch (thrown) {
    return `${name}: does not open: ${(thrown as Error).message.split('\n')[0]}`;
  }
  return undefined;
}
