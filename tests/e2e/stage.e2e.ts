import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

/** Waits until the stage is drawn and its dialog, which rises by a few pixels when it opens, stands still. */
async function standsStill(page: Page): Promise<void> {
  await page.locator('canvas[data-painted=whole]').waitFor();
  await page.locator('dialog[open]').evaluate(async (dialog) => {
    await Promise.all(dialog.getAnimations({ subtree: true }).map(({ finished }) => finished.catch(() => undefined)));
  });
  // Panels beside the canvas fill a moment later.
  await page.waitForTimeout(600);
}

browserTests('the stage', (browser) => {
  const server = suiteDevServer();

  it('is edited by hand: what was moved is in the request', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A fox in a snowy forest');
    await page.getByRole('button', { name: 'Stage' }).click();
    const fox = page.getByRole('button', { name: 'fox, subject' });
    await fox.waitFor();
    await standsStill(page);
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

  it('opens with no seed of the words before', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A fox in a snowy forest');
    await page.locator('.plan[aria-busy="false"] .plan-figures').waitFor();
    // Every plan of this server has the seed 1.
    const held: (() => void)[] = [];
    await page.route('**/api/plan', async (route) => {
      await new Promise<void>((resolve) => held.push(resolve));
      await route.abort();
    });
    await page.fill('.prompt-box', 'A boat on the sea');
    await page.getByRole('button', { name: 'Stage' }).click();
    await expect.poll(() => held.length).toBeGreaterThan(0);
    const draft = await page.evaluate(() => sessionStorage.getItem('akezora.draft') ?? '{}');
    expect(JSON.parse(draft)).toMatchObject({ seed: expect.any(Number) });
    expect(JSON.parse(draft).seed).not.toBe(1);
    for (const letGo of held) letGo();
    await page.unrouteAll({ behavior: 'wait' });
    await page.close();
  });

  it('keeps still under a press, undoes by keys, asks before it drops changes, and keeps the seed it showed', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A fox in a snowy forest');
    await page.getByRole('button', { name: 'Stage' }).click();
    const fox = page.getByRole('button', { name: 'fox, subject' });
    await fox.waitFor();
    const canvas = page.locator('.canvas');
    await standsStill(page);
    const pin = await page.locator('.chip-large', { hasText: 'Seed' }).innerText();
    const [before, place] = [await canvas.boundingBox(), (await fox.boundingBox())!];
    const middle = { x: place.x + place.width / 2, y: place.y + place.height / 2 };
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x + 2, middle.y);
    await page.mouse.up();
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
    const jobs = server.state.jobs.size;
    await page.click('.make');
    await expect.poll(() => server.state.jobs.size).toBe(jobs + 1);
    await page.locator('.group').first().locator('[data-job], [data-clip]').first().waitFor();
    expect(`Seed ${[...server.state.jobs.values()].at(-1)?.request.seed}`).toBe(pin.trim());
    await page.close();
  });

  const open = async (prompt = 'A fox in a snowy forest') => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(server.url);
    await page.fill('.prompt-box', prompt);
    await page.getByRole('button', { name: 'Stage' }).click();
    await standsStill(page);
    return page;
  };
  const use = async (page: Page) => {
    await page.getByRole('button', { name: 'Use this stage' }).click();
    return madeScene(page);
  };
  const madeScene = async (page: Page) => {
    const before = server.state.jobs.size;
    await page.click('.make');
    await expect.poll(() => server.state.jobs.size).toBe(before + 1);
    return [...server.state.jobs.values()].at(-1)!.request.scene!;
  };
  /** The colour of the canvas at a point of the page. */
  const colourAt = (page: Page, x: number, y: number) =>
    page.evaluate(
      ([left, top]) => {
        const canvas = document.querySelector<HTMLCanvasElement>('.canvas > canvas');
        const area = canvas!.getBoundingClientRect();
        const scale = canvas!.width / area.width;
        const [r, g, b] = canvas!
          .getContext('2d')!
          .getImageData((left! - area.left) * scale, (top! - area.top) * scale, 1, 1).data;
        return { r: r!, g: g!, b: b! };
      },
      [x, y] as const,
    );
  /** Whether most of what is around a point is the orange of the fox. */
  const isFox = async (page: Page, x: number, y: number) => {
    const around = [-12, -6, 0, 6, 12].flatMap((dx) => [-8, 0, 8].map((dy) => [dx, dy] as const));
    const colours = await Promise.all(around.map(([dx, dy]) => colourAt(page, x + dx, y + dy)));
    return colours.filter(({ r, g, b }) => r > 170 && g < 0.72 * r && b < 0.5 * r).length > around.length / 2;
  };
  const middleOf = async (page: Page, name: string) => {
    const box = (await page.getByRole('button', { name, exact: true }).first().boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, box };
  };
  const dragBy = async (page: Page, from: { x: number; y: number }, dx: number, dy = 0) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + dx, from.y + dy, { steps: 8 });
    await page.mouse.up();
    await page.waitForTimeout(100);
  };

  it('shows the art of the world where the scene says, on a canvas of two thirds of the window that stays where it is', async () => {
    const page = await open();
    const canvas = (await page.locator('.canvas').boundingBox())!;
    expect(canvas.width).toBeGreaterThan(0.65 * 1440);
    const fox = await middleOf(page, 'fox, subject');
    const body = fox.box.y + 0.61 * fox.box.height;
    expect(await isFox(page, fox.x, body)).toBe(true);
    await dragBy(page, fox, -220);
    expect(await isFox(page, fox.x - 220, body)).toBe(true);
    expect(await isFox(page, fox.x, body)).toBe(false);
    for (const name of ['fox, subject', 'rock, prop', 'sun, in the sky']) {
      await page.getByRole('button', { name, exact: true }).first().focus();
      expect(await page.locator('.canvas').boundingBox()).toEqual(canvas);
    }
    // The snow of the ground, lit by the dawn, and what is outside of the frame darker.
    const frame = (await page.locator('.camera-frame').boundingBox())!;
    const inside = await colourAt(page, frame.x + frame.width / 2, frame.y + frame.height - 12);
    const outside = await colourAt(page, frame.x + frame.width / 2, frame.y + frame.height + 12);
    expect(inside.r).toBeGreaterThan(150);
    expect(outside.r).toBeLessThan(0.75 * inside.r);
    // At night the same ground is dark.
    await page.locator('.lines li button').first().click();
    await page.getByLabel('Time of day').selectOption('night');
    await page.waitForTimeout(300);
    expect((await colourAt(page, frame.x + frame.width / 2, frame.y + frame.height - 12)).r).toBeLessThan(
      0.7 * inside.r,
    );
    await page.close();
  });

  it('is filled from the tray by dragging and by keys, in both languages, and copies with Alt', async () => {
    const page = await open();
    await page.getByRole('searchbox', { name: 'Search' }).fill('オオカミ');
    // The list follows what is typed a moment later.
    await page.getByRole('button', { name: 'Put on the stage: wolf face' }).waitFor();
    const wolf = page.getByRole('button', { name: 'Put on the stage: wolf', exact: true });
    const from = (await wolf.boundingBox())!;
    const canvas = (await page.locator('.canvas').boundingBox())!;
    await dragBy(
      page,
      { x: from.x + 20, y: from.y + 20 },
      canvas.x + 0.4 * canvas.width - from.x - 20,
      canvas.y + 0.7 * canvas.height - from.y - 20,
    );
    const put = await middleOf(page, 'wolf, subject');
    expect(put.x).toBeCloseTo(canvas.x + 0.4 * canvas.width, -1);
    expect(put.box.y + put.box.height).toBeCloseTo(canvas.y + 0.7 * canvas.height, -1);
    await page.getByRole('searchbox', { name: 'Search' }).fill('rooster');
    await page.getByRole('button', { name: 'Put on the stage: rooster' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'rooster, subject' }).waitFor();
    await page.keyboard.down('Alt');
    await dragBy(page, await middleOf(page, 'rock, prop'), -150);
    await page.keyboard.up('Alt');
    expect(await page.getByRole('button', { name: 'rock, prop' }).count()).toBe(2);
    await page.keyboard.press('Control+z');
    expect(await page.getByRole('button', { name: 'rock, prop' }).count()).toBe(1);
    await page.keyboard.press('Control+Shift+z');
    const scene = await use(page);
    expect(scene.subjects.map(({ name, actor }) => actor ?? name)).toEqual(['fox', 'wolf', 'rooster']);
    expect(scene.props.filter(({ name }) => name === 'rock')).toHaveLength(2);
    await page.close();
  });

  it('moves the camera at both ends, the nearest point of a path, with Shift all of it, and draws a path by hand', async () => {
    const page = await open();
    const frame = (await page.locator('.camera-frame').boundingBox())!;
    const unit = frame.height * 1.1;
    // Its upper edge moves it, its corner zooms.
    await dragBy(page, { x: frame.x + frame.width / 2, y: frame.y - 2 }, -40);
    await page.locator('.camera-ghost > .camera-name').click();
    const end = (await page.locator('.camera-frame.chosen').boundingBox())!;
    await dragBy(page, { x: end.x + end.width, y: end.y + end.height }, -60, -40);
    const fox = await middleOf(page, 'fox, subject');
    await dragBy(page, fox, 50);
    await page.keyboard.down('Shift');
    await dragBy(page, await middleOf(page, 'fox, subject'), 50);
    await page.keyboard.up('Shift');
    await page.keyboard.press('Control+z');
    await page.locator('.thing-subjects').first().focus();
    const before = await page.locator('.path-point').count();
    expect(before).toBe(3);
    await page.getByRole('button', { name: 'Draw a path' }).click();
    const canvas = (await page.locator('.canvas').boundingBox())!;
    await page.mouse.move(canvas.x + 300, canvas.y + 500);
    await page.mouse.down();
    for (let i = 1; i <= 40; i++) await page.mouse.move(canvas.x + 300 + 10 * i, canvas.y + 500 + 40 * Math.sin(i / 6));
    await page.mouse.up();
    await expect.poll(() => page.locator('.path-point').count()).toBeGreaterThan(3);
    const scene = await use(page);
    const [start, last] = [scene.camera.path[0]!, scene.camera.path.at(-1)!];
    expect(start.x).toBeCloseTo(0.1 - 40 / unit, 1);
    expect(last.zoom).toBeGreaterThan(1.15);
    expect(last.x).toBeCloseTo(-0.1, 2);
    const { path } = scene.subjects[0]!;
    expect(path.length).toBeLessThanOrEqual(12);
    expect(path.at(-1)!.at).toBe(10);
    expect(path.at(-1)!.x - path[0]!.x).toBeCloseTo(400 / unit, 1);
    await page.close();
  });

  it('says what the words name and the stage does not show, and puts it there', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'fox, subject' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Use this stage' }).click();
    await page.fill('.prompt-box', 'A bus in a snowy forest');
    await page.getByText('In your words, but not on the stage: bus.').waitFor();
    await page.getByRole('button', { name: 'Put the bus on the stage' }).click();
    await page.getByText('In your words, but not on the stage').waitFor({ state: 'detached' });
    const { subjects } = await madeScene(page);
    expect(subjects.map(({ name }) => name)).toEqual(['fox', 'bus']);
    await page.close();
  });

  it('fits phones: pictures are put by a press, and what is pressed by a finger is large', async () => {
    const page = await browser.page({ width: 360, height: 740 });
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A fox in a snowy forest');
    await page.getByRole('button', { name: 'Stage' }).click();
    await page.locator('canvas[data-painted=whole]').waitFor();
    expect(await page.evaluate(() => document.querySelector('.stage')!.scrollWidth)).toBeLessThanOrEqual(360);
    const canvas = (await page.locator('.canvas').boundingBox())!;
    expect(canvas.width).toBeGreaterThan(320);
    await page.getByRole('button', { name: 'Put on the stage: cat', exact: true }).click();
    await page.getByRole('button', { name: 'cat, subject' }).waitFor();
    await page.close();
  });
});
