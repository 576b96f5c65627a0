import { generationRequestSchema } from '@akezora/contract';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { layoutShift } from '../../packages/studio/tests/browser/browser.ts';
import { makeJob } from '../../packages/studio/tests/server/jobs.ts';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { startDevServer } from '../../packages/studio/tests/server/server.ts';
import { addClip, type State } from '../../packages/studio/tests/server/state.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

/** Puts finished clips of one submission into the feed. */
function addGroup(state: State, prompt: string, { count = 1, aspect = '16:9', ...more } = {}): void {
  for (let index = 0; index < count; index++) {
    const request = generationRequestSchema.parse({ prompt, seed: 7 + index, aspect });
    const clip = addClip(state, request, more);
    const job = makeJob(state, request, count > 1 ? `group ${prompt}` : null, 'prompt');
    state.jobs.set(job.id, { ...job, state: 'completed', clipId: clip.id, plan: null });
  }
}

/** Names of the ideas whose clips are on show now. */
const playing = (page: Page): Promise<string[]> =>
  page
    .locator('.idea:has(video.shown)')
    .evaluateAll((tiles) => tiles.map((tile) => (tile as HTMLElement).dataset.idea ?? ''));

/** Names of the ideas whose clips run now. */
const moving = (page: Page): Promise<string[]> =>
  page
    .locator('.idea')
    .evaluateAll((tiles) =>
      tiles
        .filter((tile) => tile.querySelector('video')?.paused === false)
        .map((tile) => (tile as HTMLElement).dataset.idea ?? ''),
    );

browserTests('the first page', (browser) => {
  const server = suiteDevServer({ jobMs: 60_000 });

  it('plays its clips one after another and stands still when told to', async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(server.url);
    await page.waitForSelector('.idea img');
    const seen = new Set<string>();
    await expect
      .poll(async () => {
        expect((await moving(page)).length).toBeLessThanOrEqual(1);
        for (const name of await playing(page)) seen.add(name);
        return seen.size;
      })
      .toBeGreaterThan(2);
    expect(await page.locator('.idea').count()).toBe(12);
    const stop = page.getByRole('button', { name: 'Stop the pictures' });
    const [button, line] = [await stop.boundingBox(), await page.locator('.composer-card').boundingBox()];
    expect(button!.y + button!.height).toBeLessThan(line!.y);
    await stop.click();
    await expect.poll(() => playing(page)).toEqual([]);
    expect(await layoutShift(page)).toBeLessThan(0.05);
    await page.reload();
    await page.getByRole('button', { name: 'Let the pictures move' }).waitFor();
    await page.getByRole('button', { name: 'Let the pictures move' }).click();
    await page.close();
  });

  it('stands still where less motion is preferred, and plays what is looked at', async () => {
    const page = await browser.page();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(server.url);
    await page.waitForSelector('.idea img');
    await page.waitForTimeout(2500);
    expect(await page.locator('.idea video').count()).toBe(0);
    await page.locator('.idea').nth(3).hover();
    await page.locator('.idea video.shown').waitFor();
    await page.close();
  });

  it('gives a Japanese reader Japanese words, and a phone two tiles a row', async () => {
    const page = await browser.page({ language: 'ja', width: 360, height: 740 });
    await page.goto(server.url);
    const idea = page.locator('.idea').first();
    expect((await idea.boundingBox())?.width).toBeLessThan(170);
    await idea.locator('.idea-picture').click();
    expect((await idea.boundingBox())?.width).toBeGreaterThan(320);
    await page.getByRole('button', { name: 'この言葉を使う' }).click();
    expect(await page.inputValue('.prompt-box')).toMatch(/キツネ/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.close();
  });

  it('shows hints where they belong until a first clip or a close', async () => {
    const page = await browser.page({ tour: true });
    await page.goto(server.url);
    await page.locator('.composer .hint-note').waitFor();
    await page.fill('.prompt-box', 'A fox at dawn');
    await page.locator('.hero .hint-note').waitFor();
    await page.locator('.composer').getByRole('button', { name: 'Close the hints' }).click();
    expect(await page.locator('.hint-note').count()).toBe(0);
    await page.reload();
    await page.waitForSelector('.hero');
    expect(await page.locator('.hint-note').count()).toBe(0);
    await page.close();
  });

  it('offers the nearest names for an unknown word', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'a zeppelin over the sea');
    await page.locator('.prompt-mirror mark').waitFor({ state: 'attached' });
    const word = await page.locator('.prompt-mirror mark').boundingBox();
    await page.mouse.click(word!.x + word!.width / 2, word!.y + word!.height / 2);
    await page.locator('.nearest').waitFor();
    expect(await page.locator('.nearest .chip').allTextContents()).toEqual([
      'airship',
      'balloon',
      'airplane',
      'All it knows…',
    ]);
    await page.keyboard.press('Escape');
    expect(await page.locator('.nearest').count()).toBe(0);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.inputValue('.prompt-box')).toBe('an airship over the sea');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('prompt-box');
    await page.close();
  });
});

