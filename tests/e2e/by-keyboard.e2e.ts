import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';
import { Keyboard } from './support/keyboard.ts';
import { badlyNamed } from './support/named.ts';

const clip = '/clips/clip_000001';

/** What a tool's settings are changed by, once its page is open. */
const tools: Readonly<Record<string, (keys: Keyboard, page: Page) => Promise<void>>> = {
  async Remix(keys, page) {
    await keys.go(/^What changes\?/);
    await page.keyboard.type('at night');
    await keys.go(/^Amount of change: Mild/);
    await keys.press('Enter');
    await page.locator('.panel').waitFor();
    await keys.press('ArrowRight', 'Escape');
    await page.locator('.panel').waitFor({ state: 'detached' });
    await keys.press('Tab', 'Shift+Tab');
    expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Amount of change: Strong');
  },
  async 'Re-cut'(keys, page) {
    await keys.go(/^End of piece 1/);
    await keys.press('Shift+ArrowLeft');
    await keys.go(/^Playhead/);
    await keys.press('Home', 'ArrowRight', 'Shift+ArrowRight');
    await keys.go(/^Split/);
    await keys.press('Enter');
    await expect.poll(() => page.locator('.line-piece').count()).toBe(2);
    await keys.go(/^Add new seconds/);
    await keys.press('Enter');
    await expect.poll(() => page.locator('.line-piece').count()).toBe(3);
    // The last one is taken out, and the focus goes to the piece before it.
    await keys.go(/new seconds/, 'Shift+Tab');
    await page.locator('.line-piece > .piece').last().focus();
    await keys.press('Delete');
    await expect.poll(() => page.locator('.line-piece').count()).toBe(2);
    await keys.press('Control+z', 'Control+z', 'Control+z');
    // A button that has nothing more to do keeps the focus.
    await keys.go(/^Redo/);
    await keys.press('Enter', 'Enter', 'Enter', 'Enter');
  },
  async Blend(keys, page) {
    await keys.go(/^Choose a clip/);
    await keys.press('Enter');
    await page.locator('.chooser img').first().waitFor();
    await keys.go(/A red bus/);
    await keys.press('Enter');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    await keys.go(/^Transition/);
    await keys.press('Enter');
    await page.locator('.panel select').waitFor();
    await page.locator('.panel select').selectOption('curve');
    await keys.press('Escape');
    await keys.go(/^Point 2/, 'Shift+Tab');
    await keys.press('ArrowDown');
  },
  async Loop(keys) {
    await keys.go(/^End of seam/);
    await keys.press('ArrowRight');
  },
  async Extend(keys) {
    await keys.go(/^End of 4 new seconds/);
    await keys.press('Shift+ArrowRight');
    await keys.go(/^Seconds to add: 5/);
    await keys.press('Enter', 'ArrowRight', 'Escape');
  },
};

