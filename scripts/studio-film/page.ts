/** What is done to the filmed page: a pointer over it, and clocks that go slowly. */
import type { Page } from 'playwright-core';

/** Draws the pointer, which headless browsers lack, on the page of a tab, above all else and without being hit itself. */
export async function showPointer(page: Page): Promise<void> {
  await page.addInitScript(() => {
    addEventListener('DOMContentLoaded', () => {
      const pointer = document.createElement('div');
      pointer.setAttribute('aria-hidden', 'true');
      pointer.popover = 'manual';
      pointer.style.cssText =
        'position:fixed;inset:auto;margin:0;padding:0;pointer-events:none;overflow:hidden;border:2px solid #fff;width:18px;height:18px;' +
        'border-radius:50%;background:#e8743bcc;box-shadow:0 1px 6px #0008;transform:translate(-50%,-50%);left:640px;top:400px';
      document.body.append(pointer);
      pointer.showPopover();
      // What opens later lies above what was shown before it.
      new MutationObserver(() => {
        if (document.querySelector('dialog[open]') === null) return;
        pointer.hidePopover();
        pointer.showPopover();
      }).observe(document.body, { subtree: true, attributeFilter: ['open'] });
      const at = ({ clientX, clientY }: MouseEvent) => {
        pointer.style.left = `${clientX}px`;
        pointer.style.top = `${clientY}px`;
      };
      for (const type of ['mousemove', 'dragover'] as const) addEventListener(type, at, true);
      const pressed = (down: boolean) => () => {
        pointer.style.background = down ? '#ffd34dee' : '#e8743bcc';
      };
      addEventListener('mousedown', pressed(true), true);
      addEventListener('mouseup', pressed(false), true);
    });
  });
}

/** Slows what moves by itself on the page of a tab: clips, what reads the clock for each frame, and animations of style sheets. */
export async function slowDown(page: Page, slowness: number): Promise<void> {
  await page.addInitScript((times) => {
    const slow = ({ target }: Event) => {
      if (target instanceof HTMLMediaElement) target.playbackRate = 1 / times;
    };
    for (const type of ['loadedmetadata', 'play']) document.addEventListener(type, slow, true);
    const [now, frame] = [performance.now.bind(performance), requestAnimationFrame.bind(window)];
    performance.now = () => now() / times;
    window.requestAnimationFrame = (callback) => frame((at) => callback(at / times));
  }, slowness);
  const session = await page.context().newCDPSession(page);
  await session.send('Animation.enable');
  await session.send('Animation.setPlaybackRate', { playbackRate: 1 / slowness });
}
