import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scene } from '@akezora/contract';
import { createClient } from '@akezora/contract/api';
import type { RunningServer } from '@akezora/server';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { browserTests, started } from './support/browser-tests.ts';
import { modelHere, startRealServer } from './support/real-server.ts';

/** Colours of a picture in a grid of 64 × 36, 0 to 255. */
const grid = async (picture: Buffer | string): Promise<Buffer> =>
  sharp(picture).removeAlpha().resize(64, 36, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();

/** Mean difference of two grids. @param shift columns by which the second is moved. Default 0 */
function difference(a: Buffer, b: Buffer, shift = 0): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const column = Math.floor(i / 3) % 64;
    const from = i + 3 * (((column + shift) % 64) - column);
    sum += Math.abs(a[i]! - b[from]!);
  }
  return sum / a.length;
}

/** Milliseconds for a clip, and for a page whose server reads its models, on a machine that does much else. */
const slowestMs = 400_000;

browserTests(
  'the stage and the clip that is made of it',
  (browser) => {
    const folder = mkdtempSync(join(tmpdir(), 'akezora-stage-'));
    const server = started(
      () => startRealServer(folder),
      async (running: RunningServer) => {
        await running.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    );

    /** The part of the stage that the camera sees, and the scene that it shows. */
    async function staged(page: Page, prompt: string): Promise<{ picture: Buffer; scene: Scene }> {
      await page.goto(server().url);
      await page.fill('.prompt-box', prompt);
      const answer = page.waitForResponse(
        (one) => one.url().endsWith('/api/plan') && one.request().postDataJSON().variants === undefined && one.ok(),
      );
      await page.getByRole('button', { name: 'Stage' }).first().click();
      // A plan takes 30 s at most. Where the machine is too busy for that, the stage says so in place of its canvas, for good.
      const again = page.getByRole('dialog').getByRole('button', { name: 'Try again' });
      const either = page.locator('.canvas > canvas').or(again).first();
      await either.waitFor();
      while (await again.isVisible()) {
        await again.click();
        await again.waitFor({ state: 'hidden' });
        await either.waitFor();
      }
      const { plan } = (await (await answer).json()) as { plan: { scene: Scene } };
      await page.locator('canvas[data-painted=whole]').waitFor();
      // Both at one moment: the dialog rises while it opens.
      const { url, area } = await page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.canvas > canvas')!;
        const [all, seen] = [canvas, document.querySelector('.camera-frame')!].map((part) =>
          part.getBoundingClientRect(),
        );
        const scale = canvas.width / all!.width;
        const dots = (length: number) => Math.round(length * scale);
        const [left, top] = [dots(seen!.left - all!.left), dots(seen!.top - all!.top)];
        return { url: canvas.toDataURL(), area: { left, top, width: dots(seen!.width), height: dots(seen!.height) } };
      });
      const picture = await sharp(Buffer.from(url.split(',')[1] ?? '', 'base64'))
        .extract(area)
        .png()
        .toBuffer();
      return { picture, scene: plan.scene };
    }

    /** The first frame of a clip of a scene. */
    async function painted(scene: Scene): Promise<string> {
      const api = createClient({ baseUrl: server().url });
      const short = { ...scene, seconds: 2 };
      const { data } = await api.call('submit', {
        body: { request: { model: 'akezora-2', prompt: 'x', scene: short, seconds: 2, resolution: '360p' } },
      });
      const id = data[0]!.id;
      await expect
        .poll(async () => (await api.call('job', { params: { id } })).state, { timeout: slowestMs })
        .toBe('completed');
      const { clipId } = await api.call('job', { params: { id } });
      const video = join(folder, `${id}.mp4`.replace(/[^\w.]/g, ''));
      const response = await api.call('clipVideo', { params: { id: clipId! } });
      writeFileSync(video, Buffer.from(await response.arrayBuffer()));
      const frame = `${video}.png`;
      execFileSync('ffmpeg', ['-y', '-v', 'error', '-i', video, '-frames:v', '1', frame]);
      return frame;
    }

    it.each([
      'a red car drives on a road in a foggy city',
      'a dolphin swims in the sea at night',
      'a fox runs in a snowy forest at dawn',
    ])(
      'look alike: %s',
      async (prompt) => {
        const page = await browser.page({ width: 1440, height: 900 });
        page.setDefaultTimeout(slowestMs);
        const { picture, scene } = await staged(page, prompt);
        const [stage, clip] = [await grid(picture), await grid(await painted(scene))];
        const off = difference(stage, clip);
        console.log(`${prompt}: stage and clip differ by ${off.toFixed(1)} of 255`);
        expect(off).toBeLessThan(9);
        // Another place of the same pictures would be seen.
        expect(difference(stage, clip, 5)).toBeGreaterThan(1.3 * off);
        await page.close();
      },
      3 * slowestMs,
    );
  },
  await modelHere(),
);
