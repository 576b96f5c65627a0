import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

/** Pages and what is on them once they are loaded. */
const pages = [
  ['/', '.composer .options'],
  ['/library', '.cell'],
  ['/cast', '.cast-page .empty'],
  ['/clips/clip_000001', '.player'],
  ['/clips/clip_000001/remix', '.tool-page'],
  ['/clips/clip_000001/recut', '.tool-page'],
  ['/clips/clip_000001/blend', '.tool-page'],
  ['/clips/clip_000001/loop', '.tool-page'],
  ['/clips/clip_000001/extend', '.tool-page'],
  ['/storyboards', '.page'],
  ['/models', '.model'],
  ['/activity', '.page-head'],
  ['/settings', '.setting'],
  ['/gallery', 'main h1'],
] as const;

const widths = [320, 360, 390, 430] as const;

/** What is wider than the page, and what ends outside it. */
const overflows = (page: Page) =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    return wide > 0 ? [`the page is ${wide} px too wide`] : [];
  });

/**
 * What can be pressed and is smaller than 44 by 44 pixels, with the room around it that presses it too. Links inside sentences are as
 * tall as their lines (WCAG 2.5.5), and what a larger target stands for as well does not count.
 */
const small = (page: Page) =>
  page.evaluate(() => {
    const least = 43.5;
    const found = new Set<string>();
    for (const element of document.querySelectorAll<HTMLElement>(
      'button, a[href], select, input:not([type=hidden], [type=file]), textarea, summary, [role=slider], [role=option]',
    )) {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (element.closest('[inert], .visually-hidden') !== null || element.matches('.skip, :disabled')) continue;
      const inSentence = element.matches('p a, li > span a, .hint a, dd a');
      if (inSentence) continue;
      const label = element.closest('label');
      const boxes = [element, ...(label === null ? [] : [label])].map((one) => one.getBoundingClientRect());
      const after = getComputedStyle(element, '::after');
      const grown = after.content !== 'none' && after.position === 'absolute';
      const width = Math.max(...boxes.map((box) => box.width), grown ? Number.parseFloat(after.width) : 0);
      const height = Math.max(...boxes.map((box) => box.height), grown ? Number.parseFloat(after.height) : 0);
      if (boxes[0]?.width === 0 || (width >= least && height >= least)) continue;
      const name = element.ariaLabel ?? element.textContent?.trim().slice(0, 24) ?? '';
      found.add(
        `${element.tagName.toLowerCase()}.${element.className} “${name}” ${Math.round(width)}×${Math.round(height)}`,
      );
    }
    return [...found];
  });

browserTests('on a phone', (browser) => {
  const server = suiteDevServer({}, (state) => {
    fill(state, 8);
    state.settings = { ...state.settings, gallery: true };
  });

  for (const language of ['en', 'ja'] as const)
    it(`every page fits and its targets are 44 pixels, ${language}`, async () => {
      const page = await browser.page({ language, width: 390, height: 740 });
      const session = await browser.context.newCDPSession(page);
      await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 });
      await session.send('Emulation.setEmulatedMedia', {
        features: [
          { name: 'pointer', value: 'coarse' },
          { name: 'hover', value: 'none' },
        ],
      });
      const found: string[] = [];
      for (const [path, ready] of pages) {
        await page.setViewportSize({ width: 390, height: 740 });
        await page.goto(server.url + path);
        await page.locator(ready).first().waitFor();
        await page.waitForTimeout(200);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 740 });
          await page.waitForTimeout(80);
          found.push(...(await overflows(page)).map((line) => `${path} at ${width}: ${line}`));
          if (width === 320) found.push(...(await small(page)).map((line) => `${path}: ${line}`));
        }
      }
      await page.close();
      expect(found).toEqual([]);
    });
});
