import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserHere } from '../../packages/studio/tests/browser/browser.ts';
import { makeClipIn, openWebSite, shortClip, type WebSite } from './web-site.ts';

describe.skipIf(!browserHere())('several tabs of Akezora', () => {
  let site: WebSite;
  beforeAll(async () => {
    site = await openWebSite();
  });
  afterAll(() => site?.close());
  const open = async (seed: number) => {
    const page = await site.browser.page();
    await page.goto(`${site.host.url}${shortClip('a red fox in the snow', seed)}`);
    return page;
  };

  it('make clips at once from an empty cache, and do not disturb each other', async () => {
    const pages = [await open(7), await open(8)];
    await Promise.all(pages.map(makeClipIn));
    const names = await Promise.all(
      pages.map((page) => page.getByRole('link', { name: 'Download' }).getAttribute('download')),
    );
    expect(names).toEqual(['akezora-7.mp4', 'akezora-8.mp4']);
    await Promise.all(pages.map((page) => page.close()));
  });

  it('go on when they are hidden, and frozen as phones do, and shown again', async () => {
    const page = await open(9);
    const session = await site.browser.context.newCDPSession(page);
    await page.getByRole('button', { name: 'Make the clip' }).click();
    await page.locator('progress:not([hidden])').waitFor({ timeout: 300_000 });
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    const other = await open(10);
    await other.close();
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await page.getByRole('link', { name: 'Download' }).waitFor({ timeout: 600_000 });
    await page.close();
  });

  it('keep working when the site is replaced by another version meanwhile', async () => {
    const page = await open(11);
    await page.evaluate(() => navigator.serviceWorker.ready);
    replaceSite(site.folder);
    const later = await open(12);
    await makeClipIn(later);
    await makeClipIn(page);
    await Promise.all([page.close(), later.close()]);
    expect(site.browser.faults).toEqual([]);
  });
});

/** Puts another version in the place of a site: another service worker, and every script under another name. */
function replaceSite(folder: string): void {
  const assets = join(folder, 'assets');
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const renamed = (name: string) => name.replace(/\.js$/, '-2.js');
  const rewrite = (file: string) => {
    const text = scripts.reduce((all, name) => all.replaceAll(name, renamed(name)), readFileSync(file, 'utf8'));
    writeFileSync(file, text.replace(/(?<=[}"'`-])[0-9a-f]{16}(?=["'`])/, '0123456789abcdef'));
  };
  for (const name of scripts) {
    rewrite(join(assets, name));
    renameSync(join(assets, name), join(assets, renamed(name)));
  }
  rewrite(join(folder, 'service-worker.js'));
  rewrite(join(folder, 'index.html'));
}
