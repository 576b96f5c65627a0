import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Browser, openBrowser } from '../../packages/studio/tests/browser/browser.ts';
import { openStaticHost, type StaticHost } from '../../packages/web/tests/static-host.ts';
import { buildSite } from '../../scripts/build-web.ts';

/** Akezora in a tab, built, on a plain host, with a browser that has never seen it. */
export interface WebSite {
  /** Folder of the site's files. */
  readonly folder: string;
  readonly host: StaticHost;
  readonly browser: Browser;
  /** Keeps a picture of a page where `SHOTS` names a folder. */
  shot(page: Page, name: string): Promise<void>;
  close(): Promise<void>;
}

/** Builds the site and opens a host and a browser. */
export async function openWebSite(): Promise<WebSite> {
  const parent = mkdtempSync(join(tmpdir(), 'akezora-tab-'));
  const folder = join(parent, 'site');
  await buildSite(folder);
  const host = await openStaticHost({ '/': folder });
  const browser = await openBrowser();
  return {
    ...{ folder, host, browser },
    async shot(page, name) {
      const shots = process.env.SHOTS;
      if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    },
    async close() {
      await browser.close();
      await host.close();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** What of a page's address sets the shortest clip. */
export const shortClip = (prompt: string, seed: number): string =>
  `#${new URLSearchParams({ prompt, aspect: '16:9', resolution: '360p', seconds: '2', seed: String(seed) }).toString()}`;

/** Makes the clip that a page's composer says, and waits for it. */
export async function makeClipIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make the clip' }).click();
  await page.getByRole('link', { name: 'Download' }).waitFor({ timeout: 600_000 });
}