browserTests('what the model knows', (browser) => {
  const server = suiteDevServer();

  it('is shown as pictures, found in both languages, and put into the prompt at a press', async () => {
    const page = await browser.page();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(server.url);
    const open = page.getByRole('button', { name: 'What it knows' });
    await open.waitFor();
    expect(asked.filter((path) => /knows|\/art/.test(path))).toEqual([]);
    await open.click();
    const panel = page.locator('.panel');
    await expect
      .poll(() => panel.locator('.known img').evaluateAll(([first]) => (first as HTMLImageElement)?.naturalWidth > 0))
      .toBe(true);
    await panel.getByLabel('Search').fill('キツネ');
    await panel.getByRole('button', { name: 'Put into the prompt: fox', exact: true }).click();
    expect(await page.inputValue('.prompt-box')).toBe('a fox');
    for (const [group, name] of [
      ['Places', 'Beach'],
      ['Light', 'Sunset'],
      ['Weather', 'Rain'],
      ['Camera', 'Pan left'],
    ] as const) {
      await panel.getByRole('radio', { name: group }).check();
      await panel.getByRole('button', { name: `Put into the prompt: ${name}`, exact: true }).click();
    }
    expect(await page.inputValue('.prompt-box')).toBe('a fox on the beach at sunset in the rain, pan left');
    await panel.getByRole('radio', { name: 'Styles' }).check();
    // Each style shows what the model makes of one fox in it: a picture of its own.
    const looks = panel.locator('img.preset-picture');
    await expect.poll(() => looks.count()).toBeGreaterThan(4);
    const sums = await looks.evaluateAll((all) =>
      Promise.all(
        (all as HTMLImageElement[]).map(async (image) => {
          image.loading = 'eager';
          await image.decode();
          const context = new OffscreenCanvas(16, 9).getContext('2d')!;
          context.drawImage(image, 0, 0, 16, 9);
          return context.getImageData(0, 0, 16, 9).data.join();
        }),
      ),
    );
    expect(new Set(sums).size).toBe(sums.length);
    await panel.getByRole('button', { name: 'Papercraft' }).click();
    await page.getByRole('button', { name: 'Style: Papercraft' }).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.close();
  });

  it('opens from a word that it does not know, and a name takes its place', async () => {
    const page = await browser.page({ language: 'ja' });
    await page.goto(server.url);
    await page.fill('.prompt-box', 'a zeppelin over the sea');
    await page.locator('.prompt-mirror mark').waitFor({ state: 'attached' });
    const word = (await page.locator('.prompt-mirror mark').boundingBox())!;
    await page.mouse.click(word.x + word.width / 2, word.y + word.height / 2);
    await page.getByRole('button', { name: '描けるものをすべて見る' }).click();
    const panel = page.locator('.panel');
    await panel.getByText('「zeppelin」の代わりに').waitFor();
    await panel.getByLabel('検索').fill('owl');
    await panel.getByRole('button', { name: 'プロンプトに入れる: フクロウ', exact: true }).click();
    await panel.waitFor({ state: 'detached' });
    expect(await page.inputValue('.prompt-box')).toBe('an owl over the sea');
    await page.close();
  });
});

