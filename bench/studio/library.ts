import type { Browser } from '../../packages/studio/tests/browser/browser.ts';
import { type Quantiles, quantiles } from './quantiles.ts';

/** Milliseconds from a jump in a library of many clips to the frame that shows what is there. */
export async function measureScroll(browser: Browser, url: string): Promise<Quantiles> {
  const page = await browser.page();
  await page.goto(`${url}/library`);
  await page.locator('.cell').first().waitFor();
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await page.getByRole('link', { name: /forest at dawn 0,/ }).waitFor();
  const delays: number[] = [];
  for (const part of [0.2, 0.7, 0.4, 0.9, 0.1, 0.6, 0.3, 0.8, 0.5]) {
    const delay = await page.evaluate(async (to) => {
      const from = performance.now();
      window.scrollTo(0, document.body.scrollHeight * to);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
      return performance.now() - from;
    }, part);
    delays.push(delay);
    await page.waitForTimeout(200);
  }
  await page.close();
  return quantiles(delays);
}
