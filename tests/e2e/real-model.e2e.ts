import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@akezora/contract/api';
import type { RunningServer } from '@akezora/server';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserTests, type SuiteBrowser } from './support/browser-tests.ts';
import { modelHere, startRealServer } from './support/real-server.ts';

const registerTests = (browser: SuiteBrowser) => {
  let server: RunningServer;
  const folder = mkdtempSync(join(tmpdir(), 'akezora-real-'));
  beforeAll(async () => {
    server = await startRealServer(folder);
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Facts of a clip's file as ffprobe reads them. */
  async function probe(id: string): Promise<{ codec: string; width: number; height: number; seconds: number }> {
    const response = await createClient({ baseUrl: server.url }).call('clipVideo', { params: { id } });
    const file = join(folder, `${id.replace(/\W/g, '')}.mp4`);
    writeFileSync(file, Buffer.from(await response.arrayBuffer()));
    const text = execFileSync('ffprobe', [
      '-v',
      'error',
      '-select_streams',
      'v',
      '-show_entries',
      'stream=codec_name,width,height:format=duration',
      '-of',
      'json',
      file,
    ]);
    const { streams, format } = JSON.parse(text.toString()) as {
      streams: { codec_name: string; width: number; height: number }[];
      format: { duration: string };
    };
    const [stream] = streams;
    return {
      codec: stream?.codec_name ?? '',
      width: stream?.width ?? 0,
      height: stream?.height ?? 0,
      seconds: Number(format.duration),
    };
  }
  /** All frames of a clip by ffmpeg, as 64×36 grey values. */
  async function framesOf(id: string): Promise<Buffer[]> {
    const response = await createClient({ baseUrl: server.url }).call('clipVideo', { params: { id } });
    const file = join(folder, `${id.replace(/\W/g, '')}.mp4`);
    writeFileSync(file, Buffer.from(await response.arrayBuffer()));
    const [width, height] = [64, 36];
    const raw = execFileSync('ffmpeg', [
      ...['-v', 'error', '-i', file, '-vf', `scale=${width}:${height}:flags=area,format=gray`],
      ...['-fps_mode', 'passthrough', '-f', 'rawvideo', '-'],
    ]);
    const bytes = width * height;
    return Array.from({ length: raw.length / bytes }, (_, n) => raw.subarray(n * bytes, (n + 1) * bytes));
  }
  const madeClip = async (page: Page) => {
    await page.getByRole('button', { name: 'Make it', exact: true }).click();
    const link = page.locator('.take-open');
    await link.waitFor({ timeout: 400_000 });
    return (await link.getAttribute('href'))?.split('/').at(-1) ?? '';
  };
  let source = '';

  it('first visit: words and Enter, and a clip plays', async () => {
    const page = await browser.page({ tour: true });
    await page.goto(server.url);
    await page.waitForSelector('.hero');
    // The smallest and shortest the model makes, chosen as the owner's defaults so that nothing is clicked.
    await createClient({ baseUrl: server.url }).call('patchSettings', {
      body: { defaults: { seconds: 2, resolution: '360p' } },
    });
    await page.reload();
    await page.waitForSelector('.hero');
    await page.keyboard.type('A fox runs through the snow at dawn');
    await page.keyboard.press('Enter');
    await page.locator('.job-tile').waitFor();
    await page.locator('.clip-motion.ready').waitFor({ timeout: 400_000 });
    source = (await page.locator('[data-clip]').first().getAttribute('data-clip')) ?? '';
    const facts = await probe(source);
    expect(facts).toMatchObject({ codec: 'h264', width: 640, height: 360 });
    expect(facts.seconds).toBeCloseTo(2, 1);
    await page.close();
  }, 600_000);

  it('a clip is taken away: in another format and size, as a data set, and by dragging it out', async () => {
    const page = await browser.page();
    const take = async (press: () => Promise<void>) => {
      const [file] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), press()]);
      const path = join(folder, file.suggestedFilename());
      await file.saveAs(path);
      return path;
    };
    await page.goto(`${server.url}/clips/${source}`);
    await page.getByRole('button', { name: 'Download' }).click();
    const panel = page.getByRole('dialog', { name: 'Download' });
    await panel.getByLabel('Format').selectOption('vp9');
    const webm = await take(() => panel.getByRole('button', { name: 'Download' }).click());
    const { streams } = JSON.parse(
      execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', webm]).toString(),
    ) as { streams: { codec_name: string; width: number }[] };
    expect(streams).toMatchObject([{ codec_name: 'vp9', width: 640 }]);
    const set = await take(() => panel.getByRole('button', { name: 'Export as data set' }).click());
    // A ZIP whose directory names what it holds.
    expect(readFileSync(set).toString('latin1')).toMatch(/^PK[\s\S]*metadata\.csv/);
    await page.goto(`${server.url}/library`);
    const data = await page.evaluateHandle(() => new DataTransfer());
    await page.dispatchEvent('.cell .clip-link', 'dragstart', { dataTransfer: data });
    expect(await data.evaluate((transfer) => transfer.getData('DownloadURL'))).toMatch(
      /^video\/mp4:A fox runs through the snow at dawn\.mp4:http:.*\/video/,
    );
    await page.close();
  }, 300_000);

  it('a picture is pasted in, and the clip starts from it', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.waitForSelector('.composer');
    const thumbnail = await createClient({ baseUrl: server.url }).call('clipThumbnail', { params: { id: source } });
    await page.locator('.prompt-box').evaluate(
      (box, bytes) => {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([new Uint8Array(bytes)], 'pasted.webp', { type: 'image/webp' }));
        box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      },
      [...new Uint8Array(await thumbnail.arrayBuffer())],
    );
    await page.getByRole('button', { name: 'Start picture' }).click();
    await page.getByText('Starts from pasted.webp').waitFor();
    await page.close();
  }, 60_000);

  it('the server restarts in the middle of a job, and the clip comes all the same', async () => {
    const page = await browser.page();
    await page.goto(server.url);
    await page.fill('.prompt-box', 'A boat on the sea at night');
    await page.keyboard.press('Enter');
    await page.locator('[data-state="running"]').first().waitFor({ timeout: 60_000 });
    const port = Number(new URL(server.url).port);
    await server.stop();
    await page.getByText("Can't reach the server").waitFor();
    server = await startRealServer(folder, port);
    await page.locator('.group', { hasText: 'A boat on the sea' }).locator('[data-clip]').waitFor({ timeout: 400_000 });
    await page.close();
  }, 600_000);

  for (const tool of ['remix', 'loop', 'extend', 'recut'] as const)
    it(`${tool} ends in a clip of the right length`, async () => {
      const page = await browser.page();
      await page.goto(`${server.url}/clips/${source}/${tool}`);
      if (tool === 'remix') await page.getByRole('textbox', { name: 'What changes?' }).fill('at night');
      if (tool === 'extend') {
        await page.getByRole('slider', { name: 'End of 4 new seconds' }).focus();
        for (let n = 0; n < 3; n += 1) await page.keyboard.press('Shift+ArrowLeft');
      }
      if (tool === 'loop') {
        await page.getByRole('slider', { name: 'End of seam' }).focus();
        await page.keyboard.press('ArrowLeft');
      }
      if (tool === 'recut') {
        await page.getByRole('slider', { name: 'End of piece 1' }).focus();
        await page.keyboard.press('Shift+ArrowRight');
      }
      const facts = await probe(await madeClip(page));
      expect(facts.seconds).toBeCloseTo({ remix: 2, loop: 4, extend: 3, recut: 3 }[tool], 1);
      await page.close();
    }, 600_000);

  it('a re-cut joins its pieces at the right frame', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/clips/${source}/recut`);
    // The second half comes first: one second each.
    await page.getByRole('slider', { name: 'Playhead' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('s');
    await page.getByRole('button', { name: 'piece 2, 1 s' }).focus();
    await page.keyboard.press('Alt+ArrowLeft');
    const made = await madeClip(page);
    await page.close();
    const [before, after] = [await framesOf(source), await framesOf(made)];
    expect(after.length).toBe(before.length);
    const half = before.length / 2;
    const nearest = (frame: Buffer) => {
      const apart = before.map((one) => one.reduce((sum, value, at) => sum + Math.abs(value - (frame[at] ?? 0)), 0));
      return apart.indexOf(Math.min(...apart));
    };
    // Just before the join is the source's last frame, just after it the first one.
    for (const [at, expected] of [
      [0, half],
      [half - 1, before.length - 1],
      [half, 0],
      [after.length - 1, half - 1],
    ] as const)
      expect(Math.abs(nearest(after[at] ?? Buffer.alloc(0)) - expected), `frame ${at}`).toBeLessThanOrEqual(1);
  }, 600_000);

  for (const language of ['en', 'ja'] as const)
    it(`remix shows what it will change, ready changes are understood, and what is not is not made: ${language}`, async () => {
      const page = await browser.page({ language });
      await page.goto(`${server.url}/clips/${source}/remix`);
      const ready = page.getByRole('group', { name: { en: 'Ready changes', ja: 'すぐ使える変更' }[language] });
      const chips = page.getByRole('list', { name: { en: 'What changes', ja: '変わること' }[language] });
      await ready.getByRole('button').first().waitFor();
      const buttons = await ready.getByRole('button').all();
      expect(buttons.length).toBe(4);
      const said: string[] = [];
      for (const button of buttons) {
        await button.click();
        const known = [...said];
        await expect
          .poll(async () => known.includes((await chips.allInnerTexts()).join()) || (await chips.count()) === 0)
          .toBe(false);
        said.push((await chips.allInnerTexts()).join());
      }
      await page.locator('.tool-line .prompt-box').fill('zorple the blick');
      await page.locator('.tool-refusal').waitFor();
      expect(await page.locator('.tool-line .make').isDisabled()).toBe(true);
      await page.close();
    });

  it('blend ends in a clip', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/clips/${source}/blend`);
    await page.getByRole('button', { name: 'Choose a clip' }).click();
    await page.locator('.chooser button', { hasText: 'A boat' }).first().click();
    expect((await probe(await madeClip(page))).seconds).toBeCloseTo(2, 1);
    await page.close();
  }, 600_000);

  it('a storyboard ends in a clip', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/storyboards`);
    await page.getByRole('button', { name: 'New storyboard' }).click();
    await page.getByLabel('What this card shows').fill('A fox in the snow');
    await page.getByRole('slider', { name: 'Total length' }).fill('3');
    await page.getByRole('button', { name: 'Add text' }).click();
    await page.getByLabel('What this card shows').fill('A fox by the sea');
    await page.getByRole('radio', { name: '360p' }).check({ force: true });
    const facts = await probe(await madeClip(page));
    expect(facts.seconds).toBeGreaterThanOrEqual(3);
    await page.close();
  }, 600_000);
};

browserTests('the real server with the model in the box', registerTests, await modelHere());
