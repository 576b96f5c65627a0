import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

browserTests('tools', (browser) => {
  const server = suiteDevServer({ jobMs: 600 }, (state) => fill(state, 6));
  const lastRequest = () => [...server.state.jobs.values()].at(-1)?.request;
  const makeIt = async (page: Page) => {
    await page.getByRole('button', { name: 'Make it', exact: true }).click();
    await page.locator('.made .player').waitFor({ timeout: 60_000 });
  };

  it('remix, loop, extend, re-cut and blend each end in a clip that belongs to the family', async () => {
    const page = await browser.page();
    const source = 'clip_000001';
    await page.goto(`${server.url}/clips/${source}/remix`);
    await page.getByRole('textbox', { name: 'What changes?' }).fill('at night');
    await page.getByRole('button', { name: 'Amount of change: Mild' }).click();
    await page.getByRole('radio', { name: 'Strong' }).check({ force: true });
    await page.keyboard.press('Escape');
    await makeIt(page);
    expect(lastRequest()).toMatchObject({ parent: source, conditions: [{ strength: 0.3 }] });
    expect(lastRequest()?.prompt).toMatch(/at night$/);

    await page.goto(`${server.url}/clips/${source}/loop`);
    await makeIt(page);
    expect(lastRequest()?.loop).toBe('normal');

    await page.goto(`${server.url}/clips/${source}/extend`);
    await makeIt(page);
    expect(lastRequest()).toMatchObject({ seconds: 7, conditions: [{ at: 0, from: 0, to: 3 }] });

    await page.goto(`${server.url}/clips/${source}/recut`);
    await page.getByRole('slider', { name: 'Start of piece 1' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('slider', { name: 'End of piece 1' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await makeIt(page);
    expect(lastRequest()).toMatchObject({ seconds: 4, conditions: [{ from: 1, to: 3, at: 0 }] });

    await page.goto(`${server.url}/clips/${source}/blend`);
    await page.getByRole('button', { name: 'Choose a clip' }).click();
    await page.locator('.chooser button', { hasText: 'A red bus' }).first().click();
    await page.getByRole('button', { name: 'Transition: What suits both' }).click();
    await page.getByRole('combobox', { name: 'Transition' }).selectOption('curve');
    await page.keyboard.press('Escape');
    await page.getByRole('slider', { name: 'Point 2' }).focus();
    await page.keyboard.press('ArrowDown');
    await makeIt(page);
    const [first, second] = lastRequest()?.conditions ?? [];
    expect((second?.strength as { value: number }[] | undefined)?.[1]?.value).toBeCloseTo(0.05, 5);
    expect((first?.strength as { value: number }[] | undefined)?.[1]?.value).toBeCloseTo(0.95, 5);

    await page.goto(`${server.url}/clips/${source}`);
    await page.locator('.branches').first().waitFor();
    expect(await page.locator('.branches a').count()).toBe(6);
    await page.close();
  });

  it('show source, result and both in step, number the takes, and are found as they were left', async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(`${server.url}/clips/clip_000001/remix`);
    const width = async (selector: string) => (await page.locator(selector).first().boundingBox())?.width ?? 0;
    await page.locator('.screen-picture').waitFor();
    expect(await width('.screen-picture')).toBeGreaterThan(900);
    await page.getByRole('textbox', { name: 'What changes?' }).fill('at night');
    await makeIt(page);
    await page.getByRole('radio', { name: 'Wipe' }).check({ force: true });
    expect(await width('.wipe-picture')).toBeGreaterThan(700);
    const times = () =>
      page
        .locator('.wipe video')
        .evaluateAll((videos) => videos.map((video) => (video as HTMLVideoElement).currentTime));
    const apart: number[] = [];
    await expect.poll(async () => (await times())[0]).toBeGreaterThan(0.5);
    for (let n = 0; n < 10; n += 1) {
      const [first = 0, second = 9] = await times();
      apart.push(Math.abs(first - second));
      await page.waitForTimeout(60);
    }
    apart.sort((a, b) => a - b);
    expect(apart[5]).toBeLessThan(1 / 12);
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect.poll(async () => Math.abs((await times()).reduce((a, b) => a - b))).toBeLessThan(1 / 12);
    await page.getByRole('slider', { name: 'Line between before and after' }).fill('0.25');
    expect(
      await page
        .locator('.wipe video')
        .last()
        .evaluate((video) => (video as HTMLElement).style.clipPath),
    ).toContain('25%');
    await makeIt(page);
    await page.getByRole('radio', { name: 'Take 1' }).check({ force: true });
    expect(await page.getByRole('radio', { name: 'Take 2' }).isChecked()).toBe(false);
    await page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: 'Loop' }).click();
    await page.getByRole('heading', { level: 1, name: 'Loop' }).waitFor();
    await page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: 'Remix' }).click();
    await page.getByRole('heading', { level: 1, name: 'Remix' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'What changes?' }).inputValue()).toBe('at night');
    await page.close();
  });

  it('keep a take that was started where the page is left before the server has answered, and after a reload', async () => {
    const page = await browser.page();
    const takes = page.locator('.takes').getByRole('radio');
    const tabs = page.getByRole('navigation', { name: 'Tools' });
    let answer: (() => void) | undefined;
    await page.route('**/api/jobs', async (route) => {
      if (route.request().method() === 'POST') await new Promise<void>((resolve) => (answer = resolve));
      await route.continue();
    });
    await page.goto(`${server.url}/clips/clip_000004/loop`);
    await page.getByRole('button', { name: 'Make it', exact: true }).click();
    await expect.poll(() => answer !== undefined).toBe(true);
    await tabs.getByRole('link', { name: 'Extend' }).click();
    await page.getByRole('heading', { level: 1, name: 'Extend' }).waitFor();
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    answer?.();
    await answered;
    expect(await takes.count()).toBe(0);
    await tabs.getByRole('link', { name: 'Loop' }).click();
    await expect.poll(() => takes.count()).toBe(1);
    // It is there, and what is worked on stays in view until it is asked for.
    expect(await page.getByRole('radio', { name: 'Before' }).isChecked()).toBe(true);
    await page.reload();
    await page.getByRole('radio', { name: 'Take 1' }).check({ force: true });
    const link = page.locator('.take-open');
    await link.waitFor();
    // A clip that is deleted takes its take with it.
    server.state.clips.delete((await link.getAttribute('href'))?.split('/').at(-1) ?? '');
    await page.reload();
    await page.locator('.screen-picture').waitFor();
    await expect.poll(() => takes.count()).toBe(0);
    await page.close();
  });

  it('open from a clip by their shortcuts, also while the cursor is in its line', async () => {
    const page = await browser.page();
    for (const [key, tool] of [
      ['r', 'remix'],
      ['c', 'recut'],
      ['b', 'blend'],
      ['l', 'loop'],
      ['x', 'extend'],
    ] as const) {
      await page.goto(`${server.url}/clips/clip_000001`);
      await page.locator('.tool-link').last().waitFor();
      await page.locator('.change-box').focus();
      await page.keyboard.press(key);
      expect(page.url()).toMatch(/clip_000001$/);
      await page.keyboard.press(`Alt+${key}`);
      await page.waitForURL(`**/clips/clip_000001/${tool}`);
    }
    await page.close();
  });

  it('have one line of words and one button, on desktops and phones', async () => {
    for (const width of [1440, 360, 320]) {
      const page = await browser.page({ width, height: 740 });
      for (const tool of ['remix', 'recut', 'blend', 'loop', 'extend']) {
        await page.goto(`${server.url}/clips/clip_000001/${tool}`);
        await page.locator('.tool-line .make').waitFor();
        expect(await page.locator('textarea:visible').count(), tool).toBe(1);
        expect(await page.locator('.make:visible, button[type=submit]:visible').count(), tool).toBe(1);
        const make = await page.locator('.tool-line .make').boundingBox();
        expect((make?.x ?? 0) + (make?.width ?? 0), `${tool} at ${width}`).toBeLessThanOrEqual(width);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), tool).toBeLessThanOrEqual(width);
      }
      await page.close();
    }
  });

  it('a re-cut shows the frame under a held edge, stops at the shortest clip, grows past the clip, and is undone', async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(`${server.url}/clips/clip_000001/recut`);
    const playhead = page.getByRole('slider', { name: 'Playhead' });
    const said = () => playhead.getAttribute('aria-valuetext');
    const widths = () =>
      page.locator('.line-piece').evaluateAll((all) => all.map((one) => (one as HTMLElement).className.split(' ')[1]));
    const end = page.getByRole('slider', { name: 'End of piece 1' });
    await end.waitFor();
    const strip = (await page.locator('.line-piece').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const second = strip.width / 3;
    // The strip shows whole frames, as wide as they are.
    const shapes = await page.locator('.line-piece .film > span').evaluateAll((all) =>
      all.map((one) => {
        const { width, height } = one.getBoundingClientRect();
        return { aspect: width / height, picture: getComputedStyle(one).backgroundImage };
      }),
    );
    expect(shapes.length).toBeGreaterThan(3);
    for (const { aspect, picture } of shapes) {
      expect(aspect).toBeCloseTo(16 / 9, 1);
      expect(picture).toMatch(/^url\(/);
    }
    const y = strip.y + 30;
    // Held half a second inside its end: the last frame that stays is the 30th.
    await page.mouse.move(strip.x + strip.width - 4, y);
    await page.mouse.down();
    await page.mouse.move(strip.x + strip.width - 4 - second / 2, y, { steps: 4 });
    expect(await said()).toBe('0:02.42, frame 30/30');
    // Further than the shortest clip of the model: it stops at two seconds.
    await page.mouse.move(strip.x + 40, y, { steps: 4 });
    expect(await said()).toBe('0:01.92, frame 24/24');
    expect(await page.getByRole('alert').count()).toBe(0);
    // Past the clip: new seconds, as a card with the words.
    await page.mouse.move(strip.x + strip.width - 4 + second, y, { steps: 4 });
    expect(await widths()).toEqual(['line-clip', 'line-new']);
    await page.locator('.screen-new').getByText('A fox trots through a snowy forest at dawn').waitFor();
    await page.mouse.up();
    await page.keyboard.press('Control+z');
    await expect.poll(widths).toEqual(['line-clip']);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(widths).toEqual(['line-clip', 'line-new']);
    // A clip that is dropped becomes a piece; pieces are dragged to another place.
    await page.locator('.bench').evaluate((area) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('application/x-akezora-clip', 'clip_000002');
      for (const type of ['dragover', 'drop'])
        area.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    });
    await expect.poll(widths).toEqual(['line-clip', 'line-new', 'line-clip']);
    const last = (await page.locator('.line-piece').nth(2).boundingBox()) ?? strip;
    await page.mouse.move(last.x + last.width / 2, y);
    await page.mouse.down();
    await page.mouse.move(strip.x + 10, y, { steps: 6 });
    await page.mouse.up();
    await expect.poll(widths).toEqual(['line-clip', 'line-clip', 'line-new']);
    await makeIt(page);
    expect(lastRequest()).toMatchObject({
      seconds: 8,
      conditions: [
        { source: { id: 'clip_000002' }, from: 0, to: 4, at: 0 },
        { source: { id: 'clip_000001' }, from: 0, to: 3, at: 4 },
      ],
    });
    await page.close();
  });

  it('a re-cut is marked, split and played from its clips before anything is painted', async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(`${server.url}/clips/clip_000001/recut`);
    const playhead = page.getByRole('slider', { name: 'Playhead' });
    const said = () => playhead.getAttribute('aria-valuetext');
    await page.getByRole('slider', { name: 'End of piece 1' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await playhead.focus();
    await page.keyboard.press('Home');
    for (let n = 0; n < 6; n += 1) await page.keyboard.press('.');
    await expect.poll(said).toBe('0:00.50, frame 7/48');
    await page.keyboard.press('i');
    await expect.poll(said).toBe('0:00.00, frame 1/42');
    for (let n = 0; n < 12; n += 1) await page.keyboard.press('.');
    await page.keyboard.press('s');
    await expect.poll(() => page.locator('.line-piece').count()).toBe(3);
    await page.keyboard.press('Home');
    await page.keyboard.press(' ');
    // Both clips of the line, one after the other, and the card at its end; each film runs where the line says.
    const seen = new Set<string>();
    const off: number[] = [];
    await expect
      .poll(
        async () => {
          const state = await page.evaluate(() => {
            const video = document.querySelector<HTMLVideoElement>('.screen video.front');
            const at = Number(document.querySelector('.line-playhead')?.getAttribute('aria-valuenow'));
            return {
              at,
              card: document.querySelector('.screen-new') !== null,
              film: video === null ? null : video.currentTime,
            };
          });
          if (state.film !== null && !state.card) off.push(Math.abs(state.film - state.at - 0.5));
          seen.add(state.card ? 'card' : state.at < 1 ? 'first' : 'second');
          return [...seen].sort().join();
        },
        { interval: 60 },
      )
      .toBe('card,first,second');
    off.sort((a, b) => a - b);
    expect(off[Math.floor(off.length / 2)]).toBeLessThan(0.1);
    await expect.poll(said).toBe('0:03.42, frame 42/42');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await page.close();
  });

  it('extend and loop are pulled on the line, and a blend has its curve between both film strips', async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(`${server.url}/clips/clip_000001/extend`);
    await page.getByRole('slider', { name: 'End of 4 new seconds' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('button', { name: 'Seconds to add: 5' }).waitFor();
    await page.goto(`${server.url}/clips/clip_000001/loop`);
    await page.getByRole('slider', { name: 'End of seam' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Length of the transition: Long' }).waitFor();
    // It plays on from the seam to the beginning.
    await page.getByRole('slider', { name: 'Playhead' }).focus();
    await page.keyboard.press('End');
    for (let n = 0; n < 3; n += 1) await page.keyboard.press(',');
    await page.keyboard.press(' ');
    const at = () => page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow');
    await expect.poll(async () => Number(await at()) < 3, { interval: 40 }).toBe(true);

    await page.goto(`${server.url}/clips/clip_000001/blend`);
    await page.getByRole('button', { name: 'Choose a clip' }).click();
    await page.locator('.chooser button', { hasText: 'A red bus' }).first().click();
    await page.getByRole('button', { name: /^Transition/ }).click();
    await page.getByRole('combobox', { name: 'Transition' }).selectOption('curve');
    await page.keyboard.press('Escape');
    const places = () =>
      page.evaluate(() =>
        ['.blend-part', '.curve-box'].flatMap((selector) =>
          [...document.querySelectorAll(selector)].map((one) => {
            const { x, y, width } = one.getBoundingClientRect();
            return { x: Math.round(x), y: Math.round(y), width: Math.round(width) };
          }),
        ),
      );
    await expect.poll(async () => (await places()).length).toBe(3);
    const [first, second, curve] = await places();
    expect(first!.y).toBeLessThan(curve!.y);
    expect(curve!.y).toBeLessThan(second!.y);
    // The first clip lies from the beginning, the second up to the end of what the curve mixes.
    expect(Math.abs(first!.x - curve!.x)).toBeLessThanOrEqual(1);
    expect(Math.abs(second!.x + second!.width - curve!.x - curve!.width)).toBeLessThanOrEqual(1);
    await page.close();
  });
});
