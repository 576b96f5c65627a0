import { expect, it } from 'vitest';
import type { DevServer } from '../../packages/studio/tests/server/server.ts';
import { browserTests, started } from './support/browser-tests.ts';
import { filledServer } from './support/filled-server.ts';
import { opened } from './support/opened.ts';
import { faultsOnPhones, phone } from './support/phone.ts';
import { openOne, visit } from './support/visit.ts';

/** Pages and what is on them once they are loaded. */
const pages = [
  ['/', '.group [data-clip] .clip-still'],
  ['/library', '.cell .clip-still'],
  ['/cast', '.cast-page .empty'],
  ['/clips/clip_000001', '.player'],
  ['/clips/clip_000001/remix', '.tool-line .plan-figures'],
  ['/clips/clip_000001/recut', '.tool-line .plan-figures'],
  ['/clips/clip_000001/blend', '.blend-empty'],
  ['/clips/clip_000001/loop', '.tool-line .plan-figures'],
  ['/clips/clip_000001/extend', '.tool-line .plan-figures'],
  ['/storyboards', '.board-link'],
  ['/storyboards/b1', '.tool-form .plan-figures'],
  ['/models', '.model'],
  ['/activity', '.job-row'],
  ['/settings', '.setting .facts'],
  ['/gallery', '.gallery img'],
  ['/s/clip_000002', '.player'],
  ['/nothing/here', '.empty'],
] as const;

browserTests('on a phone', (browser) => {
  const server = started<DevServer>(filledServer, ({ close }) => close());

  for (const language of ['en', 'ja'] as const) {
    it(`every page fits, and all that is pressed is 44 pixels large and lies free, ${language}`, async () => {
      const { page } = await phone(browser, language);
      const found: string[] = [];
      for (const [path, ready] of pages) {
        await page.setViewportSize({ width: 390, height: 740 });
        await visit(page, server().url + path);
        await page.locator(ready).first().waitFor();
        found.push(...(await faultsOnPhones(page, path)));
      }
      await page.close();
      expect(found).toEqual([]);
    });

    it(`every dialog, panel and menu fits, ${language}`, async () => {
      // One of its own: to open some of them changes what is there.
      const fresh = await filledServer();
      const { page } = await phone(browser, language);
      const found: string[] = [];
      for (const one of opened.filter(({ byHover }) => !byHover)) {
        await page.setViewportSize({ width: 390, height: 740 });
        const fault = await openOne(page, fresh.url, one);
        found.push(...(fault === undefined ? await faultsOnPhones(page, one.name) : [fault]));
      }
      await page.close();
      await fresh.close();
      expect(found).toEqual([]);
    });

    it(`the composer fits with every choice made and each of its panels open, ${language}`, async () => {
      const { page } = await phone(browser, language);
      const found: string[] = [];
      await page.goto(`${server().url}/gallery`);
      await page.fill('.prompt-box', 'A zeppelin over a fox in a snowy forest at dawn');
      await page.locator('.prompt-mirror mark').waitFor({ state: 'attached' });
      const chips = page.locator('.composer .options button');
      for (let index = 0; index < (await chips.count()); index++) {
        const chip = chips.nth(index);
        const name = (await chip.getAttribute('aria-label')) ?? (await chip.innerText());
        await chip.click();
        const shown = page.locator('.panel, dialog[open]').first();
        await shown.waitFor();
        await page.locator(':is(.panel, dialog) .waiting').first().waitFor({ state: 'detached' });
        found.push(...(await faultsOnPhones(page, name)));
        // A choice that changes the chip's own words is made.
        const choice = page.locator('.panel :is(.look, .segmented-row label)').nth(1);
        if (await choice.count()) await choice.click();
        await page.keyboard.press('Escape');
        await shown.waitFor({ state: 'detached' });
      }
      found.push(...(await faultsOnPhones(page, 'every choice made')));
      await page.close();
      expect(found).toEqual([]);
    });
  }
});
