import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signFile } from '@akezora/engine/credentials';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { newFolder } from '../../packages/server/tests/support/folders.ts';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { apiOf, makeClip, openSignedIn, suiteAccountServer } from './support/accounts.ts';
import { browserTests, suiteBrowser } from './support/browser-tests.ts';

browserTests('the page that checks where a file is from', (browser) => {
  const stranger = suiteBrowser();
  const server = suiteAccountServer({ credentials: true });
  const folder = newFolder();
  const signed = join(folder, 'signed.png');
  const changed = join(folder, 'changed.png');
  const plain = join(folder, 'plain.png');
  beforeAll(async () => {
    const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: '#468' } });
    for (const file of [signed, plain]) await picture.clone().toFile(file);
    await signFile(signed, { keys: join(folder, 'keys'), ingredients: [{ file: plain, kind: 'image' }] });
    const bytes = readFileSync(signed);
    const at = bytes.lastIndexOf('IDAT') + 6;
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(changed, bytes);
  });

  it('keeps a file that was chosen before the page knew its visitor', async () => {
    const page = await browser.page();
    let known = () => {};
    const held = new Promise<void>((resolve) => {
      known = resolve;
    });
    await page.route('**/api/session', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${server.url}/verify`);
    const input = page.getByLabel('Choose a file').last();
    const chosen = input.setInputFiles(signed);
    // As soon as the page takes a file, what is chosen stays.
    await Promise.race([chosen, page.waitForTimeout(1500)]);
    known();
    await chosen;
    await page.getByRole('heading', { name: 'Signature intact' }).waitFor();
    await page.close();
  });

  it('tells visitors without an account what a file says, and what that does not prove', async () => {
    const page = await browser.page({ theme: 'system' });
    await page.goto(`${server.url}/verify`);
    await page.getByRole('heading', { name: 'Where is this from?' }).waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    await page.getByLabel('Choose a file').last().setInputFiles(signed);
    await page.getByRole('heading', { name: 'Signature intact' }).waitFor();
    const found = await page.locator('.found').textContent();
    for (const words of ['Signer unknown', 'Akezora signer', 'Akezora installation', 'partly made by an AI model'])
      expect(found).toContain(words);
    for (const words of ['as the signer says', 'urn:c2pa:', 'Picture 1: without credentials', 'does not prove'])
      expect(found).toContain(words);
    expect(await axeInBothThemes(page)).toEqual([]);
    await page.close();
  });

  it('tells a changed file, one without credentials, and one that is no picture', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/verify`);
    await page.locator('.public-frame').waitFor();
    const choose = page.getByLabel('Choose a file').last();
    await choose.setInputFiles(changed);
    await page.getByRole('heading', { name: 'Changed after it was signed' }).waitFor();
    await page.getByRole('button', { name: 'Check another one' }).click();
    await choose.setInputFiles(plain);
    await page.getByRole('heading', { name: 'No content credentials' }).waitFor();
    await page.getByRole('button', { name: 'Check another one' }).click();
    await choose.setInputFiles({ name: 'words.txt', mimeType: 'text/plain', buffer: Buffer.from('only words') });
    await page.getByRole('alert').waitFor();
    await choose.waitFor({ state: 'attached' });
    await page.close();
  });

  it('leads the owner of a clip to it, and strangers nowhere', async () => {
    const page = await browser.page();
    await openSignedIn(page, server.url);
    const clip = await makeClip(await apiOf(browser.context, server.url), 'A fox');
    const answer = await page.request.get(`${server.url}/api/clips/${clip}/video`);
    const file = { name: 'fox.mp4', mimeType: 'video/mp4', buffer: await answer.body() };
    const visitor = await stranger.page();
    for (const one of [visitor, page]) {
      await one.goto(`${server.url}/verify`);
      await one.getByLabel('Choose a file').last().setInputFiles(file);
      await one.getByText('This very file was made on this server').waitFor();
      await one.getByText('No mark was found in the first seconds').waitFor();
    }
    expect(await visitor.getByRole('link', { name: 'Open the clip' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Open the clip' }).click();
    await page.locator('.player').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/clips/${clip}`);
    await visitor.close();
    await page.close();
  });

  it('refuses an address in a private network, in Japanese too', async () => {
    const page = await browser.page({ language: 'ja', width: 360, height: 740 });
    await page.goto(`${server.url}/verify`);
    await page.getByRole('heading', { name: '出どころを調べる' }).waitFor();
    await page.getByLabel('画像か動画の URL').fill(`${server.url}/clip.mp4`);
    await page.getByRole('button', { name: '確認', exact: true }).click();
    await page.getByText('内部ネットワークの URL です').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.close();
  });

  it.runIf(process.env.SHOTS !== undefined)('is looked at', async () => {
    for (const language of ['en', 'ja'] as const)
      for (const theme of ['light', 'dark'] as const)
        for (const [width, height] of [
          [1440, 900],
          [360, 740],
        ] as const) {
          const page = await browser.page({ language, theme, width, height });
          await page.goto(`${server.url}/verify`);
          await page.locator('.verify-drop').waitFor();
          const name = `${process.env.SHOTS}/${language}-${theme}-${width}`;
          await page.screenshot({ path: `${name}-ask.png`, fullPage: true });
          await page.locator('input[type=file]').setInputFiles(signed);
          await page.locator('.found').waitFor();
          await page.screenshot({ path: `${name}-found.png`, fullPage: true });
          await page.close();
        }
  });
});
