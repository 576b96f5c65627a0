import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, type Browser, browserHere, openBrowser } from '../../packages/studio/tests/browser/browser.ts';
import { openStaticHost, type StaticHost } from '../../packages/web/tests/static-host.ts';
import { buildSite } from '../../scripts/build-web.ts';

const link = '#prompt=a+red+fox+in+the+snow&aspect=16%3A9&resolution=360p&seconds=2&seed=7';
const shots = process.env.SHOTS;

describe.skipIf(!browserHere())('Akezora in a tab', () => {
  const folder = mkdtempSync(join(tmpdir(), 'akezora-tab-'));
  let host: StaticHost;
  let browser: Browser;
  let tab: Page;
  beforeAll(async () => {
    await buildSite(join(folder, 'site'));
    host = await openStaticHost({ '/': join(folder, 'site') });
    browser = await openBrowser();
    tab = await browser.page();
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const shot = async (page: Page, name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  };

  it.each([
    ['en', 1440, 900, 'light'],
    ['ja', 1440, 900, 'dark'],
    ['en', 360, 740, 'dark'],
    ['ja', 360, 740, 'light'],
  ] as const)('can be read by everyone, %s at %i×%i, %s', async (language, width, height, colorScheme) => {
    const page = await browser.page({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.goto(host.url);
    if (language === 'ja') await page.getByRole('button', { name: '日本語' }).click();
    expect(
      await page.getByRole('button', { name: language === 'en' ? 'Make the clip' : 'クリップを作る' }).count(),
    ).toBe(1);
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await shot(page, `empty-${language}-${width}-${colorScheme}`);
    await page.close();
  });

  it('makes the clip of a link, and plays it', async () => {
    await tab.goto(`${host.url}${link}`);
    expect(await tab.getByLabel('What shall be seen?').inputValue()).toBe('a red fox in the snow');
    await tab.getByRole('button', { name: 'Make the clip' }).click();
    await tab.getByRole('img', { name: 'How it looks so far' }).waitFor({ timeout: 300_000 });
    await shot(tab, 'making');
    await tab.locator('video').waitFor({ timeout: 600_000 });
    await expect.poll(() => tab.locator('video').evaluate((video: HTMLVideoElement) => video.duration)).toBe(2);
    expect(await tab.getByRole('link', { name: 'Download' }).getAttribute('download')).toBe('akezora-7.mp4');
    expect(await axe(tab)).toEqual([]);
    await shot(tab, 'made');
  });

  it('makes it again without a network', async () => {
    await tab.evaluate(() => navigator.serviceWorker.ready);
    await host.close();
    await tab.reload();
    await tab.getByRole('button', { name: 'Make the clip' }).click();
    await tab.locator('progress').waitFor({ timeout: 300_000 });
    await tab.getByRole('button', { name: 'Cancel' }).click();
    await tab.getByText('Cancelled.').waitFor();
    expect(await tab.getByRole('button', { name: 'Make the clip' }).isEnabled()).toBe(true);
  });

  it('says plainly when a browser encodes no video', async () => {
    const page = await browser.page();
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'VideoEncoder'));
    // The host is closed: what is seen here comes from the first visit.
    await page.goto(host.url);
    await page.getByRole('alert').getByText('cannot encode video').waitFor();
    expect(browser.faults).toEqual([]);
  });
});