browserTests('an idea of the first page', (browser) => {
  const server = suiteDevServer({ jobMs: 60_000 });

  it('gives its words to the line, with seed and scene for a remix', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    const idea = page.locator('.idea').first();
    const words = (await idea.locator('.idea-words p').textContent()) ?? '';
    await idea.hover();
    await idea.getByRole('button', { name: 'Use these words' }).click();
    expect(await page.inputValue('.prompt-box')).toBe(words);
    expect(await page.locator('.chip-large').count()).toBe(0);
    await idea.getByRole('button', { name: 'Remix' }).click();
    await page.locator('.chip-large', { hasText: 'Stage' }).waitFor();
    await page.locator('.make:enabled').click();
    await page.locator('.group').first().locator('[data-job]').waitFor();
    const { request } = [...server.state.jobs.values()].at(-1)!;
    expect(request).toMatchObject({ prompt: words, model: 'akezora-2', seconds: 3 });
    expect(request.scene?.seconds).toBe(3);
    expect(request.scene?.seed).toBe(request.seed);
    await page.close();
  });
});

/** Puts the page behind another tab, as browsers tell it, or back. */
const hide = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

browserTests('what moves by itself', (browser) => {
  const server = suiteDevServer({ jobMs: 60_000 }, (state) => addGroup(state, 'A balloon', { count: 4 }));
  const running = (page: Page) =>
    page.locator('video').evaluateAll((all) => all.filter((video) => !(video as HTMLVideoElement).paused).length);
  const moves = (page: Page) => expect.poll(() => running(page)).toBe(1);
  const standsStill = async (page: Page) => {
    await expect.poll(() => running(page)).toBe(0);
    // Longer than a turn.
    await page.waitForTimeout(4000);
    expect(await running(page)).toBe(0);
  };

  it('stands still behind another tab, out of view, with less motion, and while a clip is made', async () => {
    const page = await browser.page({ height: 500 });
    await page.goto(server.url);
    await page.locator('.clip-motion.ready').waitFor();
    expect(await page.locator('.clip-motion').count()).toBe(1);
    await hide(page, true);
    await standsStill(page);
    await hide(page, false);
    await moves(page);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await standsStill(page);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await moves(page);
    await page.getByRole('radio', { name: 'Ideas' }).check();
    await moves(page);
    await hide(page, true);
    await standsStill(page);
    await hide(page, false);
    await moves(page);
    // The last row alone is in view: only its clips play.
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const inView = () =>
      page
        .locator('.idea')
        .evaluateAll((tiles) =>
          tiles
            .filter((tile) => tile.querySelector('video')?.paused === false)
            .map((tile) => tile.getBoundingClientRect().bottom > 0),
        );
    await expect.poll(inView).toEqual([true]);
    await page.fill('.prompt-box', 'A fox at dawn');
    await page.locator('.make:enabled').click();
    await standsStill(page);
    expect(await page.locator('.idea').count()).toBe(12);
    expect(await page.getByRole('button', { name: 'Stop the pictures' }).count()).toBe(0);
    await page.getByRole('radio', { name: 'Lately' }).check();
    await page.locator('.group [data-job]').first().waitFor();
    await expect.poll(() => page.locator('.clip-motion').count()).toBe(0);
    await page.locator('.group [data-clip]').first().hover();
    await page.locator('.clip-motion.ready').waitFor();
    await page.close();
  });
});

