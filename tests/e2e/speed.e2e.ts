/** What is timed in the browser: these run alone, after all others. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';
import { cornerOf, serveHdClip } from './support/hd-clip.ts';

const dist = fileURLToPath(new URL('../../packages/studio/dist/', import.meta.url));

browserTests('the first page', (browser) => {
  const server = suiteDevServer();

  it('loads little script, and paints within a second', async () => {
    const html = readFileSync(`${dist}index.html`, 'utf8');
    const first = [...html.matchAll(/(?:src|href)="\.?\/(assets\/[^"]+\.js)"/g)].map(
      (match) => gzipSync(readFileSync(dist + match[1])).length,
    );
    expect(first.length).toBeGreaterThan(0);
    expect(first.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(260_000);
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

browserTests('the strip of a tool', (browser) => {
  const server = suiteDevServer({}, (state) => fill(state, 6));

  it('shows the small picture within 50 ms of a scrub, and the exact frame of a 1080p clip within 400 ms', async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    const id = await serveHdClip(page, server.state);
    await page.goto(`${server.url}/clips/${id}/recut`);
    await page.waitForFunction(() => document.querySelector<HTMLElement>('.screen-stand-in')?.hidden === true);
    const ruler = (await page.locator('.line-time').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    // Each movement of the pointer is timed from its event to the first frame in which its picture stands.
    await page.evaluate(() => {
      const times = { sprite: [] as number[], exact: [] as number[] };
      Object.assign(window, { scrubTimes: times });
      const stood = (is: () => boolean) =>
        new Promise<number>((resolve) =>
          requestAnimationFrame(function look() {
            if (is()) setTimeout(() => resolve(performance.now()), 0);
            else requestAnimationFrame(look);
          }),
        );
      const standIn = () => document.querySelector<HTMLElement>('.screen-stand-in');
      document.addEventListener(
        'pointermove',
        async (event) => {
          if (event.buttons === 0) return;
          const from = performance.now();
          const before = document.querySelector('.line-playhead')?.getAttribute('aria-valuenow');
          const moved = () => document.querySelector('.line-playhead')?.getAttribute('aria-valuenow') !== before;
          times.sprite.push((await stood(() => moved() && standIn()?.style.backgroundPosition !== '')) - from);
          times.exact.push((await stood(() => standIn()?.hidden === true)) - from);
        },
        true,
      );
    });
    const count = (kind: 'sprite' | 'exact') =>
      page.evaluate(
        (name) => (window as unknown as { scrubTimes: Record<string, number[]> }).scrubTimes[name] ?? [],
        kind,
      );
    await page.mouse.move(ruler.x + 40, ruler.y + 8);
    await page.mouse.down();
    const parts = [0.31, 0.74, 0.12, 0.88, 0.43, 0.66, 0.21, 0.95, 0.52];
    for (const [n, part] of parts.entries()) {
      await page.mouse.move(ruler.x + ruler.width * part, ruler.y + 8);
      await expect.poll(async () => (await count('exact')).length).toBe(n + 1);
      const frame = Number(await page.locator('.line-playhead').getAttribute('aria-valuenow')) * 24;
      expect(Math.abs((await corner(page)) - cornerOf(Math.round(frame)))).toBeLessThan(0.9);
    }
    await page.mouse.up();
    for (const [kind, most] of [
      ['sprite', 50],
      ['exact', 400],
    ] as const) {
      const sorted = (await count(kind)).sort((a, b) => a - b);
      const [least = 0, median = 0, worst = 0] = [sorted[0], sorted[4], sorted.at(-1)];
      console.log(
        `scrub to ${kind} picture at 1080p: best ${least.toFixed(0)}, median ${median.toFixed(0)}, worst ${worst.toFixed(0)} ms`,
      );
      expect(median).toBeLessThan(most);
    }
    await page.close();
  });
});

/** Brightness of the upper left corner of the video that is seen, as its file has it (16 to 235). */
const corner = (page: Page): Promise<number> =>
  page.locator('.screen video.front').evaluate((video: HTMLVideoElement) => {
    const canvas = new OffscreenCanvas(96, 54);
    const context = canvas.getContext('2d');
    context?.drawImage(video, 48, 27, 96, 54, 0, 0, 96, 54);
    const data = context?.getImageData(0, 0, 96, 54).data ?? [];
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += data[at] ?? 0;
    return 16 + (sum / (data.length / 4)) * (219 / 255);
  });

browserTests('the stage', (browser) => {
  const server = suiteDevServer();

  it.each([
    ['a subject', '[data-thing="subjects 0"]'],
    ['the camera', '.camera-top'],
  ])('draws a frame for every move of %s that is dragged', async (_name, target) => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A fox in a snowy forest');
    await page.getByRole('button', { name: 'Stage' }).click();
    await page.locator('canvas[data-painted=whole]').waitFor();
    await page.waitForTimeout(800);
    const runs: { median: number; p95: number }[] = [];
    for (let run = 0; run < 3; run++) {
      const frames = await page.evaluate(async (selector) => {
        const grip = document.querySelector<HTMLElement>(selector)!;
        const area = grip.getBoundingClientRect();
        const [x, y] = [area.left + area.width / 2, area.top + area.height / 2];
        const send = (type: string, dx: number) =>
          grip.dispatchEvent(
            new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, buttons: 1, clientX: x + dx, clientY: y }),
          );
        // A pointer made by script cannot be captured.
        HTMLElement.prototype.setPointerCapture = () => undefined;
        send('pointerdown', 0);
        const times: number[] = [];
        let last = await new Promise<number>(requestAnimationFrame);
        for (let i = 1; i <= 150; i++) {
          send('pointermove', 120 * Math.sin(i / 15));
          const now = await new Promise<number>(requestAnimationFrame);
          times.push(now - last);
          last = now;
        }
        send('pointermove', 0);
        send('pointerup', 0);
        return times.sort((a, b) => a - b);
      }, target);
      runs.push({ median: frames[75] ?? 0, p95: frames[142] ?? 0 });
    }
    // The best of three: other work on the machine only ever adds to it.
    const best = runs.reduce((a, b) => (a.p95 <= b.p95 ? a : b));
    console.log(`frames while dragging: median ${best.median.toFixed(1)} ms, p95 ${best.p95.toFixed(1)} ms`);
    expect(best.median).toBeLessThan(25);
    expect(best.p95).toBeLessThan(34);
    await page.close();
  });
});
