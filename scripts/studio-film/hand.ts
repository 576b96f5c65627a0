/** A pointer that moves and presses at a person's pace. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

/** Milliseconds of a movement of the hand. */
const moveMs = 450;

/** A hand at a page. */
export interface Hand {
  moveTo(target: Locator | readonly [x: number, y: number]): Promise<void>;
  press(target: Locator): Promise<void>;
  /** Drags from one place to another. */
  drag(from: Locator | readonly [x: number, y: number], to: readonly [x: number, y: number]): Promise<void>;
  /** Types as fast as a person does. */
  type(words: string): Promise<void>;
  rest(ms?: number): Promise<void>;
}

/** The hand of someone who uses the page, `slowness` times slower than a person. */
export function handAt(page: Page, slowness: number): Hand {
  const sleep = (ms: number) => wait(ms * slowness);
  let [x, y] = [640, 400];
  const placeOf = async (target: Locator | readonly [number, number]): Promise<readonly [number, number]> => {
    if (Array.isArray(target)) return target as unknown as readonly [number, number];
    const locator = target as Locator;
    await locator.scrollIntoViewIfNeeded();
    const box = await locator.boundingBox();
    if (box === null) throw new Error(`not on the page: ${String(locator)}`);
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const glide = async (to: readonly [number, number], ms = moveMs) => {
    const from = [x, y] as const;
    const steps = Math.max(2, Math.round((ms * slowness) / 60));
    for (let step = 1; step <= steps; step += 1) {
      const share = (1 - Math.cos((Math.PI * step) / steps)) / 2;
      [x, y] = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
      await page.mouse.move(x, y);
      await sleep(ms / steps);
    }
  };
  const moveTo = async (target: Locator | readonly [number, number]) => glide(await placeOf(target));
  return {
    moveTo,
    async press(target) {
      await moveTo(target);
      await sleep(150);
      await page.mouse.down();
      await page.mouse.up();
      await sleep(350);
    },
    async drag(from, to) {
      await moveTo(from);
      await page.mouse.down();
      await glide(to, 900);
      await page.mouse.up();
      await sleep(350);
    },
    async type(words) {
      for (const letter of words) {
        await page.keyboard.insertText(letter);
        await sleep(45);
      }
    },
    rest: (ms = 900) => sleep(ms),
  };
}
