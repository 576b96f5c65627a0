import type { Browser } from '../../packages/studio/tests/browser/browser.ts';
import { type Quantiles, quantiles } from './quantiles.ts';

/** Milliseconds from opening the first page to its first contentful paint. */
export async function measurePaint(browser: Browser, url: string): Promise<Quantiles> {
  const page = await browser.page();
  const paints: number[] = [];
  for (let run = 0; run < 9; run += 1) {
    await page.goto(url);
    await page.waitForSelector('.composer');
    paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0));
  }
  await page.close();
  return quantiles(paints);
}
