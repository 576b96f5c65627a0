import { expect, it } from 'vitest';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

browserTests('the stage', (browser) => {
  const server = suiteDevServer();

  it('is edited by hand: what was moved is in the request', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A fox in a snowy forest');
    await page.getByRole('button', { name: 'Stage' }).click();
    const fox = page.getByRole('button', { name: 'fox, subject' });
    await fox.focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
    const box = (await page.getByRole('button', { name: 'evergreen tree, prop' }).first().boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: /snowy forest, Dawn/ }).click();
    await page.getByLabel('Place').selectOption({ label: 'Beach' });
    await page.getByRole('button', { name: /beach, Dawn/ }).waitFor();
    await page.getByLabel('Weather').selectOption('snow');
    await page.getByRole('button', { name: 'beach, Dawn, Snow edited' }).waitFor();
    await page.getByRole('button', { name: 'Use this stage' }).click();
    await page.click('.make');
    await page.locator('.group').first().locator('[data-job]').waitFor();
    const scene = [...server.state.jobs.values()].at(-1)?.request.scene;
    expect(scene?.subjects[0]?.path[0]?.x).toBeCloseTo(0.62 - 0.1, 3);
    expect(scene).toMatchObject({ place: 'beach', weather: 'snow', props: [{ name: 'palm tree' }] });
    await page.close();
  });

  it('keeps still under a press, undoes by keys, asks before it drops changes, and keeps the seed it showed', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A fox in a snowy forest');
    await page.getByRole('button', { name: 'Stage' }).click();
    const fox = page.getByRole('button', { name: 'fox, subject' });
    await fox.waitFor();
    const pin = await page.locator('.chip-large', { hasText: 'Seed' }).innerText();
    const canvas = page.locator('.canvas');
    await page.waitForTimeout(600);
    const [before, place] = [await canvas.boundingBox(), (await fox.boundingBox())!];
    const middle = { x: place.x + place.width / 2, y: place.y + place.height / 2 };
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x + 2, middle.y);
    await page.mouse.up();
    // The dialog rises by a few pixels when it opens.
    for (const side of ['x', 'y', 'width', 'height'] as const)
      expect(Math.abs((await canvas.boundingBox())![side] - before![side])).toBeLessThan(1);
    expect(Math.abs((await fox.boundingBox())!.x - place.x)).toBeLessThan(1.5);
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x + 80, middle.y, { steps: 8 });
    await page.mouse.up();
    expect((await fox.boundingBox())!.x).toBeGreaterThan(place.x + 60);
    await page.keyboard.press('Control+z');
    expect(Math.abs((await fox.boundingBox())!.x - place.x)).toBeLessThan(1.5);
    await page.keyboard.press('Control+Shift+z');
    expect((await fox.boundingBox())!.x).toBeGreaterThan(place.x + 60);
    await page.keyboard.press('Escape');
    await page.getByText('Leave the stage without your changes?').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => canvas.count()).toBe(0);
    await page.click('.make');
    await page.locator('.group').first().locator('[data-job], [data-clip]').first().waitFor();
    expect(`Seed ${[...server.state.jobs.values()].at(-1)?.request.seed}`).toBe(pin.trim());
    await page.close();
  });
});
