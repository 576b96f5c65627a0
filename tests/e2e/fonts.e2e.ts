import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { layoutShift } from '../../packages/studio/tests/browser/browser.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

/** The faces that draw the text under a selector, as the browser's own inspector reports them. */
async function facesOf(page: Page, selector: string): Promise<{ family: string; bundled: boolean }[]> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('DOM.enable');
  await cdp.send('CSS.enable');
  const { root } = await cdp.send('DOM.getDocument');
  const { nodeId } = await cdp.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  const { fonts } = await cdp.send('CSS.getPlatformFontsForNode', { nodeId });
  await cdp.detach();
  return fonts.map(({ familyName, isCustomFont }) => ({ family: familyName, bundled: isCustomFont }));
}

browserTests('fonts', (browser) => {
  const server = suiteDevServer();

  for (const language of ['en', 'ja'] as const)
    it(`come with the studio, only the parts a page shows, and move nothing: ${language}`, async () => {
      const page = await browser.page({ language });
      const fetched = new Set<string>();
      page.on('response', (response) => {
        if (response.url().endsWith('.woff2')) fetched.add(response.url());
      });
      await page.goto(`${server.url}/settings`);
      for (const selector of ['main h1', 'main h2', 'main .button', 'main .label'])
        await expect
          .poll(async () => (await facesOf(page, selector)).filter(({ bundled }) => !bundled), { message: selector })
          .toEqual([]);
      expect((await facesOf(page, 'main h1')).length).toBeGreaterThan(0);
      expect([...fetched].filter((url) => !url.startsWith(`${server.url}/assets/`))).toEqual([]);
      expect(fetched.size).toBeGreaterThan(1);
      // All of both Japanese families are 240 files and more.
      expect(fetched.size).toBeLessThan(language === 'en' ? 20 : 100);
      expect(await layoutShift(page)).toBeLessThan(0.05);
      console.log(`${language}: ${fetched.size} font files, layout shift ${(await layoutShift(page)).toFixed(4)}`);
      await page.close();
    });
});
