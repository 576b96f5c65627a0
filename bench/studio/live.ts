import type { Page } from 'playwright-core';
import type { Browser } from '../../packages/studio/tests/browser/browser.ts';
import { removeWorkplace, startServe } from '../attack/server.ts';

/** Milliseconds from Enter to the first moving picture, and to what comes before it. */
export interface Start {
  /** The job is in the feed. */
  readonly tile: number;
  /** A first picture of the clip is seen: a preview, or a frame. */
  readonly picture: number;
  /** A second frame of the clip that differs from the first is seen: it moves. */
  readonly moving: number;
}

const prompts = ['a fox runs in a snowy forest', 'a red car drives through a foggy city', 'two dolphins swim at night'];

/**
 * A new server as people start it, from the bundle of the release, with the model in the box and its default settings: the first clip is
 * asked for as soon as words can be typed, the others after the one before was cancelled. The program has been started once before, as
 * any program has but on its first day: what Node compiled is kept.
 */
export async function measureLive(browser: Browser): Promise<{ readonly first: Start; readonly later: Start[] }> {
  try {
    for (let runs = 0; ; runs += 1) {
      const server = await startServe();
      const starts: Start[] = [];
      try {
        for (const prompt of runs === 0 ? prompts.slice(0, 1) : prompts)
          starts.push(await startOf(browser, addressOf(server.log()), prompt));
      } finally {
        await server.stop();
      }
      const [first, ...later] = starts as [Start, ...Start[]];
      if (runs > 0) return { first, later };
    }
  } finally {
    await removeWorkplace();
  }
}

/** The address that a server prints when it has started. */
const addressOf = (log: string): string => /Akezora is running at (http\S+)/.exec(log)?.[1] ?? '';

async function startOf(browser: Browser, url: string, prompt: string): Promise<Start> {
  const page = await browser.page({ width: 1440, height: 900 });
  await page.goto(url);
  await page.locator('.prompt-box').waitFor();
  await page.evaluate(watch);
  await page.locator('.prompt-box').pressSequentially(prompt, { delay: 60 });
  await page.keyboard.press('Enter');
  const start = await page.waitForFunction(
    () => {
      const { seen } = window as unknown as { seen: Partial<Start> };
      return seen.moving === undefined ? undefined : (seen as Start);
    },
    undefined,
    { timeout: 300_000, polling: 100 },
  );
  const found = (await start.jsonValue()) as Start;
  await cancelAll(page);
  await page.close();
  return found;
}

/** Cancels what runs: the next clip begins on a machine that has nothing else to do. */
async function cancelAll(page: Page): Promise<void> {
  const cancel = page.getByRole('button', { name: 'Cancel', exact: true }).first();
  await cancel.click();
  await cancel.waitFor({ state: 'detached' });
}

/** Notes in the page when what is seen changes, in milliseconds since Enter. */
function watch(): void {
  const seen: Partial<Record<keyof Start, number>> = {};
  Object.assign(window, { seen });
  const watched = new WeakSet<HTMLVideoElement>();
  const small = new OffscreenCanvas(32, 18).getContext('2d', { willReadFrequently: true });
  let enter = 0;
  const note = (what: keyof Start) => (seen[what] ??= Math.round(performance.now() - enter));
  const frames = (video: HTMLVideoElement) => {
    let before: Uint8ClampedArray | undefined;
    video.requestVideoFrameCallback(function frame() {
      small?.drawImage(video, 0, 0, 32, 18);
      const pixels = small?.getImageData(0, 0, 32, 18).data ?? new Uint8ClampedArray();
      note('picture');
      if (before?.some((value, i) => Math.abs(value - (pixels[i] ?? 0)) > 2)) note('moving');
      before ??= pixels;
      video.requestVideoFrameCallback(frame);
    });
  };
  const look = () => {
    const tile = document.querySelector('.group [data-job]');
    if (tile !== null) note('tile');
    if (tile?.querySelector('.job-preview')) note('picture');
    const video = tile?.querySelector<HTMLVideoElement>('.live-video');
    if (video && !watched.has(video)) {
      watched.add(video);
      frames(video);
    }
    requestAnimationFrame(look);
  };
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Enter' || enter > 0) return;
      enter = performance.now();
      requestAnimationFrame(look);
    },
    true,
  );
}
