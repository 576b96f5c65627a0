import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** The shell first: the same engine without the windows of a browser, for a third less processor time. */
const executable = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);

/** Whether a browser is here. In CI a missing one is a failure; elsewhere its tests are skipped, and say so. */
export function browserHere(): boolean {
  if (executable !== undefined) return true;
  if (process.env.CI) throw new Error('No Chromium: `apt-get install chromium-headless-shell` (or `chromium`).');
  console.warn(
    '\n*** SKIPPED: the browser tests need Chromium (`apt-get install chromium-headless-shell`, or `chromium`). ***\n',
  );
  return false;
}

/** A browser with a profile of its own. */
export interface Browser {
  readonly context: BrowserContext;
  /** A page whose faults are collected: errors thrown, errors logged, requests that leave the server. */
  page(options?: {
    theme?: 'light' | 'dark' | 'system';
    language?: 'en' | 'ja';
    tour?: boolean;
    width?: number;
    height?: number;
  }): Promise<Page>;
  readonly faults: string[];
  /** Folder of the profile. */
  readonly profile: string;
  close(): Promise<void>;
}

/** Starts Chromium. */
export async function openBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'akezora-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...(executable === undefined ? {} : { executablePath: executable }),
    headless: true,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const faults: string[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && !['127.0.0.1', 'localhost'].includes(url.hostname))
      faults.push(`left the server: ${url.href}`);
  });
  return {
    context,
    faults,
    profile,
    async page({ theme = 'light', language = 'en', tour = false, width = 1280, height = 800 } = {}) {
      const page = await context.newPage();
      await page.setViewportSize({ width, height });
      await page.addInitScript(
        ([kind, code, seen]) => {
          if (sessionStorage.getItem('akezora.test') !== null) return;
          sessionStorage.setItem('akezora.test', '1');
          localStorage.setItem('akezora.theme', kind);
          localStorage.setItem('akezora.language', code);
          localStorage.removeItem('akezora.draft');
          if (seen) localStorage.setItem('akezora.tour', 'seen');
          else localStorage.removeItem('akezora.tour');
        },
        [theme, language, !tour] as const,
      );
      page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
      page.on('console', (message) => {
        // Refused connections are part of some tests; what the page itself reports is not.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          faults.push(`logged: ${message.text()}`);
      });
      return page;
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Rules of axe-core whose answer depends on colours. */
const ofColours = ['color-contrast', 'link-in-text-block'];

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Sets of rules: all, those that a theme can break, the rest of them, and those that a translation can break. */
const ruleSets = {
  all: { runOnly: everything },
  colours: { runOnly: { type: 'rule', values: ofColours } },
  others: { runOnly: everything, rules: Object.fromEntries(ofColours.map((rule) => [rule, { enabled: false }])) },
  names: { runOnly: ['cat.name-role-value', 'cat.text-alternatives', 'cat.forms', 'cat.language'] },
} as const;

/**
 * What axe-core finds against the page, as readable lines. No page has frames, so axe runs in the page itself
 * ("legacy mode"): the same findings in half the time.
 * @param rules Which rules. A page that differs from one that was looked at in its theme alone needs `colours`, one that differs in its
 *   language `names`. Default `all`.
 * @param within A selector of the part that is looked at. Default the whole page.
 */
export async function axe(
  page: Page,
  { rules = 'all', within }: { rules?: keyof typeof ruleSets; within?: string } = {},
): Promise<string[]> {
  await animationsEnd(page);
  // Half a megabyte of script: once a document is enough.
  const there = await page.evaluate(() => 'axe' in window);
  const builder = new AxeBuilder({ page, ...(there ? { axeSource: ';' } : {}) }).setLegacyMode();
  if (within !== undefined) builder.include(within);
  const { violations } = await builder
    .options({ ...structuredClone(ruleSets[rules]), resultTypes: ['violations'] } as Parameters<
      AxeBuilder['options']
    >[0])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} — ${node.failureSummary?.replaceAll('\n', ' ')}`),
  );
}

/** Shows the page in a theme; it must follow the system's. */
export async function showTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`html[data-theme="${theme}"]`).waitFor();
  // Colours are those of a window that has come in, and of a plan that stands.
  await page.locator('.plan[aria-busy="true"]').waitFor({ state: 'detached' });
  await animationsEnd(page);
}

/** Waits until what moves for a time has come to rest. On a busy machine a change has not begun at once: two frames later it has. */
async function animationsEnd(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== 'running' || effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY,
      ),
  );
}

/**
 * What axe-core finds in either theme, each line naming it. The page must follow the system's theme, and is left light.
 * @param within The part whose colours are looked at; the other rules look at the whole page. Default the whole page.
 */
export async function axeInBothThemes(page: Page, { within }: { within?: string } = {}): Promise<string[]> {
  const found: string[] = [];
  const look = async (theme: 'dark' | 'light', rules: keyof typeof ruleSets, part?: string) => {
    const lines = await axe(page, { rules, ...(part === undefined ? {} : { within: part }) });
    found.push(...lines.map((line) => `${theme}: ${line}`));
  };
  await showTheme(page, 'dark');
  await look('dark', 'colours', within);
  await showTheme(page, 'light');
  if (within === undefined) await look('light', 'all');
  else {
    await look('light', 'others');
    await look('light', 'colours', within);
  }
  return found;
}

/** Sum of layout shifts since the page began, without those a person caused. */
export async function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
            if (!entry.hadRecentInput) sum += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 50);
      }),
  );
}

const shots = fileURLToPath(new URL('../../../../docs/screenshots/', import.meta.url));

/** Writes a picture of the page into docs/screenshots when `SCREENSHOTS` is set: WebP, at most 60 kB. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(shots, { recursive: true });
  const { default: sharp } = await import('sharp');
  const png = await page.screenshot({ animations: 'disabled' });
  for (const quality of [66, 56, 44, 30]) {
    const bytes = await sharp(png).webp({ quality, effort: 5 }).toBuffer();
    if (bytes.length > 60_000 && quality > 30) continue;
    writeFileSync(join(shots, `${name}.webp`), bytes);
    return;
  }
}

/** Builds the studio once if it is not there or older than asked for. */
export function ensureBuilt(): void {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  if (!existsSync(join(root, 'packages/studio/dist/index.html')))
    execFileSync('npm', ['run', 'build:studio'], { cwd: root, stdio: 'inherit' });
}
