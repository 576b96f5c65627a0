import type { CDPSession, Page } from 'playwright-core';
import type { SuiteBrowser } from './browser-tests.ts';

/** Widths of phones, in CSS pixels. */
export const widths = [430, 390, 360, 320] as const;
const narrowest = Math.min(...widths);
const height = 740;

/** A page of a phone that is used by fingers, and the way to its touch screen. */
export interface Phone {
  readonly page: Page;
  readonly touch: CDPSession;
}

/** Opens a page of a phone 390 pixels wide. */
export async function phone(browser: SuiteBrowser, language: 'en' | 'ja'): Promise<Phone> {
  const page = await browser.page({ language, width: 390, height });
  const touch = await browser.context.newCDPSession(page);
  await touch.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 });
  await touch.send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'pointer', value: 'coarse' },
      { name: 'hover', value: 'none' },
    ],
  });
  return { page, touch };
}

/** A point of the page, in CSS pixels. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** The middle of the first element that a selector finds, once it is in sight. */
export async function middleOf(page: Page, selector: string): Promise<Point> {
  const element = page.locator(selector).first();
  await element.evaluate((one) => one.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' }));
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${selector} is not in sight`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** A finger that is put down and lifted again. */
export async function tap(touch: CDPSession, at: Point): Promise<void> {
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** A finger that is put down, drawn over the screen and lifted again. */
export async function draw(touch: CDPSession, from: Point, by: { readonly dx?: number; readonly dy?: number }) {
  const { dx = 0, dy = 0 } = by;
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
  for (let step = 1; step <= 8; step++)
    await touch.send('Input.dispatchTouchEvent', {
      type: 'touchMove',
      touchPoints: [{ x: from.x + (dx * step) / 8, y: from.y + (dy * step) / 8 }],
    });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** Waits until what is on the page has stood where it is for two frames. */
async function standsStill(page: Page, width: number): Promise<void> {
  await page.evaluate(
    (wanted) =>
      new Promise<void>((resolve) => {
        let [before, still] = ['', 0];
        const look = () => {
          const moving = document
            .getAnimations()
            .some(
              (one) =>
                one.playState === 'running' && one.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY,
            );
          const boxes = [...document.querySelectorAll('button, a[href], input, select, textarea, summary, section')];
          const now = boxes
            .map((element) => element.getBoundingClientRect())
            .map(({ left, top, width, height }) => [left, top, width, height].map(Math.round).join())
            .join(';');
          still = innerWidth === wanted && !moving && now === before ? still + 1 : 0;
          before = now;
          if (still >= 2) resolve();
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    width,
  );
}

/**
 * What is wrong with the page as it stands, as readable lines: it is wider than the screen; something that can be pressed ends outside of
 * the screen, is smaller than 44 by 44 pixels, or lies under something else wherever the page is scrolled to. What scrolls sideways by
 * itself may be longer than the screen; links inside sentences are as tall as their lines (WCAG 2.5.5); what stands on the stage is as
 * large as it is seen. While a window is open, what lies behind it is not pressed.
 */
const faultsHere = (page: Page, presses: boolean) =>
  page.evaluate((hits) => {
    const found = new Set<string>();
    const wide = document.documentElement.scrollWidth - innerWidth;
    const pressed =
      'button, a[href], select, input:not([type=hidden], [type=file]), textarea, summary, [role=slider], [role=option]';
    const scrolled = (element: Element): boolean => {
      for (let up = element.parentElement; up !== null; up = up.parentElement)
        if (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth) return true;
      return false;
    };
    const nameOf = (element: HTMLElement) => {
      const text = element.ariaLabel ?? element.textContent?.trim().slice(0, 24) ?? '';
      return `${element.tagName.toLowerCase()}.${(element.getAttribute('class') ?? '').trim().replaceAll(/\s+/g, '.')} “${text}”`;
    };
    /** Its box with the room around it that presses it, too. */
    const sizeOf = (element: HTMLElement) => {
      const after = getComputedStyle(element, '::after');
      const grown = after.content !== 'none' && after.position === 'absolute';
      const boxes = [element, ...(element.closest('label') ? [element.closest('label') as HTMLElement] : [])].map(
        (one) => one.getBoundingClientRect(),
      );
      return {
        width: Math.max(...boxes.map((box) => box.width), grown ? Number.parseFloat(after.width) : 0),
        height: Math.max(...boxes.map((box) => box.height), grown ? Number.parseFloat(after.height) : 0),
      };
    };
    if (wide > 0) {
      const over = [...document.querySelectorAll<HTMLElement>('body *')].filter(
        (one) => one.getBoundingClientRect().right > innerWidth + 0.5 && !scrolled(one) && one.children.length === 0,
      );
      found.add(`the page is too wide by ${wide}: ${over.slice(0, 3).map(nameOf).join(', ')}`);
    }
    const front =
      [...document.querySelectorAll('dialog[open], .panel, .menu')].filter((one) => one.checkVisibility()).at(-1) ??
      document.body;
    for (const element of front.querySelectorAll<HTMLElement>(pressed)) {
      if (!element.checkVisibility({ opacityProperty: false, visibilityProperty: true })) continue;
      if (element.closest('[inert], .visually-hidden') !== null || element.matches('.skip, .thing, :disabled'))
        continue;
      // The edges of a piece, until it is chosen.
      if (getComputedStyle(element).pointerEvents === 'none') continue;
      const box = element.getBoundingClientRect();
      if (box.width === 0) continue;
      if ((box.left < -0.5 || box.right > innerWidth + 0.5) && !scrolled(element))
        found.add(`${nameOf(element)} ends at ${Math.round(box.right)}`);
      if (element.matches('p a, li > span a, .hint a, dd a')) continue;
      const { width, height } = sizeOf(element);
      if (width < 43.5 || height < 43.5) found.add(`${nameOf(element)} is ${Math.round(width)}×${Math.round(height)}`);
      if (!hits) continue;
      const covers = ['start', 'center', 'end'].map((block) => {
        element.scrollIntoView({ block: block as ScrollLogicalPosition, inline: 'center', behavior: 'instant' });
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        const free =
          hit !== null && (element.contains(hit) || element.closest('label')?.contains(hit) || hit.contains(element));
        return free ? undefined : hit === null ? 'nothing' : nameOf(hit as HTMLElement);
      });
      if (!covers.includes(undefined)) found.add(`${nameOf(element)} lies under ${covers[1]}`);
    }
    scrollTo({ top: 0, behavior: 'instant' });
    return [...found];
  }, presses);

/** What is wrong with the page at each width of phones; each line begins with `what`. */
export async function faultsOnPhones(page: Page, what: string): Promise<string[]> {
  const found = new Map<string, number[]>();
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    // What opened a panel has been scrolled away by the new width.
    await page.evaluate(() => document.querySelector('[aria-expanded=true]')?.scrollIntoView({ block: 'center' }));
    await standsStill(page, width);
    for (const line of await faultsHere(page, width === narrowest))
      found.set(line, [...(found.get(line) ?? []), width]);
  }
  return [...found].map(([line, at]) => `${what}: ${line} (${at.join(', ')})`);
}
