/** What the studio may cost, counted: bytes, elements, drawings. What it costs in time `npm run bench:studio` measures. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';
import { cornerOf, serveHdClip } from './support/hd-clip.ts';

const dist = fileURLToPath(new URL('../../packages/studio/dist/', import.meta.url));

browserTests('the first page', () => {
  it('loads little script', () => {
    const html = readFileSync(`${dist}index.html`, 'utf8');
    const bytesOf = (file: string) => gzipSync(readFileSync(dist + file)).length;
    const first = [...html.matchAll(/(?:src|href)="\.?\/(assets\/[^"]+\.js)"/g)].map((match) => bytesOf(match[1]!));
    expect(first.length).toBeGreaterThan(0);
    // The texts of one language come with them.
    const texts = readdirSync(`${dist}assets`).filter((name) => /^(ja|messages)-.*\.js$/.test(name));
    expect(texts).toHaveLength(2);
    const largest = Math.max(...texts.map((name) => bytesOf(`assets/${name}`)));
    expect(first.reduce((sum, bytes) => sum + bytes, largest)).toBeLessThan(260_000);
  });
});

browserTests('a large library', (browser) => {
  const server = suiteDevServer({}, (state) => fill(state, 10_000));

  it('shows 10,000 clips with few elements, wherever it is scrolled to', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    await page.locator('.cell').first().waitFor();
    for (const part of [1, 0.2, 0.7, 0]) {
      await page.evaluate((to) => window.scrollTo(0, document.body.scrollHeight * to), part);
      if (part === 1) await page.getByRole('link', { name: /forest at dawn 0,/ }).waitFor();
      const isFilled = () =>
        page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('.cell') != null);
      await expect.poll(isFilled).toBe(true);
      expect(await page.locator('.cell').count()).toBeLessThan(150);
    }
    await page.close();
  });
});

browserTests('the strip of a tool', (browser) => {
  const server = suiteDevServer({}, (state) => fill(state, 6));

  it('shows the exact frame of a 1080p clip after every scrub', async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    const id = await serveHdClip(page, server.state);
    await page.goto(`${server.url}/clips/${id}/recut`);
    const isExact = () => page.evaluate(() => document.querySelector<HTMLElement>('.screen-stand-in')?.hidden === true);
    await expect.poll(isExact).toBe(true);
    const ruler = (await page.locator('.line-time').boundingBox())!;
    await page.mouse.move(ruler.x + 40, ruler.y + 8);
    await page.mouse.down();
    for (const part of [0.31, 0.74, 0.12, 0.88, 0.43]) {
      await page.mouse.move(ruler.x + ruler.width * part, ruler.y + 8);
      const off = async () => {
        const seconds = Number(await page.locator('.line-playhead').getAttribute('aria-valuenow'));
        return (await isExact()) ? Math.abs((await corner(page)) - cornerOf(Math.round(24 * seconds))) : 255;
      };
      await expect.poll(off).toBeLessThan(0.9);
    }
    await page.mouse.up();
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

  const open = async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A fox in a snowy forest');
    await openStage(page);
    return page;
  };
  const openStage = async (page: Page) => {
    await page.getByRole('button', { name: 'Stage' }).first().click();
    await page.locator('canvas[data-painted=whole]').waitFor();
  };
  /** Counts what is drawn on the canvas that is seen, picture by picture. */
  const countDrawings = (page: Page) =>
    page.evaluate(() => {
      const drawn = { pictures: 0 };
      Object.assign(window, { drawn });
      const draw = CanvasRenderingContext2D.prototype.drawImage;
      CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...all: unknown[]) {
        drawn.pictures += 1;
        return Reflect.apply(draw, this, all);
      };
    });
  const drawings = (page: Page) =>
    page.evaluate(() => (window as unknown as { drawn: { pictures: number } }).drawn.pictures);

  it('draws the subject that is dragged, and of the rest no more than two sheets, after every move', async () => {
    const page = await open();
    const fox = page.locator('[data-thing="subjects 0"]');
    const from = (await fox.boundingBox())!;
    const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
    await countDrawings(page);
    await page.mouse.move(x, y);
    await page.mouse.down();
    const drawn: number[] = [];
    for (let step = 1; step <= 6; step += 1) {
      const before = await drawings(page);
      await page.mouse.move(x - 20 * step, y);
      await expect.poll(async () => Math.round((await fox.boundingBox())!.x - from.x)).toBe(-20 * step);
      await expect.poll(() => drawings(page)).toBeGreaterThan(before);
      drawn.push((await drawings(page)) - before);
    }
    await page.mouse.up();
    // The sheet below, the fox and its shadow, and what else stands before it.
    expect(Math.min(...drawn)).toBeGreaterThan(1);
    expect(Math.max(...drawn.slice(2))).toBeLessThanOrEqual(8);
    await page.close();
  });
});
