import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { axe, axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { browserTests } from './support/browser-tests.ts';
import { filledServer } from './support/filled-server.ts';
import { opened } from './support/opened.ts';
import { openOne } from './support/visit.ts';

/** Marks the window, panel or part of the page that was opened; answers the selector of it. */
async function partOf(page: Page, shown: string): Promise<string> {
  await page
    .locator(shown)
    .first()
    .evaluate((element) => {
      for (const before of document.querySelectorAll('[data-opened]')) before.removeAttribute('data-opened');
      (element.closest('dialog, .panel, .menu, .toast, main') ?? document.body).setAttribute('data-opened', '');
    });
  return '[data-opened]';
}

browserTests('every dialog, panel and menu', (browser) => {
  for (const language of ['en', 'ja'] as const)
    it(`opens and is accessible, ${language}`, async () => {
      const found: string[] = [];
      const server = await filledServer();
      const page = await browser.page({ theme: 'system', language });
      for (const one of opened) {
        const fault = await openOne(page, server.url, one);
        if (fault !== undefined) {
          found.push(fault);
          continue;
        }
        // Colours are the same in both languages; what is behind a window is looked at by pages.e2e.ts.
        const lines =
          language === 'en'
            ? await axeInBothThemes(page, { within: await partOf(page, one.shown) })
            : await axe(page, { rules: 'names' });
        found.push(...lines.map((line) => `${one.name}, ${line}`));
        expect(await page.locator(one.shown).count(), one.name).toBeGreaterThan(0);
      }
      await page.close();
      await server.close();
      expect(found).toEqual([]);
    });
});
