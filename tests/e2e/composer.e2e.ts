import { readFileSync } from 'node:fs';
import { generationRequestSchema } from '@akezora/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer } from '../../packages/server/tests/support/server.ts';
import { layoutShift } from '../../packages/studio/tests/browser/browser.ts';
import { type DevServer, startDevServer } from '../../packages/studio/tests/server/server.ts';
import { addClip } from '../../packages/studio/tests/server/state.ts';
import { browserTests } from './support/browser-tests.ts';

browserTests('the composer', (browser) => {
  let server: DevServer;
  beforeAll(async () => {
    server = await startDevServer({ jobMs: 1500 });
  });
  afterAll(() => server?.close());

  it('first visit: type, Enter, and the clip plays', async () => {
    const page = await browser.page({ tour: true });
    await page.goto(server.url);
    await page.waitForSelector('.hero');
    await page.keyboard.type('A fox trots through a snowy forest');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.job-tile[data-state="running"]');
    const video = page.locator('.clip-motion.ready');
    await video.waitFor();
    const before = await video.evaluate((media: HTMLVideoElement) => media.currentTime);
    await page.waitForFunction(
      (t) => (document.querySelector('.clip-motion') as HTMLVideoElement).currentTime > t,
      before,
    );
    expect(await page.inputValue('.prompt-box')).toBe('');
    expect(await layoutShift(page)).toBeLessThan(0.05);
    await page.close();
  });

  it('takes an Enter that comes before the server has said which models it has', async () => {
    const page = await browser.page();
    await page.route('**/api/models', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await route.continue();
    });
    const jobs = server.state.jobs.size;
    await page.goto(server.url);
    await page.waitForSelector('.prompt-box');
    await page.keyboard.type('A boat at dawn');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'A boat at dawn' }).waitFor();
    expect(server.state.jobs.size).toBe(jobs + 1);
    await page.close();
  });

  it('offers the decoders of a model that has two, and the plan says what each costs', async () => {
    const { models } = server.state;
    server.state.models = models.map((entry) => ({
      ...entry,
      capabilities: { ...entry.capabilities, decoders: ['full', 'tiny'] },
    }));
    for (const [language, advanced, tiny, cost] of [
      ['en', 'Advanced settings', /^Tiny/, 'Decoder full would take 6 minutes'],
      ['ja', '詳細設定', /^小さい/, 'full なら 6分'],
    ] as const) {
      const page = await browser.page({ language });
      await page.goto(server.url);
      await page.fill('.prompt-box', 'A fox in the snow');
      await page.getByRole('button', { name: advanced }).click();
      await page.getByRole('radio', { name: tiny }).check();
      await page.getByText(cost).waitFor();
      await page.click('.make');
      await expect.poll(() => [...server.state.jobs.values()].at(-1)?.request.decoder).toBe('tiny');
      await page.close();
    }
    server.state.models = models;
  });

  it('never sends while an input method is converting', async () => {
    const page = await browser.page({ language: 'ja' });
    await page.goto(server.url);
    await page.waitForSelector('.prompt-box');
    const jobs = server.state.jobs.size;
    const cdp = await browser.context.newCDPSession(page);
    await page.focus('.prompt-box');
    await cdp.send('Input.imeSetComposition', { text: 'きつねがはしる', selectionStart: 7, selectionEnd: 7 });
    // The Enter that takes the conversion: browsers mark it as composing and give it key code 229.
    await page
      .locator('.prompt-box')
      .dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true });
    await cdp.send('Input.insertText', { text: '狐が走る' });
    await page.waitForTimeout(300);
    expect(server.state.jobs.size).toBe(jobs);
    expect(await page.inputValue('.prompt-box')).toBe('狐が走る');
    await page.keyboard.press('Enter');
    await expect.poll(() => server.state.jobs.size).toBe(jobs + 1);
    expect([...server.state.jobs.values()].at(-1)?.prompt).toBe('狐が走る');
    await page.close();
  });

  it('keeps what was typed over a reload, and shows the job again after one', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A boat sails at night\nslowly');
    await page.reload();
    expect(await page.inputValue('.prompt-box')).toBe('A boat sails at night\nslowly');
    await page.click('.make');
    const group = page.locator('.group', { hasText: 'A boat sails' });
    const id = await group.locator('[data-job]').getAttribute('data-job');
    await page.reload();
    await group.locator('[data-clip]').waitFor();
    await expect.poll(() => server.state.jobs.get(id ?? '')?.state).toBe('completed');
    await page.close();
  });

  it('makes variants, and cancels one that runs', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A red bus crosses a city');
    await page.getByRole('button', { name: /^Variants/ }).click();
    await page.getByRole('radio', { name: '4' }).check({ force: true });
    await page.keyboard.press('Escape');
    await page.click('.make');
    await expect.poll(() => page.locator('.group').first().locator('[data-job]').count()).toBe(4);
    await page.locator('.group').first().getByRole('button', { name: 'Cancel' }).last().click();
    await page.locator('.group').first().locator('[data-state="cancelled"]').waitFor();
    await expect.poll(() => page.locator('.group').first().locator('[data-clip]').count(), { timeout: 20_000 }).toBe(3);
    await page.close();
  });

  it('says before the press what it takes and which words it does not know', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A fox and a zeppelin');
    await page.getByText('Words this model does not know (not drawn): zeppelin').waitFor();
    expect(await page.locator('.prompt-mirror mark').textContent()).toBe('zeppelin');
    expect(await page.locator('.plan-figures').textContent()).toMatch(/about \d+ s.*MB/);
    await page.close();
  });

  it('sends the same press once, though the answer was lost', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    let lost = 0;
    await page.route('**/api/jobs', async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort('connectionreset');
    });
    const before = server.state.jobs.size;
    await page.fill('.prompt-box', 'A fox at night');
    await page.click('.make');
    await page.getByText("Can't reach the server.").waitFor();
    expect(await page.inputValue('.prompt-box')).toBe('A fox at night');
    await page.getByRole('region', { name: 'New clip' }).getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => page.inputValue('.prompt-box')).toBe('');
    expect(server.state.jobs.size).toBe(before + 1);
    await page.close();
  });

  it('goes on after the server was restarted in the middle of a job', async () => {
    const port = Number(new URL(server.url).port);
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A fox at dawn');
    await page.keyboard.press('Enter');
    await page.locator('.group').first().locator('[data-state="running"]').waitFor();
    const { state } = server;
    await server.close();
    await page.getByText("Can't reach the server").waitFor();
    await page.fill('.prompt-box', 'A prompt sent too early');
    await page.click('.make');
    await page.locator('.composer').getByRole('alert').waitFor();
    server = await startDevServer({ state, port, jobMs: 1500 });
    await page.locator('.group').first().locator('[data-clip]').waitFor({ timeout: 20_000 });
    await expect.poll(() => page.getByText("Can't reach the server").count()).toBe(0);
    expect(await page.inputValue('.prompt-box')).toBe('A prompt sent too early');
    await page.close();
  });

  it('shows in a second tab what the first one makes', async () => {
    const [one, two] = [await browser.page(), await browser.page()];
    await one.goto(server.url);
    await two.goto(server.url);
    await two.waitForSelector('.prompt-box');
    await one.fill('.prompt-box', 'Two penguins at night');
    await one.press('.prompt-box', 'Enter');
    await two.getByRole('heading', { name: 'Two penguins at night' }).first().waitFor();
    await two.locator('.group').first().locator('[data-clip]').waitFor();
    await one.close();
    await two.close();
  });

  it('waits offline and goes on when the line is back', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.waitForSelector('.prompt-box');
    await page.fill('.prompt-box', 'A fox by the sea');
    await browser.context.setOffline(true);
    await page.click('.make');
    await page.getByText("Can't reach the server.").waitFor();
    await browser.context.setOffline(false);
    await page.getByRole('region', { name: 'New clip' }).getByRole('button', { name: 'Try again' }).click();
    await page.locator('.group').first().locator('[data-clip]').waitFor({ timeout: 20_000 });
    await page.close();
  });

  it('takes files and clips dropped anywhere on the page, and keeps a good file when a bad one follows', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/activity`);
    const drop = (bytes: number[], name: string, type: string) =>
      page.evaluate(
        ([data, file, mime]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([new Uint8Array(data)], file, { type: mime }));
          const event = (kind: string) => new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
          document.querySelector('main')?.dispatchEvent(event('dragover'));
          const dropped = event('drop');
          document.querySelector('main')?.dispatchEvent(dropped);
          return dropped.defaultPrevented;
        },
        [bytes, name, type] as const,
      );
    await page.locator('.options').waitFor({ state: 'attached' });
    const good = [...readFileSync(new URL('../../packages/studio/tests/fixtures/fox.webp', import.meta.url))];
    expect(await drop(good, 'fox.webp', 'image/webp')).toBe(true);
    await page.getByRole('button', { name: 'Start picture' }).click();
    const chip = page.locator('.chip-large', { hasText: 'fox.webp' });
    await chip.waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    expect(await drop([1, 2, 3], 'notes.png', 'image/png')).toBe(true);
    await page.getByRole('button', { name: 'Start picture' }).click();
    await page.getByText(/notes.png cannot be read/).waitFor();
    expect(await chip.isVisible()).toBe(true);
    await page.locator('.attach-error').getByRole('button', { name: 'Close' }).click();
    expect(await page.getByText(/notes.png cannot be read/).count()).toBe(0);
    await chip.getByRole('button', { name: /Remove/ }).click();
    expect(await chip.count()).toBe(0);
    await page.close();
  });

  it('tells the time of all variants, and raises no alarm at an @ that is only begun', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A fox in the snow');
    const seconds = async () =>
      Number(/about (\d+) s/.exec((await page.locator('.plan-figures').textContent()) ?? '')?.[1]);
    await expect.poll(seconds).toBeGreaterThan(0);
    const one = await seconds();
    await page.getByRole('button', { name: 'Variants: 1' }).click();
    await page.getByRole('radio', { name: '4', exact: true }).check({ force: true });
    await page.keyboard.press('Escape');
    await page.locator('.plan-figures', { hasText: '4 variants' }).waitFor();
    await expect.poll(seconds).toBeGreaterThan(2 * one);
    await page.fill('.prompt-box', '@');
    await page.waitForTimeout(700);
    expect(await page.getByRole('region', { name: 'New clip' }).getByRole('alert').count()).toBe(0);
    await page.close();
  });

  it('stands on pages that make clips, is folded on others, and is away where a tool has its own line', async () => {
    const page = await browser.page();
    const box = page.locator('.prompt-box');
    await page.goto(`${server.url}/settings`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await box.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'New prompt' }).click();
    await box.waitFor();
    expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.goto(`${server.url}/clips/${[...server.state.clips.keys()][0]}/remix`);
    await page.locator('.tool-line .prompt-box').waitFor();
    expect(await page.locator('.prompt-box:visible, .make:visible').count()).toBe(2);
    await page.close();
  });

  it('says what to do with bad input, and keeps the prompt', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', `${'long '.repeat(500)}`);
    await page.getByText(/The prompt has \d+ characters; akezora-2 reads at most 2000/).waitFor();
    await page.fill('.prompt-box', 'something enormous');
    await page.getByText('Try: 720p, 10 s.').waitFor();
    await page.click('.make');
    await page.getByText('Try: 720p, 10 s.').first().waitFor();
    expect(await page.inputValue('.prompt-box')).toBe('something enormous');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Add an image or video' }).click(),
    ]);
    await chooser.setFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') });
    await page.getByRole('button', { name: 'Start picture' }).click();
    await page.getByText(/notes.png cannot be read/).waitFor();
    await page.goto(`${server.url}/nowhere/at/all`);
    await page.getByText('Page not found').waitFor();
    await page.goto(`${server.url}/clips/gone`);
    await page.getByText('Page not found').waitFor();
    await page.close();
  });

  it('starts from a picture that is dropped in', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.waitForSelector('.composer');
    const { urls } = addClip(server.state, generationRequestSchema.parse({ prompt: 'a fox' }));
    const picture = await (await fetch(server.url + urls.thumbnail)).arrayBuffer();
    const data = await page.evaluateHandle(
      (bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], 'morning.webp', { type: 'image/webp' }));
        return transfer;
      },
      [...new Uint8Array(picture)],
    );
    await page.dispatchEvent('.composer', 'dragover', { dataTransfer: data });
    await page.dispatchEvent('.composer', 'drop', { dataTransfer: data });
    await page.getByRole('button', { name: 'Start picture' }).click();
    await page.getByText('Starts from morning.webp').waitFor();
    await page.fill('.prompt-box', 'A fox wakes');
    await page.click('.make');
    await page.locator('.group').first().locator('[data-job]').waitFor();
    const { conditions } = [...server.state.jobs.values()].at(-1)?.request ?? {};
    expect(conditions).toMatchObject([
      { source: { kind: 'image', file: expect.stringMatching(/^upload:/) }, at: 0, strength: 1 },
    ]);
    await page.close();
  });

  it('says that the disk is full and what helps, and keeps the prompt', async () => {
    const test = await startTestServer({ reserveBytes: 1e18 });
    const page = await browser.page();
    await page.goto(test.server.url);
    await page.fill('.prompt-box', 'A fox that finds no room');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('region', { name: 'New clip' }).getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/free|room|space/i);
    expect(await page.inputValue('.prompt-box')).toBe('A fox that finds no room');
    await page.close();
    await test.remove();
  });
});
