/** What is timed in the browser: these run alone, after all others. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

const dist = fileURLToPath(new URL('../../packages/studio/dist/', import.meta.url));

browserTests('the first page', (browser) => {
  const server = suiteDevServer();

  it('loads little script, and paints within a second', async () => {
    const html = readFileSync(`${dist}index.html`, 'utf8');
    const first = [...html.matchAll(/(?:src|href)="\.?\/(assets\/[^"]+\.js)"/g)].map(
      (match) => gzipSync(readFileSync(dist + match[1])).length,
    );
    expect(first.length).toBeGreaterThan(0);
    expect(first.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(250_000);
    const page = await browser.page();
    const paints: number[] = [];
    for (let i = 0; i < 5; i++) {
      await page.goto(server.url);
      await page.waitForSelector('.composer');
      paints.push(
        await page.evaluate(
          () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.POSITIVE_INFINITY,
        ),
      );
    }
    // The best of five: other work on the machine only ever adds to it.
    const paint = Math.min(...paints);
    console.log(
      `first contentful paint ${Math.round(paint)} ms, script ${first.reduce((a, b) => a + b, 0)} bytes gzip`,
    );
    expect(paint).toBeLessThan(1000);
    await page.close();
  });
});

browserTests('a large library', (browser) => {
  const server = suiteDevServer({}, (state) => fill(state, 10_000));

  it('scrolls through 10,000 clips with few elements and answers within 100 ms', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    await page.locator('.cell').first().waitFor();
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.getByRole('link', { name: /forest at dawn 0,/ }).waitFor();
    expect(await page.locator('.cell').count()).toBeLessThan(150);
    const delays: number[] = [];
    for (const part of [0.2, 0.7, 0.4, 0.9, 0.1]) {
      delays.push(
        await page.evaluate(async (to) => {
          const from = performance.now();
          window.scrollTo(0, document.body.scrollHeight * to);
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
          return performance.now() - from;
        }, part),
      );
      await page.waitForTimeout(200);
    }
    delays.sort((a, b) => a - b);
    console.log(
      `scroll to paint with 10,000 clips: median ${Math.round(delays[2] ?? 0)} ms, worst ${Math.round(delays[4] ?? 0)} ms`,
    );
    expect(delays[2]).toBeLessThan(100);
    await page.close();
  });
});
