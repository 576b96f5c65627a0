import type { Browser } from '../../packages/studio/tests/browser/browser.ts';
import type { State } from '../../packages/studio/tests/server/state.ts';
import { serveHdClip } from '../../tests/e2e/support/hd-clip.ts';
import { type Quantiles, quantiles } from './quantiles.ts';

interface Scrubs {
  readonly sprite: number[];
  readonly exact: number[];
}

const parts = [0.31, 0.74, 0.12, 0.88, 0.43, 0.66, 0.21, 0.95, 0.52];

/** Milliseconds from a movement on the ruler of a clip of 1080p to its small picture, and to the exact frame. */
export async function measureScrub(
  browser: Browser,
  url: string,
  state: State,
): Promise<Record<keyof Scrubs, Quantiles>> {
  const page = await browser.page({ width: 1440, height: 900 });
  const id = await serveHdClip(page, state);
  await page.goto(`${url}/clips/${id}/recut`);
  await page.waitForFunction(() => document.querySelector<HTMLElement>('.screen-stand-in')?.hidden === true);
  const ruler = await page.locator('.line-time').boundingBox();
  if (ruler === null) throw new Error('the tool has no ruler');
  await page.evaluate(timeMoves);
  await page.mouse.move(ruler.x + 40, ruler.y + 8);
  await page.mouse.down();
  for (const [n, part] of parts.entries()) {
    await page.mouse.move(ruler.x + ruler.width * part, ruler.y + 8);
    await page.waitForFunction((count) => (window as unknown as { scrubs: Scrubs }).scrubs.exact.length > count, n);
  }
  await page.mouse.up();
  const { sprite, exact } = await page.evaluate(() => (window as unknown as { scrubs: Scrubs }).scrubs);
  await page.close();
  return { sprite: quantiles(sprite), exact: quantiles(exact) };
}

/** Times each movement of the pointer in the page, from its event to the first frame in which its picture stands. */
function timeMoves(): void {
  const scrubs: Scrubs = { sprite: [], exact: [] };
  Object.assign(window, { scrubs });
  const stood = (is: () => boolean) =>
    new Promise<number>((resolve) =>
      requestAnimationFrame(function look() {
        if (is()) setTimeout(() => resolve(performance.now()), 0);
        else requestAnimationFrame(look);
      }),
    );
  const standIn = () => document.querySelector<HTMLElement>('.screen-stand-in');
  const playhead = () => document.querySelector('.line-playhead')?.getAttribute('aria-valuenow');
  document.addEventListener(
    'pointermove',
    async (event) => {
      if (event.buttons === 0) return;
      const from = performance.now();
      const before = playhead();
      scrubs.sprite.push(
        (await stood(() => playhead() !== before && standIn()?.style.backgroundPosition !== '')) - from,
      );
      scrubs.exact.push((await stood(() => standIn()?.hidden === true)) - from);
    },
    true,
  );
}
