import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { startTestServer } from '../../packages/server/tests/support/server.ts';
import { axe, keepPicture } from '../../packages/studio/tests/browser/browser.ts';
import { browserTests, started } from './support/browser-tests.ts';

/** A painting of a bay: sky, a far shore, the sea and sand, its horizon at 0.55. */
const bay = () =>
  sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="960" height="600">
      <rect width="960" height="330" fill="#9cc9e8"/><circle cx="720" cy="110" r="50" fill="#fff3c0"/>
      <path d="M0 330L180 240 340 300 520 220 760 330z" fill="#6d8aa5"/>
      <rect y="330" width="960" height="120" fill="#3f7fa8"/><rect y="450" width="960" height="150" fill="#e2c48d"/></svg>`),
  )
    .png()
    .toBuffer();

const drop = async (page: Page, bytes: Uint8Array, name: string) => {
  const dataTransfer = await page.evaluateHandle(
    ([list, file]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(list)], file, { type: 'image/png' }));
      return transfer;
    },
    [[...bytes], name] as const,
  );
  await page.dispatchEvent('.composer', 'dragover', { dataTransfer });
  await page.dispatchEvent('.composer', 'drop', { dataTransfer });
};

browserTests('a backdrop', (browser) => {
  const test = started(
    () => startTestServer(),
    ({ remove }) => remove(),
  );
  const newest = async () => (await test().api.call('jobs')).data[0]?.request;

  it('is a dropped picture whose horizon is moved, stands behind a clip, and is taken out', async () => {
    const page = await browser.page({ theme: 'system' });
    await page.goto(test().server.url);
    await page.waitForSelector('.composer .options');
    await drop(page, await bay(), 'bay.png');
    await page.getByRole('button', { name: 'Backdrop', exact: true }).click();
    await page.getByRole('button', { name: 'In front of bay.png' }).click();
    const line = page.getByRole('slider', { name: 'Horizon' });
    await line.waitFor();
    const picture = page.locator('.backdrop-picture');
    await picture.locator('img').evaluate((image: HTMLImageElement) => image.decode());
    const shown = await picture.boundingBox();
    if (shown === null) throw new Error('no picture');
    // The whole picture is shown: shares of its height are those of the file.
    expect(shown.width / shown.height).toBeCloseTo(1.6, 1);
    const panel = await page.locator('.panel', { has: picture }).boundingBox();
    const stage = await page.locator('.height-stage').boundingBox();
    if (panel === null || stage === null) throw new Error('no panel');
    expect(stage.x + stage.width).toBeLessThan(panel.x + panel.width);
    for (const scheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.waitForTimeout(300);
      expect(await axe(page)).toEqual([]);
    }
    // A line of the plan that came meanwhile has moved the panel.
    const box = (await picture.boundingBox()) ?? shown;
    await page.mouse.move(box.x + 40, box.y + box.height * 0.3);
    await page.mouse.down();
    await page.mouse.move(box.x + 40, box.y + box.height * 0.55, { steps: 4 });
    await page.mouse.up();
    expect(Number(await line.getAttribute('aria-valuenow'))).toBeCloseTo(55, -1);
    await keepPicture(page, 'backdrop-en');
    await line.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await page.fill('.prompt-box', 'a dog on the beach');
    await page.press('.prompt-box', 'Enter');
    await expect.poll(async () => (await newest())?.backdrop?.horizon).toBe(0.11);
    expect((await newest())?.backdrop?.image).toMatch(/^upload:/);
    expect((await newest())?.conditions ?? []).toEqual([]);

    await drop(page, await bay(), 'bay.png');
    await page.getByRole('button', { name: 'Backdrop', exact: true }).click();
    await page.getByRole('button', { name: 'Remove bay.png' }).click();
    await page.fill('.prompt-box', 'a cat on the beach');
    await page.press('.prompt-box', 'Enter');
    await expect.poll(async () => (await newest())?.prompt).toBe('a cat on the beach');
    expect((await newest())?.backdrop).toBeUndefined();
    await page.close();
  });

  it('is there in Japanese, and leaves the horizon to the picture unless a person sets it', async () => {
    const page = await browser.page({ language: 'ja', theme: 'system', width: 390, height: 800 });
    await page.goto(test().server.url);
    await page.waitForSelector('.composer .options');
    await drop(page, await bay(), '入り江.png');
    await page.getByRole('button', { name: '背景', exact: true }).click();
    await page.getByRole('button', { name: '背景: 入り江.png' }).click();
    const line = page.getByRole('slider', { name: '地平線' });
    await line.press('ArrowDown');
    await keepPicture(page, 'backdrop-ja');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: '地平線を自動で決める' }).click();
    await page.keyboard.press('Escape');
    await page.fill('.prompt-box', '浜辺のイヌ');
    await page.press('.prompt-box', 'Enter');
    await expect.poll(async () => (await newest())?.prompt).toBe('浜辺のイヌ');
    expect((await newest())?.backdrop).toEqual({ image: expect.stringMatching(/^upload:/) });
    await page.close();
  });
});
