import { expect, it } from 'vitest';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { browserTests } from './support/browser-tests.ts';
import { filledServer } from './support/filled-server.ts';
import { opened } from './support/opened.ts';

browserTests('every dialog, panel and menu', (browser) => {
  for (const language of ['en', 'ja'] as const)
    it(`opens and is accessible, ${language}`, async () => {
      const found: string[] = [];
      const server = await filledServer();
      const page = await browser.page({ theme: 'system', language });
      for (const { name, path, open, shown } of opened) {
        await page.goto(server.url + path);
        try {
          await open(page);
          await page.locator(shown).first().waitFor({ timeout: 15_000 });
        } catch (thrown) {
          found.push(`${name}: does not open: ${(thrown as Error).message.split('\n')[0]}`);
          continue;
        }
        found.push(...(await axeInBothThemes(page)).map((line) => `${name}, ${line}`));
        expect(await page.locator(shown).count(), name).toBeGreaterThan(0);
        await page.evaluate(() => {
          sessionStorage.removeItem('akezora.draft');
          localStorage.removeItem('akezora.draft');
        });
      }
      await page.close();
      await server.close();
      expect(found).toEqual([]);
    });
});