browserTests('by keyboard alone', (browser) => {
  const server = suiteDevServer({ jobMs: 300 }, (state) => {
    fill(state, 6);
    state.folders.set('f1', { id: 'f1', name: 'Winter', clips: 0, createdAt: new Date().toISOString() });
    const moment = new Date().toISOString();
    const cards = [0, 3].map((at) => ({ id: `c${at}`, at, kind: 'text' as const, prompt: 'A fox' }));
    const data = { seconds: 6, cards };
    state.storyboards.set('b1', { id: 'b1', name: 'Morning', createdAt: moment, updatedAt: moment, data });
  });

  /** A page that is closed also after a failure: each one keeps a connection to the server open. */
  const open = async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    onTestFinished(() => page.close());
    return page;
  };

  it.each(Object.entries(tools))('%s goes from its clip to what is made of it', async (name, set) => {
    const page = await open();
    const keys = new Keyboard(page);
    await page.goto(server.url + clip);
    await page.locator('.tool-link').last().waitFor();
    await keys.go(new RegExp(`^${name}(?! playback)`));
    await page.keyboard.press('Enter');
    await page.locator('.tool-line .plan-figures, .blend-empty').first().waitFor();
    await set(keys, page);
    await page.locator('.tool-line .make:not(:disabled)').waitFor();
    const jobs = server.state.jobs.size;
    await keys.go(/^Make it$/);
    await keys.press('Enter');
    await expect.poll(() => server.state.jobs.size).toBe(jobs + 1);
    await page.locator('.take-open').waitFor();
    await keys.go(/^Add to favourites/);
    await keys.press('Enter');
    await keys.go(/^Again/);
    await keys.press('Enter');
    await expect.poll(() => server.state.jobs.size).toBe(jobs + 2);
    // The new take has come: a key that does nothing finds the focus where it was.
    await keys.press('Shift');
    expect(keys.faults).toEqual([]);
    expect(await badlyNamed(browser.context, page)).toEqual([]);
  });

  it('a storyboard is written, put in order and made', async () => {
    const page = await open();
    const keys = new Keyboard(page);
    await page.goto(`${server.url}/storyboards`);
    await page.locator('.board-link').waitFor();
    await keys.go(/^Morning|^Storyboard/);
    await page.goto(`${server.url}/storyboards/b1`);
    await page.locator('.tool-form .plan-figures').waitFor();
    await keys.go(/^Card 1/);
    await keys.press('ArrowRight', 'Alt+ArrowLeft');
    await keys.go(/^Text|^Add text/);
    await keys.press('Enter');
    await expect.poll(() => page.locator('.line-piece').count()).toBe(3);
    await keys.go(/^What this card shows/);
    await page.keyboard.type('A boat at night');
    await page.locator('.line-piece > .piece').last().focus();
    await keys.press('Delete');
    await expect.poll(() => page.locator('.line-piece').count()).toBe(2);
    await keys.press('Control+z');
    const jobs = server.state.jobs.size;
    await keys.go(/^Make it$/);
    await keys.press('Enter');
    await expect.poll(() => server.state.jobs.size).toBe(jobs + 1);
    expect(keys.faults).toEqual([]);
    expect(await badlyNamed(browser.context, page)).toEqual([]);
  });

  it('the stage is set: things, time and camera', async () => {
    const page = await open();
    const keys = new Keyboard(page);
    await page.goto(server.url);
    await page.locator('.prompt-box').focus();
    await page.keyboard.type('A fox in a snowy forest');
    await keys.go(/^Stage/);
    await keys.press('Enter');
    await page.locator('canvas[data-painted=whole]').waitFor();
    expect(await badlyNamed(browser.context, page)).toEqual([]);
    const things = () => page.locator('.thing').count();
    const fox = () => page.locator('.thing-subjects').first().boundingBox();
    const first = await things();
    await keys.go(/^fox, subject/);
    const before = await fox();
    await keys.press('Shift+ArrowLeft');
    expect((await fox())?.x).toBeLessThan((before?.x ?? 0) - 20);
    const moved = await fox();
    await keys.press('+', '+');
    expect((await fox())?.height).toBeGreaterThan(1.1 * (moved?.height ?? 0));
    expect(await badlyNamed(browser.context, page)).toEqual([]);
    await keys.press('Alt+ArrowRight');
    await expect.poll(things).toBe(first + 1);
    await keys.press('Delete');
    await expect.poll(things).toBe(first);
    await keys.press('Delete');
    await expect.poll(things).toBe(first - 1);
    await keys.press('Control+z');
    await expect.poll(things).toBe(first);
    await keys.go(/^Playback position/);
    await keys.press('End');
    await expect.poll(() => page.getByRole('slider', { name: 'Playback position' }).inputValue()).not.toBe('0');
    await keys.go(/^Camera/, 'Shift+Tab');
    const frame = () => page.locator('.camera-frame:not(.camera-ghost)').boundingBox();
    const wide = await frame();
    await keys.press('ArrowRight', '+', '+', '+');
    expect((await frame())?.width).toBeLessThan((wide?.width ?? 0) - 5);
    expect(await badlyNamed(browser.context, page)).toEqual([]);
    await keys.go(/^Use this stage/);
    await keys.press('Enter');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    await keys.press('Tab', 'Shift+Tab');
    expect(keys.faults).toEqual([]);
  });

  it('every control has a name of its own', async () => {
    const found: string[] = [];
    for (const language of ['en', 'ja'] as const) {
      const page = await browser.page({ language, width: 1440, height: 900 });
      for (const [path, ready] of [
        ['/', '.group [data-clip]'],
        ['/library', '.cell .clip-still'],
        [clip, '.player'],
        [`${clip}/remix`, '.tool-line .plan-figures'],
        [`${clip}/recut`, '.tool-line .plan-figures'],
        ['/storyboards/b1', '.tool-form .plan-figures'],
        ['/models', '.model'],
        ['/settings', '.setting .facts'],
      ] as const) {
        await page.goto(server.url + path);
        await page.locator(ready).first().waitFor();
        found.push(...(await badlyNamed(browser.context, page)).map((line) => `${path}, ${language}: ${line}`));
      }
      await page.close();
    }
    expect(found).toEqual([]);
  });
});
