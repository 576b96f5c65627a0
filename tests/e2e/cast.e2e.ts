import { uploadFile } from '@akezora/contract/api';
import type { JSHandle, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { startTestServer, submit, waitFor } from '../../packages/server/tests/support/server.ts';
import { axe, keepPicture } from '../../packages/studio/tests/browser/browser.ts';
import { browserTests, started } from './support/browser-tests.ts';

/** A fox that looks right, on a transparent ground, its feet well above the picture's bottom. */
const fox = () =>
  sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240">
      <path d="M20 150q-10-70 40-60l90 0 20-30 14 26 36 18-22 22q-10 30-40 30z" fill="#e08030"/>
      <circle cx="218" cy="104" r="8" fill="#111"/><circle cx="186" cy="92" r="5" fill="#111"/>
      <rect x="60" y="140" width="16" height="50" fill="#b05a1c"/><rect x="136" y="140" width="16" height="50" fill="#b05a1c"/>
      <ellipse cx="110" cy="206" rx="80" ry="12" fill="#000" opacity="0.2"/></svg>`),
  )
    .png()
    .toBuffer();

const dropOf = (page: Page, bytes: Uint8Array, name: string): Promise<JSHandle<DataTransfer>> =>
  page.evaluateHandle(
    ([list, file]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(list)], file, { type: 'image/png' }));
      return transfer;
    },
    [[...bytes], name] as const,
  );

const drop = async (page: Page, target: string, bytes: Uint8Array, name: string) => {
  const dataTransfer = await dropOf(page, bytes, name);
  await page.dispatchEvent(target, 'dragover', { dataTransfer });
  await page.dispatchEvent(target, 'drop', { dataTransfer });
};

browserTests('the cast', (browser) => {
  const test = started(
    () => startTestServer(),
    ({ remove }) => remove(),
  );
  const cast = async () => (await test().api.call('actors')).data;

  it('takes a dropped picture as an actor, whose feet are moved, and plays it in a clip', async () => {
    const page = await browser.page({ theme: 'system' });
    await page.goto(test().server.url);
    await page.waitForSelector('.composer .options');
    await page.fill('.prompt-box', 'At dawn');
    await drop(page, '.composer', await fox(), 'my fox.png');
    await page.getByRole('button', { name: 'Actor', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'New actor' });
    const line = dialog.getByRole('slider', { name: 'Feet' });
    await line.waitFor();
    const found = Number(await line.getAttribute('aria-valuenow'));
    // The legs end at 190 of the square between 60 and 218, which holds the shadow too.
    expect(found).toBeGreaterThan(75);
    expect(found).toBeLessThan(97);
    expect(await dialog.getByLabel('Name').inputValue()).toBe('my-fox');
    for (const scheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.waitForTimeout(300);
      expect(await axe(page)).toEqual([]);
    }
    await keepPicture(page, 'cast-en');
    await dialog.getByLabel('Name').fill('Kon');
    const square = await dialog.locator('.actor-square').boundingBox();
    if (square === null) throw new Error('no picture');
    await page.mouse.move(square.x + 40, square.y + square.height * 0.5);
    await page.mouse.down();
    await page.mouse.move(square.x + 40, square.y + square.height * 0.8, { steps: 4 });
    await page.mouse.up();
    await line.focus();
    await page.keyboard.press('ArrowUp');
    await dialog.getByRole('radio', { name: 'Left' }).check({ force: true });
    await dialog.getByLabel('Where it lives').selectOption('fly');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.inputValue('.prompt-box')).toBe('At dawn @Kon ');
    const [kon] = await cast();
    expect(kon).toMatchObject({ name: 'Kon', faces: 'left', scale: 1, kind: 'fly' });
    expect(kon?.feet).toBeCloseTo(0.79, 1);
    await page.fill('.prompt-box', '@Kon runs');
    await page.keyboard.press('Enter');
    await page.locator('.group').first().locator('[data-job]').waitFor();
    const { data } = await test().api.call('jobs');
    expect(data[0]?.request.actors).toEqual([
      { name: 'Kon', image: `upload:${kon?.uploadId}`, faces: 'left', feet: kon?.feet, scale: 1, kind: 'fly' },
    ]);
    await page.close();
  });

  it('calls actors by a tap, and edits and deletes them', async () => {
    const page = await browser.page({ width: 390, height: 800 });
    await page.goto(test().server.url);
    await page.waitForSelector('.composer .options');
    await page.fill('.prompt-box', '');
    await page.getByRole('button', { name: 'Actors' }).click();
    await drop(page, '.cast', await fox(), 'Gon.png');
    const added = page.getByRole('dialog', { name: 'New actor' });
    await added.getByRole('button', { name: 'Save' }).click();
    await added.waitFor({ state: 'detached' });
    await page.fill('.prompt-box', '');
    await page.getByRole('button', { name: 'Actors' }).click();
    await page.getByRole('button', { name: '@Kon', exact: true }).click();
    await page.getByRole('button', { name: '@Gon', exact: true }).click();
    expect(await page.inputValue('.prompt-box')).toBe('@Kon @Gon ');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: 'Edit @Gon' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit actor' });
    await dialog.getByLabel('Name').fill('Kon');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('Name').fill('Gonta');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(async () => (await cast()).map(({ name }) => name)).toEqual(['Gonta', 'Kon']);
    if (!(await page.locator('.cast').isVisible())) await page.getByRole('button', { name: 'Actors' }).click();
    await page.getByRole('button', { name: 'Delete @Gonta' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(async () => (await cast()).map(({ name }) => name)).toEqual(['Kon']);
    await page.close();
  });

  it('says how to cut out a picture that it cannot, and keeps nothing of it or of a new actor that is not saved', async () => {
    const page = await browser.page();
    await page.goto(test().server.url);
    await page.waitForSelector('.composer .options');
    const noise = Buffer.from(Array.from({ length: 96 * 96 * 3 }, (_, i) => (i * 7919 + (i >> 5) * 104_729) % 256));
    const busy = await sharp(noise, { raw: { width: 96, height: 96, channels: 3 } })
      .png()
      .toBuffer();
    await drop(page, '.composer', busy, 'busy.png');
    await page.getByRole('button', { name: 'Actor', exact: true }).click();
    const alert = page.locator('.cast-error').getByRole('alert');
    expect(await alert.textContent()).toMatch(/transparent ground/);
    await page.getByRole('button', { name: 'Close the message' }).click();
    await drop(page, '.composer', await fox(), 'left.png');
    await page.getByRole('button', { name: 'Actor', exact: true }).click();
    await page.getByRole('dialog', { name: 'New actor' }).getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(async () => (await cast()).length).toBe(1);
    expect(await page.inputValue('.prompt-box')).toBe('');
    await page.close();
  });

  it('is there in Japanese', async () => {
    const page = await browser.page({ language: 'ja', theme: 'system' });
    await page.goto(test().server.url);
    await page.waitForSelector('.composer .options');
    // Named as macOS names files: the kana and its voicing mark apart.
    await drop(page, '.composer', await fox(), 'こん ぎつね.png'.normalize('NFD'));
    await page.getByRole('button', { name: '俳優', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: '新しい俳優' });
    expect(await dialog.getByLabel('名前').inputValue()).toBe('こん-ぎつね');
    await keepPicture(page, 'cast-ja');
    await dialog.getByRole('button', { name: '保存' }).click();
    await expect.poll(async () => (await cast()).map(({ name }) => name)).toContain('こん-ぎつね');
    await page.close();
  });

  it('has a page: each actor with its picture and its clips, and a question that names them before one goes', async () => {
    const { api } = test();
    const name = 'Yuki';
    const { id: uploadId } = await uploadFile(api, new File([await fox()], 'yuki.png', { type: 'image/png' }));
    await api.call('createActor', { body: { name, uploadId } });
    await waitFor(api, (await submit(api, '@Yuki runs on the beach')).id);
    const page = await browser.page();
    await page.goto(test().server.url);
    await page.getByRole('link', { name: 'Cast' }).click();
    const card = page.locator('.cast-card', { has: page.getByRole('heading', { name: '@Yuki' }) });
    await card.getByText('Plays in 1 clip').waitFor();
    expect(
      await card.locator('.cast-picture img').evaluate((img: HTMLImageElement) => img.naturalWidth),
    ).toBeGreaterThan(0);
    await card.getByRole('link', { name: 'Open clip: @Yuki runs on the beach' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await card.getByRole('button', { name: 'Use in a prompt' }).click();
    await expect.poll(() => page.locator('.prompt-box').inputValue()).toBe('@Yuki ');
    await page.goBack();
    await card.getByRole('button', { name: 'Edit @Yuki' }).click();
    await page.getByRole('dialog').getByRole('textbox').first().fill('Yuki-2');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: '@Yuki-2' }).waitFor();
    await page.getByRole('button', { name: 'Edit @Yuki-2' }).click();
    await page.getByRole('dialog').getByRole('textbox').first().fill('Yuki');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await card.getByText('Plays in 1 clip').waitFor();
    await card.getByRole('button', { name: 'Delete @Yuki' }).click();
    const question = page.getByRole('dialog', { name: 'Delete @Yuki?' });
    await question.getByText('@Yuki runs on the beach').waitFor();
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await card.waitFor({ state: 'detached' });
    expect((await cast()).map((actor) => actor.name)).not.toContain(name);
    await page.close();
  });
});
