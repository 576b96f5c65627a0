import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@akezora/contract/api';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { keepPicture } from '../../packages/studio/tests/browser/browser.ts';
import { browserTests } from './support/browser-tests.ts';
import { modelHere, startRealServer } from './support/real-server.ts';

/** Prompts whose words the model all knows: of the clip, and of the next one in the composer. */
const prompts = {
  en: {
    clip: 'a fox running through falling snow at dusk',
    next: 'two penguins walking to the right across a snowfield',
  },
  ja: { clip: '夕暮れの雪の中を走るキツネ', next: '夜の雪原を、二羽のペンギンが右へ歩いていく' },
} as const;

/** Stops the video of the page at a time, in seconds, and waits until it shows that frame. */
async function stopAt(page: Page, seconds: number): Promise<void> {
  const video = page.locator('video').first();
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState)).toBeGreaterThanOrEqual(2);
  await video.evaluate((element: HTMLVideoElement, time) => {
    element.pause();
    element.currentTime = time;
  }, seconds);
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.seeking)).toBe(false);
  await page.waitForTimeout(500);
}

browserTests(
  'the studio with the model in the box',
  (browser) => {
    for (const language of ['en', 'ja'] as const)
      it(`is in the pictures of the guides, ${language}`, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'akezora-pictures-'));
        const server = await startRealServer(folder);
        const { clip, next } = prompts[language];
        const page = await browser.page({ language });
        await page.goto(server.url);
        await page.waitForSelector('.hero');
        // What the composer would send, but with a seed.
        const request = { prompt: clip, seed: 1, resolution: '720p' } as const;
        await createClient({ baseUrl: server.url }).call('submit', { body: { request } });
        await page.locator('.job-preview').waitFor({ timeout: 400_000 });
        await expect
          .poll(() => page.locator('.job-line').getAttribute('aria-valuenow').then(Number), { timeout: 400_000 })
          .toBeGreaterThanOrEqual(60);
        await keepPicture(page, `real-running-${language}`);

        await page.locator('.clip-motion.ready').waitFor({ timeout: 400_000 });
        await page.fill('.prompt-box', next);
        await page.locator('.plan[aria-busy="false"] .plan-figures').waitFor();
        expect(await page.locator('.plan-unknown').count()).toBe(0);
        await stopAt(page, 8);
        await keepPicture(page, `real-home-${language}`);

        await page.fill('.prompt-box', '');
        await page.locator('.clip-link').click();
        await page.locator('.facts').waitFor();
        await stopAt(page, 8);
        await keepPicture(page, `real-clip-${language}`);
        await page.close();
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      });
  },
  process.env.SCREENSHOTS !== undefined && (await modelHere()),
);
