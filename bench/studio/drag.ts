import type { Page } from 'playwright-core';
import type { Browser } from '../../packages/studio/tests/browser/browser.ts';
import { type Quantiles, quantiles } from './quantiles.ts';

/** What is dragged, and where it is taken hold of. */
const grips = { subject: '[data-thing="subjects 0"]', camera: '.camera-top' } as const;
/** Milliseconds between two moves of a usual mouse (125 a second), and for how many it is dragged. */
const [everyMs, moves] = [8, 250] as const;
const runs = 3;

/** Milliseconds between frames while something on the stage is dragged, each from one to the next that follows a move. */
export async function measureDrag(browser: Browser, url: string): Promise<Record<keyof typeof grips, Quantiles>> {
  const page = await browser.page({ width: 1440, height: 900 });
  await page.goto(url);
  await page.fill('.prompt-box', 'A fox in a snowy forest');
  await page.getByRole('button', { name: 'Stage' }).click();
  await page.locator('canvas[data-painted=whole]').waitFor();
  await page.waitForTimeout(1500);
  const results = { subject: await dragged(page, grips.subject), camera: await dragged(page, grips.camera) };
  await page.close();
  return results;
}

async function dragged(page: Page, selector: string): Promise<Quantiles> {
  const found: Quantiles[] = [];
  for (let run = 0; run < runs; run += 1) found.push(quantiles(await framesOf(page, selector)));
  return found.reduce((best, one) => (one.p95 <= best.p95 ? one : best));
}

async function framesOf(page: Page, selector: string): Promise<number[]> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not on the stage`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.evaluate(() => {
    const kept = { frames: [] as number[], moved: false, going: true };
    Object.assign(window, { kept });
    document.addEventListener('pointermove', () => (kept.moved = true), true);
    let last = performance.now();
    requestAnimationFrame(function frame(now) {
      if (kept.moved) kept.frames.push(now - last);
      kept.moved = false;
      last = now;
      if (kept.going) requestAnimationFrame(frame);
    });
  });
  const sent: Promise<void>[] = [];
  for (let i = 0; i < moves; i += 1) {
    sent.push(page.mouse.move(x + 120 * Math.sin(i / 30), y + 20 * Math.sin(i / 17)));
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  await Promise.all(sent);
  const frames = await page.evaluate(() => {
    const { kept } = window as unknown as { kept: { frames: number[]; going: boolean } };
    kept.going = false;
    return kept.frames;
  });
  await page.mouse.move(x, y);
  await page.mouse.up();
  await page.waitForTimeout(300);
  return frames;
}