browserTests('the feed', (browser) => {
  const server = suiteDevServer({}, (state) => {
    addGroup(state, 'A balloon', { aspect: '1:1' });
    addGroup(state, 'A red bus drives through a rainy city', { count: 4, aspect: '9:16' });
    addGroup(state, 'A boat sails over the sea', { count: 4 });
    addGroup(state, 'A fox trots', {});
    addGroup(state, 'A fox runs', {});
    addGroup(state, 'A fox sleeps', {});
    addGroup(state, 'A fox wakes', {});
  });
  const boxes = (page: Page, words: string) =>
    page
      .locator('.group', { hasText: words })
      .locator('.group-tile')
      .evaluateAll((tiles) =>
        tiles.map((tile) => {
          const { top, bottom, right, width, height } = tile.getBoundingClientRect();
          return { top, bottom, right, shape: width / height, height };
        }),
      );

  it('stands in full rows whose clips keep their shape and end at one line', async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(server.url);
    await page.locator('.group [data-clip]').nth(12).waitFor();
    const bus = await boxes(page, 'A red bus');
    expect(new Set(bus.map(({ top }) => Math.round(top))).size).toBe(1);
    for (const { shape } of bus) expect(shape).toBeCloseTo(9 / 16, 1);
    const [first, second, third] = await Promise.all(
      ['A fox wakes', 'A fox sleeps', 'A fox runs'].map((words) => boxes(page, words)),
    );
    expect(Math.abs(first![0]!.bottom - second![0]!.bottom)).toBeLessThan(1);
    expect(Math.abs(first![0]!.bottom - third![0]!.bottom)).toBeLessThan(1);
    const right = await page.locator('.feed').evaluate((feed) => feed.getBoundingClientRect().right);
    expect(Math.abs(third![0]!.right - right)).toBeLessThan(2);
    const before = first![0]!.height;
    await page.getByRole('radio', { name: 'Small' }).check();
    expect((await boxes(page, 'A fox wakes'))[0]!.height).toBeLessThan(before);
    await page.getByRole('radio', { name: 'Medium' }).check();
    expect(await layoutShift(page)).toBeLessThan(0.05);
    await page.close();
  });

  it('has what is done most at hand on a tile: keep, save, remix, and drag it to the line', async () => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(server.url);
    const tile = page.locator('.group', { hasText: 'A fox wakes' }).locator('[data-clip]');
    await tile.hover();
    await expect.poll(() => tile.locator('.clip-over').evaluate((over) => getComputedStyle(over).opacity)).toBe('1');
    expect(await tile.locator('.clip-facts').textContent()).toContain('Seed 7');
    const save = page.waitForEvent('download');
    await tile.getByRole('button', { name: 'Download' }).click();
    await save;
    await tile.getByRole('button', { name: 'Add to favourites' }).click();
    await tile.getByRole('button', { name: 'Remove from favourites' }).waitFor();
    await tile.click({ button: 'right' });
    await page.getByRole('menu').getByRole('menuitem', { name: 'Make again' }).waitFor();
    await page.keyboard.press('Escape');
    await tile.getByRole('button', { name: 'Actions for A fox wakes' }).click();
    await page.getByRole('menu').getByRole('menuitem', { name: 'Make again' }).waitFor();
    await page.keyboard.press('Escape');
    await tile.dragTo(page.locator('.prompt-box'));
    await page.locator('.chip-large').waitFor();
    await tile.getByRole('link', { name: 'Remix' }).click();
    await page.waitForURL(/\/remix$/);
    await page.close();
  });

  it('keeps the ideas beside what was made lately', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.getByRole('radio', { name: 'Ideas' }).check();
    expect(await page.locator('.idea').count()).toBe(12);
    await page.getByRole('radio', { name: 'Lately' }).check();
    await page.locator('.group').first().waitFor();
    await page.close();
  });
});

browserTests('pictures where there was text', (browser) => {
  it('shows the clip of a job, the sizes of a family in one card, and only models with clips in the filter', async () => {
    const server = await startDevServer();
    const { state } = server;
    fill(state, 4);
    addGroup(state, 'A boat');
    const [box, far] = state.models;
    const sizes = ['2B', '13B'].map((name, index) => ({
      ...far!,
      id: `ltx-${name}`,
      fits: 'unknown' as const,
      reason: null,
      bytes: 4e9 * (index + 1),
      capabilities: { ...far!.capabilities, id: `ltx-${name}`, name: `LTX-Video ${name}` },
    }));
    state.models = [box!, ...sizes];
    const page = await browser.page();
    await page.goto(`${server.url}/activity`);
    await page.locator('.job-row a.job-picture img').waitFor();
    await page.goto(`${server.url}/models`);
    const family = page.locator('.family', { hasText: 'LTX-Video' });
    await family.waitFor();
    expect(await page.locator('.family').count()).toBe(2);
    expect(await family.locator('.model:has(.model-pick) h3').textContent()).toMatch(/^2B/);
    expect(await family.getByText('Not on this machine').first().isVisible()).toBe(true);
    expect(await family.getByText('13B').isVisible()).toBe(false);
    await family.getByText('1 other size').click();
    expect(await family.getByText('13B').isVisible()).toBe(true);
    await page.goto(`${server.url}/library`);
    await page.locator('.cell').first().waitFor();
    expect(await page.getByRole('combobox', { name: 'Model' }).count()).toBe(0);
    addClip(state, generationRequestSchema.parse({ prompt: 'A cat', model: 'ltx-2B' }));
    await page.reload();
    const filter = page.getByRole('combobox', { name: 'Model' });
    await filter.waitFor();
    expect(await filter.locator('option').allTextContents()).toEqual(['Any model', 'Akezora 2', 'LTX-Video 2B']);
    await page.close();
    await server.close();
  });
});
