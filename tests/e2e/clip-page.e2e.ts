import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { generationRequestSchema } from '@akezora/contract';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { addClip } from '../../packages/studio/tests/server/state.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

const fox = fileURLToPath(new URL('../../packages/studio/tests/fixtures/fox.mp4', import.meta.url));

/** All frames of a video by ffmpeg, each as 32×18 grey values. */
function framesOf(file: string): number[][] {
  const args = ['-v', 'error', '-i', file, '-vf', 'scale=32:18:flags=area,format=gray', '-f', 'rawvideo', '-'];
  const all = [...execFileSync('ffmpeg', args)];
  const size = 32 * 18;
  return Array.from({ length: all.length / size }, (_, n) => all.slice(n * size, (n + 1) * size));
}

const mostApart = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? 999))));

browserTests('a clip’s page', (browser) => {
  const server = suiteDevServer({ jobMs: 600 }, (state) => {
    fill(state, 6);
    addClip(
      state,
      generationRequestSchema.parse({
        prompt: 'A fox on a boat, blended',
        parent: 'clip_000001',
        actors: [{ name: 'momo', clip: 'clip_000002' }],
        conditions: [
          { source: { kind: 'clip', id: 'clip_000001' }, at: 0 },
          { source: { kind: 'clip', id: 'clip_000003' }, at: 2 },
        ],
      }),
      { id: 'clip_blend', origin: 'blend', createdAt: '2026-01-02T00:00:00.000Z' },
    );
  });
  const open = async (id: string) => {
    const page = await browser.page({ width: 1440, height: 900 });
    await page.goto(`${server.url}/clips/${id}`);
    await page.waitForFunction(() => (document.querySelector<HTMLVideoElement>('.player video')?.readyState ?? 0) >= 3);
    return page;
  };
  /** Stops at a frame, counted from 1. */
  const stopAt = async (page: Page, frame: number) => {
    const video = page.locator('.player video');
    if (!(await video.evaluate((one: HTMLVideoElement) => one.paused))) await page.keyboard.press('k');
    await page.keyboard.press('Home');
    for (let n = 1; n < frame; n += 1) {
      await page.keyboard.press('.');
      await page.getByText(`frame ${n + 1}/36`, { exact: true }).waitFor();
    }
  };

  it('is called by its prompt until it has a title, and again when that is taken back', async () => {
    const page = await open('clip_000002');
    const heading = page.getByRole('heading', { level: 1 });
    const prompt = 'A boat sails over the sea at night';
    expect(await heading.textContent()).toBe(prompt);
    expect(await page.getByText(prompt, { exact: true }).count()).toBe(1);
    const name = async (title: string) => {
      await page.getByRole('button', { name: 'Change the title' }).click();
      await page.getByRole('textbox', { name: 'Title' }).fill(title);
      await page.keyboard.press('Enter');
    };
    await name('Night boat');
    await expect.poll(() => heading.textContent()).toBe('Night boat');
    await page.getByText(prompt, { exact: true }).waitFor();
    await name('');
    await expect.poll(() => heading.textContent()).toBe(prompt);
    for (const words of ['Favourite', 'Download', 'Share', 'Make an actor', 'Move to bin'])
      expect(await page.locator('.clip-actions').getByText(words, { exact: true }).isVisible(), words).toBe(true);
    await page.goto(`${server.url}/clips/clip_000004`);
    await expect.poll(() => heading.getAttribute('lang')).toBe('ja');
    await page.close();
  });

  it('goes into a folder that is made there', async () => {
    const page = await open('clip_000002');
    await page.getByRole('combobox', { name: 'Folder', exact: true }).selectOption({ label: 'New folder…' });
    await page.getByRole('textbox', { name: 'Folder name' }).waitFor();
    // It has the focus.
    await page.keyboard.type('Night');
    await page.keyboard.press('Enter');
    await expect.poll(() => server.state.clips.get('clip_000002')?.folderId).toBeTruthy();
    await expect
      .poll(() => page.locator('.organise select').evaluate((box: HTMLSelectElement) => box.selectedOptions[0]?.text))
      .toBe('Night');
    await page.close();
  });

  it('has a line that describes a change to it, and goes to Remix with the words', async () => {
    const page = await open('clip_000001');
    expect(await page.locator('.prompt-box').isVisible()).toBe(false);
    await page.getByRole('textbox', { name: 'Describe a change to this clip' }).fill('make it night');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/clips/clip_000001/remix');
    await expect.poll(() => page.getByRole('textbox', { name: 'What changes?' }).inputValue()).toBe('make it night');
    await page.goBack();
    await page.getByRole('group', { name: 'Ready changes' }).getByRole('button', { name: 'Make it rain' }).click();
    await page.waitForURL('**/clips/clip_000001/remix');
    await expect.poll(() => page.getByRole('textbox', { name: 'What changes?' }).inputValue()).toBe('Make it rain');
    await page.close();
  });

  it('shows every clip that it was made from, and its actors with their pictures', async () => {
    const page = await open('clip_blend');
    const sources = page.getByRole('region', { name: 'Made from 3 clips' });
    await sources.waitFor();
    expect(
      await sources.getByRole('link').evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname)),
    ).toEqual(['/clips/clip_000001', '/clips/clip_000003', '/clips/clip_000002']);
    const actor = page.locator('.actor-chip', { hasText: '@momo' });
    await expect
      .poll(() => actor.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
    await page.goto(`${server.url}/clips/clip_000002`);
    await page.locator('.clip-title').waitFor();
    expect(await page.locator('.sources').count()).toBe(0);
    // Both clips of a blend list it as made from them.
    for (const source of ['clip_000001', 'clip_000003']) {
      await page.goto(`${server.url}/clips/${source}`);
      const family = page.getByRole('region', { name: 'Family' });
      await family.getByRole('link', { name: /A fox on a boat, blended/ }).waitFor();
    }
    await page.close();
  });

  it('leads to the clips beside it, by links and by [ and ]', async () => {
    const page = await open('clip_000003');
    await page.getByRole('link', { name: 'Older' }).click();
    await page.waitForURL('**/clips/clip_000002');
    await page.getByRole('link', { name: 'Newer' }).waitFor();
    await page.keyboard.press('[');
    await page.waitForURL('**/clips/clip_000003');
    await page.locator('.change-box').fill('[');
    expect(page.url()).toContain('clip_000003');
    await page.locator('h1').click();
    await page.keyboard.press(']');
    await page.waitForURL('**/clips/clip_000002');
    await page.goto(`${server.url}/clips/clip_000001`);
    await page.getByRole('link', { name: 'Newer' }).waitFor();
    expect(await page.getByRole('link', { name: 'Older' }).count()).toBe(0);
    await page.close();
  });

  it('tells the frame, plays between its marks only, and shows the time under the pointer', async () => {
    const page = await open('clip_000001');
    const time = () => page.locator('.player video').evaluate((video: HTMLVideoElement) => video.currentTime);
    await stopAt(page, 7);
    await page.keyboard.press('i');
    await stopAt(page, 12);
    await page.keyboard.press('o');
    await page.keyboard.press('k');
    const seen: number[] = [];
    await expect
      .poll(
        async () => {
          seen.push(await time());
          const back = seen.findIndex((at, index) => at < (seen[index - 1] ?? 0));
          return back > 0 && seen.length > back + 5;
        },
        { interval: 40 },
      )
      .toBe(true);
    // One frame of grace: the browser shows it before it is sent back.
    expect(Math.max(...seen)).toBeLessThan(12 / 12 + 1 / 12);
    expect(Math.min(...seen.slice(seen.findIndex((at, index) => at < (seen[index - 1] ?? 0))))).toBeGreaterThan(0.45);
    await page.getByRole('button', { name: 'Clear the marks' }).click();
    await expect.poll(time).toBeGreaterThan(1.5);
    const box = await page.locator('.scrub').boundingBox();
    await page.locator('.scrub').hover({ position: { x: (box?.width ?? 0) / 2, y: 10 } });
    expect(await page.locator('.scrub-time').textContent()).toMatch(/^0:01\.(49|50|51), frame 1[89]\/36$/);
    await page.close();
  });

  it('takes what is marked to Re-cut, by its button and its key, one part after another', async () => {
    const page = await open('clip_000001');
    const part = page.getByRole('button', { name: 'Re-cut this part' });
    const pieces = page.locator('.line-piece > .piece');
    const names = () => pieces.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    await stopAt(page, 7);
    expect(await part.count()).toBe(0);
    await page.keyboard.press('c');
    expect(new URL(page.url()).pathname).toBe('/clips/clip_000001');
    await page.keyboard.press('i');
    await stopAt(page, 30);
    await page.keyboard.press('o');
    await part.click();
    await page.waitForURL('**/clips/clip_000001/recut');
    await expect.poll(names).toEqual(['piece 1, 2 s']);
    await page.goBack();
    await page.waitForFunction(() => (document.querySelector<HTMLVideoElement>('.player video')?.readyState ?? 0) >= 3);
    await stopAt(page, 31);
    await page.keyboard.press('i');
    await part.waitFor();
    await page.keyboard.press('c');
    await page.waitForURL('**/clips/clip_000001/recut');
    await expect.poll(names).toEqual(['piece 1, 2 s', 'piece 2, 0.5 s']);
    await page.getByRole('button', { name: 'Make it', exact: true }).click();
    await expect
      .poll(() => [...server.state.jobs.values()].at(-1)?.request)
      .toMatchObject({
        seconds: 2.5,
        conditions: [
          { from: 0.5, to: 2.5, at: 0 },
          { from: 2.5, to: 3, at: 2 },
        ],
      });
    await page.close();
  });

  it('copies the frame that is shown, and a new clip starts from it', async () => {
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await open('clip_000001');
    await stopAt(page, 10);
    await page.getByRole('button', { name: 'Copy this frame' }).click();
    await page.getByText('Frame copied').waitFor();
    const copied = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const picture = await createImageBitmap(await item!.getType('image/png'));
      const canvas = new OffscreenCanvas(32, 18);
      const draw = canvas.getContext('2d')!;
      draw.imageSmoothingQuality = 'high';
      draw.drawImage(picture, 0, 0, 32, 18);
      const { data } = draw.getImageData(0, 0, 32, 18);
      return Array.from({ length: 32 * 18 }, (_, n) =>
        Math.round(0.299 * data[4 * n]! + 0.587 * data[4 * n + 1]! + 0.114 * data[4 * n + 2]!),
      );
    });
    const frames = framesOf(fox);
    const apart = frames.map((frame) => frame.reduce((sum, value, n) => sum + Math.abs(value - (copied[n] ?? 0)), 0));
    expect(apart).toHaveLength(36);
    expect(apart.indexOf(Math.min(...apart))).toBe(9);
    expect(mostApart(copied, frames[9] ?? [])).toBeLessThan(40);

    await page.getByRole('button', { name: 'Start from this frame' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await page.getByText(/^Starts from .*-10\.png/).waitFor();
    await expect.poll(() => page.locator('.prompt-box').evaluate((box) => box === document.activeElement)).toBe(true);
    await page.click('.make');
    await expect
      .poll(() => [...server.state.jobs.values()].at(-1)?.request.conditions)
      .toMatchObject([{ source: { kind: 'image', file: expect.stringMatching(/^upload:/) }, at: 0, strength: 1 }]);
    await page.close();
  });

  it('opens its scene on the stage, from where it is made anew', async () => {
    const page = await open('clip_blend');
    await page.getByRole('button', { name: 'Open on the stage' }).click();
    await page.locator('.thing-subjects').focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Use this stage' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await page.locator('.chip-large', { hasText: 'Stage' }).waitFor();
    const before = server.state.jobs.size;
    await page.click('.make');
    await expect.poll(() => server.state.jobs.size).toBe(before + 1);
    const { scene, conditions, prompt } = [...server.state.jobs.values()].at(-1)?.request ?? {};
    const was = server.state.clips.get('clip_blend')?.facts?.scene;
    expect(prompt).toBe('A fox on a boat, blended');
    expect(conditions).toBeUndefined();
    expect(scene?.subjects[0]?.path[0]?.x).toBeGreaterThan(was?.subjects[0]?.path[0]?.x ?? 9);
    expect(scene?.props).toEqual(was?.props);
    await page.close();
  });
});
