import { generationRequestSchema } from '@akezora/contract';
import { expect, it, onTestFinished } from 'vitest';
import { change, makeJob } from '../../packages/studio/tests/server/jobs.ts';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';
import { draw, faultsOnPhones, middleOf, phone, tap } from './support/phone.ts';

browserTests('by fingers', (browser) => {
  const server = suiteDevServer({ jobMs: 4000 }, (state) => fill(state, 6));
  const numberOf = (text: string | null) => Number(text ?? Number.NaN);

  it('the playhead is drawn along the line, and the edges of a piece are pulled', async () => {
    const { page, touch } = await phone(browser, 'en');
    onTestFinished(() => page.close());
    await page.goto(`${server.url}/clips/clip_000001/recut`);
    const at = async () => numberOf(await page.locator('.line-playhead').getAttribute('aria-valuenow'));
    const long = async () => numberOf(await page.locator('.line-edge-end').first().getAttribute('aria-valuenow'));
    await page.locator('.tool-line .plan-figures').waitFor();
    expect(await at()).toBe(0);
    await draw(touch, await middleOf(page, '.line-playhead'), { dx: 120 });
    await expect.poll(at).toBeGreaterThan(0.5);
    const scrubbed = await at();
    await tap(touch, await middleOf(page, '.line-time'));
    await expect.poll(at).not.toBe(scrubbed);
    expect(await long()).toBe(3);
    await tap(touch, await middleOf(page, '.line-piece > .piece'));
    await page.locator('.line-piece.chosen').waitFor();
    await draw(touch, await middleOf(page, '.line-edge-end'), { dx: -80 });
    await expect.poll(long).toBeLessThan(2.6);
    const end = await long();
    await draw(touch, await middleOf(page, '.line-edge-start'), { dx: 40 });
    await expect.poll(long).toBeLessThan(end);
  });

  it('the line between before and after is drawn, and nothing covers what is done with a take', async () => {
    const { page, touch } = await phone(browser, 'en');
    onTestFinished(() => page.close());
    await page.goto(`${server.url}/clips/clip_000001/remix`);
    await page.getByRole('textbox', { name: 'What changes?' }).fill('at night');
    await page.locator('.tool-line .plan-figures').waitFor();
    await tap(touch, await middleOf(page, '.tool-line .make'));
    await page.locator('.take-open').waitFor();
    // What is seen to end needs no word elsewhere.
    expect(await page.locator('.toast').count()).toBe(0);
    const { state } = server;
    for (const prompt of ['A boat at night', 'A bus in the city'])
      change(state, makeJob(state, generationRequestSchema.parse({ prompt }), null, 'prompt').id, {
        state: 'completed',
        clipId: 'clip_000002',
      });
    await page.locator('.toast').nth(1).waitFor();
    // They stay as long as one is held.
    await page.locator('.toast').first().hover();
    await page
      .locator('.toast')
      .nth(1)
      .evaluate((toast) => toast.querySelector('button')?.focus());
    expect(await faultsOnPhones(page, 'with two toasts')).toEqual([]);
    await tap(touch, await middleOf(page, '.viewer-head label:nth-child(3)'));
    await page.locator('.wipe').waitFor();
    const line = page.getByRole('slider', { name: 'Line between before and after' });
    await draw(touch, await middleOf(page, '.wipe-controls input'), { dx: 60 });
    await expect.poll(async () => Number(await line.inputValue())).toBeGreaterThan(0.6);
  });

  it('the stage is filled from its tray, and what stands on it is drawn to another place', async () => {
    const { page, touch } = await phone(browser, 'en');
    onTestFinished(() => page.close());
    await page.goto(`${server.url}/gallery`);
    await page.fill('.prompt-box', 'A fox in a snowy forest at dawn');
    const chip = '.composer .chip:has-text("Stage")';
    await page.locator(chip).waitFor();
    await tap(touch, await middleOf(page, chip));
    await page.locator('canvas[data-painted=whole]').waitFor();
    const subject = (index: number) => page.locator(`[data-thing="subjects ${index}"]`);
    const left = async (index: number) => (await subject(index).boundingBox())?.x ?? Number.NaN;
    const before = await left(0);
    const fox = await middleOf(page, '[data-thing="subjects 0"]');
    await draw(touch, fox, { dx: -60 });
    await expect.poll(() => left(0)).toBeLessThan(before - 40);
    await tap(touch, await middleOf(page, '.tray-item'));
    await subject(1).waitFor();
    // The row of the tray scrolls sideways; what is drawn upwards out of it comes onto the stage.
    await page.locator('.tray').evaluate((tray) => tray.scrollIntoView({ block: 'end', behavior: 'instant' }));
    const canvas = await page.locator('.canvas').boundingBox();
    const item = await page.locator('.tray-item').nth(1).boundingBox();
    if (canvas === null || item === null) throw new Error('not in sight');
    await draw(touch, { x: item.x + 20, y: item.y + 20 }, { dy: canvas.y + 0.7 * canvas.height - item.y - 20 });
    await subject(2).waitFor();
  });
});
