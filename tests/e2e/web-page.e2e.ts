import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, browserHere } from '../../packages/studio/tests/browser/browser.ts';
import { makeClipIn, openWebSite, shortClip, type WebSite } from './web-site.ts';

const link = shortClip('a red fox in the snow', 7);

/** What a page's scripts note for these tests. */
interface Noted {
  /** Labels of videos that have shown a picture. */
  readonly shown: string[];
  /** Addresses of files in memory that were not given up. */
  readonly files: Set<string>;
}
declare const noted: Noted;

/** Notes videos and files from the page's start on. */
function takeNotes(): void {
  const shown: string[] = [];
  const files = new Set<string>();
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (file) => {
    const url = createObjectURL.call(URL, file);
    if (file instanceof Blob) files.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    files.delete(url);
    revokeObjectURL.call(URL, url);
  };
  const note = ({ target }: Event) => {
    if (target instanceof HTMLVideoElement) shown.push(target.getAttribute('aria-label') ?? 'clip');
  };
  document.addEventListener('loadeddata', note, { capture: true });
  Object.assign(globalThis, { noted: { shown, files } });
}

describe.skipIf(!browserHere())('Akezora in a tab', () => {
  let site: WebSite;
  let tab: Page;
  beforeAll(async () => {
    site = await openWebSite();
    tab = await site.browser.page();
    await tab.addInitScript(takeNotes);
  });
  afterAll(() => site?.close());

  it.each([
    ['en', 1440, 900, 'light'],
    ['ja', 1440, 900, 'dark'],
    ['en', 360, 740, 'dark'],
    ['ja', 360, 740, 'light'],
  ] as const)('can be read by everyone, %s at %i×%i, %s', async (language, width, height, colorScheme) => {
    const page = await site.browser.page({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.goto(site.host.url);
    if (language === 'ja') await page.getByRole('button', { name: '日本語' }).click();
    const make = language === 'en' ? 'Make the clip' : 'クリップを作る';
    expect(await page.getByRole('button', { name: make }).count()).toBe(1);
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await site.shot(page, `empty-${language}-${width}-${colorScheme}`);
    await page.close();
  });

  it('makes the clip of a link, which plays while it is made', async () => {
    await tab.goto(`${site.host.url}${link}`);
    expect(await tab.getByLabel('What shall be seen?').inputValue()).toBe('a red fox in the snow');
    await tab.getByRole('button', { name: 'Make the clip' }).click();
    await tab.getByRole('img', { name: 'How it looks so far' }).waitFor({ timeout: 300_000 });
    await site.shot(tab, 'making');
    await tab.getByRole('link', { name: 'Download' }).waitFor({ timeout: 600_000 });
    await expect.poll(() => tab.locator('video').evaluate((video: HTMLVideoElement) => video.duration)).toBe(2);
    expect(await tab.getByRole('link', { name: 'Download' }).getAttribute('download')).toBe('akezora-7.mp4');
    await expect.poll(() => tab.evaluate(() => noted.shown)).toEqual(['The clip so far', 'clip']);
    expect(await axe(tab)).toEqual([]);
    await site.shot(tab, 'made');
  });

  it('gives up the file of a clip when the next one is made', async () => {
    expect(await tab.evaluate(() => noted.files.size)).toBe(1);
    const [before] = await tab.evaluate(() => [...noted.files]);
    await tab.getByRole('button', { name: 'Again with another seed' }).click();
    await tab.getByRole('button', { name: 'Cancel' }).waitFor();
    expect(await tab.evaluate(() => noted.files.size)).toBe(0);
    await tab.getByRole('link', { name: 'Download' }).waitFor({ timeout: 600_000 });
    const after = await tab.evaluate(() => [...noted.files]);
    expect(after).toHaveLength(1);
    expect(after).not.toContain(before);
  });

  it('sets the composer by a link of its gallery', async () => {
    const first = tab.getByRole('navigation', { name: 'Try one of these' }).getByRole('link').first();
    const words = await first.textContent();
    await first.click();
    await expect.poll(() => tab.getByLabel('What shall be seen?').inputValue()).toBe(words);
  });

  it('makes it again without a network', async () => {
    await tab.goto(`${site.host.url}${link}`);
    await tab.evaluate(() => navigator.serviceWorker.ready);
    await site.host.close();
    await tab.reload();
    await makeClipIn(tab);
    await tab.getByRole('button', { name: 'Again with another seed' }).click();
    await tab.getByRole('button', { name: 'Cancel' }).click();
    await tab.getByText('Cancelled.').waitFor();
    expect(await tab.getByRole('button', { name: 'Make the clip' }).isEnabled()).toBe(true);
  });

  it('says plainly what it could not fetch', async () => {
    await tab.goto(`${site.host.url}${shortClip('a panda in the bamboo', 7)}`);
    await tab.getByRole('button', { name: 'Make the clip' }).click();
    await tab.getByRole('alert').getByText('could not fetch').waitFor({ timeout: 300_000 });
  });

  it('says plainly when a worker does not start, and lets one try again', async () => {
    const page = await site.browser.page();
    await page.addInitScript(() => {
      const Real = Worker;
      globalThis.Worker = class extends Real {
        constructor() {
          super('./no-such-script.js');
        }
      };
    });
    await page.goto(`${site.host.url}${link}`);
    await page.getByRole('button', { name: 'Make the clip' }).click();
    await page.getByRole('alert').getByText('a worker did not start').waitFor({ timeout: 300_000 });
    expect(await page.getByRole('button', { name: 'Make the clip' }).isEnabled()).toBe(true);
    await page.close();
  });

  it('says plainly that the browser ended it while it made a clip', async () => {
    const page = await site.browser.page();
    await page.addInitScript(() => sessionStorage.setItem('akezora-making', '1'));
    await page.goto(site.host.url);
    await page.getByRole('alert').getByText('mostly because its memory was full').waitFor();
    await page.close();
  });

  it('says plainly when a browser encodes no video', async () => {
    const page = await site.browser.page();
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'VideoEncoder'));
    // The host is closed: what is seen here comes from the first visit.
    await page.goto(site.host.url);
    await page.getByRole('alert').getByText('cannot encode video').waitFor();
    expect(site.browser.faults).toEqual([]);
  });
});
