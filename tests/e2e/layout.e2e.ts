import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { startDevServer } from '../../packages/studio/tests/server/server.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

const boxOf = async (page: Page, selector: string) => {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not in sight`);
  return box;
};

browserTests('panels of the composer', (browser) => {
  const server = suiteDevServer({}, (state) => fill(state, 4));

  for (const [width, height] of [
    [1280, 800],
    [360, 740],
  ] as const)
    it(`stand above the prompt that is written, whole, at ${width} pixels`, async () => {
      const page = await browser.page({ width, height });
      await page.goto(server.url);
      await page.fill('.prompt-box', 'A fox at dawn');
      await page.getByRole('button', { name: /^Length: / }).click();
      await page.locator('.plan[aria-busy="false"] .plan-figures').waitFor();
      // The panel follows the composer, which has grown by the plan.
      const overlap = async () => {
        const [panel, card] = [await boxOf(page, '.panel'), await boxOf(page, '.composer-card')];
        return panel.y + panel.height - card.y;
      };
      await expect.poll(overlap).toBeLessThanOrEqual(1);
      expect(await page.locator('.panel').getByText('Length', { exact: true }).locator('visible=true').count()).toBe(1);
      // The last length lies inside the row, not cut by its edge.
      const row = await boxOf(page, '.panel .segmented-row');
      const last = await page.locator('.panel .segmented-row label').last().boundingBox();
      expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(row.x + row.width);
      expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual(row.y + row.height);
      await page.close();
    });
});

browserTests('the line about a lost connection', (browser) => {
  for (const [width, height] of [
    [1280, 800],
    [360, 740],
  ] as const)
    it(`covers nothing at ${width} pixels`, async () => {
      const server = await startDevServer();
      fill(server.state, 4);
      const page = await browser.page({ width, height });
      await page.goto(`${server.url}/library`);
      await page.locator('.cell').first().waitFor();
      await server.close();
      await page.getByText("Can't reach the server").waitFor();
      const line = await boxOf(page, '.link-line');
      for (const below of ['.brand', 'main h1', '.rail-foot button'])
        expect((await boxOf(page, below)).y, below).toBeGreaterThanOrEqual(line.y + line.height);
      await page.close();
    });
});

browserTests('what people wrote', (browser) => {
  const server = suiteDevServer({}, (state) => {
    fill(state, 4);
    const [first, second] = state.clips.values();
    if (first) state.clips.set(first.id, { ...first, title: '', prompt: 'ウサギがゆっくり歩く夜明けの雪の森' });
    if (second) state.clips.set(second.id, { ...second, title: '', prompt: 'A bus drives to the left' });
  });

  it('is in its own language, and breaks by phrases in Japanese', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.locator('.composer').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find anything' }).fill('ウサギ');
    const option = page.getByRole('option', { name: /ウサギ/ }).locator('[lang]');
    expect(await option.getAttribute('lang')).toBe('ja');
    expect(await option.evaluate((text) => getComputedStyle(text).wordBreak)).toBe('auto-phrase');
    await page.close();
  });

  it('leads of the Japanese studio break by phrases', async () => {
    const page = await browser.page({ language: 'ja', width: 360, height: 740 });
    await page.goto(`${server.url}/cast`);
    const lead = page.locator('.page-head p');
    await lead.waitFor();
    expect(await lead.evaluate((text) => getComputedStyle(text).wordBreak)).toBe('auto-phrase');
    await page.close();
  });
});

browserTests('what has a frame', (browser) => {
  const server = suiteDevServer({}, (state) => {
    fill(state, 4);
    for (const clip of state.clips.values())
      state.clips.set(clip.id, { ...clip, visibility: 'public', shareUrl: `/s/${clip.id}` });
  });

  it('a clip fills its player, also where the window is low: no strips at its sides', async () => {
    const page = await browser.page({ width: 1280, height: 560 });
    for (const path of ['/s/clip_000001', '/clips/clip_000001']) {
      await page.goto(server.url + path);
      await page.locator('.player video').waitFor();
      const { width, height } = await boxOf(page, '.player-picture');
      expect(width / height, path).toBeCloseTo(16 / 9, 1);
      expect(height, path).toBeLessThanOrEqual(0.67 * 560);
    }
    await page.close();
  });

  it('a picture of a tool reaches beyond its frame on every side, which cuts it', async () => {
    for (const width of [1440, 360]) {
      const page = await browser.page({ width, height: 800 });
      await page.goto(`${server.url}/clips/clip_000001/recut`);
      await page.locator('.screen-picture > video.front').waitFor();
      const [frame, picture] = [
        await boxOf(page, '.screen-picture'),
        await boxOf(page, '.screen-picture > video.front'),
      ];
      expect(picture.x, 'left').toBeLessThan(frame.x - 1);
      expect(picture.y, 'top').toBeLessThan(frame.y - 1);
      expect(picture.x + picture.width, 'right').toBeGreaterThan(frame.x + frame.width + 1);
      expect(picture.y + picture.height, 'bottom').toBeGreaterThan(frame.y + frame.height + 1);
      await page.close();
    }
  });

  it('a button of a model stays inside its card in Japanese too', async () => {
    for (const [width, height] of [
      [1440, 900],
      [820, 1180],
      [360, 740],
    ] as const) {
      const page = await browser.page({ width, height, language: 'ja' });
      await page.goto(`${server.url}/models`);
      const button = page.getByRole('button', { name: /ダウンロード（/ }).first();
      const [inner, row] = [
        await button.boundingBox(),
        await page.locator('.model', { has: button }).first().boundingBox(),
      ];
      expect(inner!.x + inner!.width, String(width)).toBeLessThanOrEqual(row!.x + row!.width + 0.5);
      await page.close();
    }
  });

  it('the line of words is one line high while it is empty, on every phone', async () => {
    for (const width of [320, 360, 390, 430])
      for (const language of ['en', 'ja'] as const) {
        const page = await browser.page({ width, height: 740, language });
        await page.goto(server.url);
        await page.locator('.composer .plan, .composer .options').first().waitFor();
        await page.evaluate(() => document.fonts.ready);
        const wraps = await page.locator('.prompt-box').evaluate((area) => {
          const { fontSize, fontFamily, paddingLeft } = getComputedStyle(area);
          const pen = new OffscreenCanvas(1, 1).getContext('2d')!;
          pen.font = `${fontSize} ${fontFamily}`;
          const words = (area as HTMLTextAreaElement).placeholder;
          return pen.measureText(words).width > area.clientWidth - 2 * Number.parseFloat(paddingLeft);
        });
        if (!wraps) await expect.poll(async () => (await boxOf(page, '.prompt-box')).height).toBeLessThan(50);
        await page.close();
      }
  });
});
