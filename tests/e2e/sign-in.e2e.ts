import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type ApiClient, createClient } from '@akezora/contract/api';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../packages/server/src/access/accounts.ts';
import { removeExpired } from '../../packages/server/src/library/clips.ts';
import { fileStorage } from '../../packages/server/src/platform/storage/files.ts';
import { openStore } from '../../packages/server/src/platform/store/database.ts';
import { newDataFolder } from '../../packages/server/tests/support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../../packages/server/tests/support/server.ts';
import {
  axe,
  axeInBothThemes,
  type Browser,
  browserHere,
  ensureBuilt,
  openBrowser,
} from '../../packages/studio/tests/browser/browser.ts';

/** The real server with the engine of the server's tests, which needs no model. */
describe.runIf(browserHere())('people on a server', () => {
  let browser: Browser;
  let stranger: Browser;
  let test: TestServer;
  let chat: Server;
  let page: Page;
  beforeAll(async () => {
    ensureBuilt();
    const dataFolder = await newDataFolder();
    const store = await openStore({ folder: dataFolder });
    await createAccount(store, { name: 'ame', password: 'correct horse', role: 'owner' });
    await store.close();
    [browser, stranger, test] = await Promise.all([
      openBrowser(),
      openBrowser(),
      startTestServer({ dataFolder, access: 'accounts' }),
    ]);
    chat = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', () => {
        const [task, { content }] = JSON.parse(body).messages as [{ content: string }, { content: string }];
        const text = task.content.startsWith('Translate') ? 'A fox in the snow' : `${content}, in golden light`;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content: text } }] }));
      });
    });
    await new Promise<void>((resolve) => chat.listen(0, '127.0.0.1', resolve));
    page = await browser.page({ theme: 'system' });
  });
  afterAll(async () => {
    expect([...(browser?.faults ?? []), ...(stranger?.faults ?? [])]).toEqual([]);
    await browser?.close();
    await stranger?.close();
    await test?.remove();
    chat?.close();
  });

  const signIn = async (name: string, password: string) => {
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  /** The API as the person in the browser uses it. */
  const api = async (): Promise<ApiClient> => {
    const cookies = await browser.context.cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const withCookie: typeof fetch = (url, init) =>
      fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } });
    return createClient({ baseUrl: test.server.url, fetch: withCookie });
  };

  it('asks who they are, says what is wrong, and shows what they make while it is made', async () => {
    await page.goto(test.server.url);
    await signIn('ame', 'wrong');
    await page.getByRole('alert').waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    await signIn('ame', 'correct horse');
    await page.fill('.prompt-box', 'A boat at dawn, slow 100');
    await page.keyboard.press('Enter');
    // Nothing reloads: the clip comes by the events that began with the session.
    await page.locator('.group', { hasText: 'A boat at dawn' }).locator('[data-clip]').waitFor({ timeout: 120_000 });
  });

  it('keeps what was typed when the session ends, and goes on after signing in again', async () => {
    await page.fill('.prompt-box', 'A prompt nobody wants to type twice');
    const client = await api();
    await client.call('signOut');
    await page.click('.make');
    await page.getByText('Your session ended.').waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    await signIn('ame', 'correct horse');
    await page.locator('.prompt-box').waitFor();
    expect(await page.inputValue('.prompt-box')).toBe('A prompt nobody wants to type twice');
    await page.click('.make');
    await page.locator('.group', { hasText: 'type twice' }).locator('[data-clip]').waitFor({ timeout: 120_000 });
  });

  it('lets the owner add people, who then come in', async () => {
    await page.goto(`${test.server.url}/settings`);
    const people = page.getByRole('region', { name: 'Accounts' });
    await people.getByLabel('Name', { exact: true }).fill('haru');
    await people.getByLabel(/^Password/).fill('a long password');
    await people.getByRole('button', { name: 'New account' }).click();
    await people.getByText('haru').first().waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    const second = await stranger.page();
    await second.goto(test.server.url);
    await second.getByLabel('Name', { exact: true }).fill('haru');
    await second.getByLabel('Password', { exact: true }).fill('a long password');
    await second.getByRole('button', { name: 'Sign in' }).click();
    await second.locator('.composer').waitFor();
    await second.goto(`${test.server.url}/settings`);
    await second.getByRole('heading', { name: 'API keys' }).waitFor();
    expect(await second.getByRole('heading', { name: 'Accounts' }).count()).toBe(0);
    await second.getByRole('button', { name: 'Sign out' }).click();
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    await second.close();
  });

  it('lets people who only look watch, and offers them nothing they may not do', async () => {
    const client = await api();
    await client.call('patchSettings', { body: { gallery: true } });
    const [clip] = (await client.call('clips')).data;
    await client.call('patchClip', { params: { id: clip?.id ?? '' }, body: { visibility: 'public' } });
    await client.call('createAccount', { body: { name: 'kaze', password: 'only looking', role: 'member' } });
    const second = await stranger.page();
    await second.goto(test.server.url);
    await second.getByLabel('Name', { exact: true }).fill('kaze');
    await second.getByLabel('Password', { exact: true }).fill('only looking');
    await second.getByRole('button', { name: 'Sign in' }).click();
    await second.fill('.prompt-box', 'A kite over the beach');
    await second.keyboard.press('Enter');
    const own = second.locator('.group', { hasText: 'A kite' }).locator('[data-clip]');
    await own.waitFor({ timeout: 120_000 });
    const id = (await own.getAttribute('data-clip')) ?? '';

    // The owner makes a viewer of the member, whose clips stay.
    await page.goto(`${test.server.url}/settings`);
    await page.getByLabel('Role: kaze').selectOption('viewer');
    await expect
      .poll(async () => (await client.call('accounts')).data.find(({ name }) => name === 'kaze')?.role)
      .toBe('viewer');
    const asked: string[] = [];
    second.on('response', (response) => {
      if (response.status() === 403) asked.push(response.url());
    });
    await second.goto(test.server.url);
    await second.getByRole('heading', { name: 'View-only account' }).waitFor();
    await second.getByText('Your account watches clips and does not make any.').waitFor();
    expect(await second.locator('.prompt-box, .make').count()).toBe(0);
    const nav = second.getByRole('navigation', { name: 'Pages' });
    expect(await nav.getByRole('link').allTextContents()).toEqual([
      'Library',
      'Models',
      'Activity',
      'Settings',
      'Gallery',
    ]);
    const offers: string[] = [];
    for (const [path, ready] of [
      ['/library', '.cell'],
      [`/clips/${id}`, '.player'],
      [`/clips/${id}/remix`, '.empty'],
      ['/storyboards', '.empty'],
      ['/models', '.model'],
      ['/activity', '.job-row'],
      ['/settings', '.setting'],
      ['/gallery', '.gallery li'],
    ] as const) {
      await second.goto(test.server.url + path);
      await second.locator(ready).first().waitFor();
      await second.getByText('Your account watches clips').waitFor();
      const names = await second.locator('main').getByRole('button').allTextContents();
      for (const name of [...names, ...(await second.locator('main').getByRole('link').allTextContents())])
        if (
          /make|remix|re-cut|blend|loop|extend|bring in|get it|use it|remove|tour|new key|new account|again/i.test(name)
        )
          offers.push(`${path}: ${name}`);
      expect(await axe(second), path).toEqual([]);
    }
    expect(offers).toEqual([]);
    // What is shown to all opens; the words under it are theirs to read, not to make with.
    await second.locator('.gallery button').first().click();
    await second.getByRole('dialog').locator('video').waitFor();
    expect(await second.getByRole('dialog').getByRole('button', { name: 'Use this prompt' }).count()).toBe(0);
    await second.keyboard.press('Escape');
    // Their own clips they may still keep in order.
    await second.goto(`${test.server.url}/clips/${id}`);
    await second.getByRole('button', { name: 'Add to favourites' }).click();
    await second.getByRole('button', { name: 'Remove from favourites' }).waitFor();
    expect(asked).toEqual([]);
    await client.call('patchSettings', { body: { gallery: false } });
    await client.call('patchClip', { params: { id: clip?.id ?? '' }, body: { visibility: 'private' } });
    await second.getByRole('link', { name: 'Settings' }).first().click();
    await second.getByRole('button', { name: 'Sign out' }).click();
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    await second.close();
  });

  it('helps with words when asked, and changes the prompt only when told to', async () => {
    await page.goto(`${test.server.url}/settings`);
    const help = page.getByRole('region', { name: 'Prompt help' });
    await help.getByLabel('URL').fill(`http://127.0.0.1:${(chat.address() as AddressInfo).port}/v1`);
    await help.getByLabel('Model name').fill('any');
    await help.getByLabel('Its key').fill('a key');
    await help.getByRole('button', { name: 'Save' }).click();
    // Saved again without it, the key stays until it is removed.
    await help.getByText('A key is set.').waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    expect(await help.getByLabel('Its key').inputValue()).toBe('');
    await help.getByLabel('Model name').fill('another');
    await help.getByRole('button', { name: 'Save' }).click();
    const kept = async () => (await (await api()).call('settings')).promptHelp;
    await expect.poll(async () => (await kept())?.model).toBe('another');
    expect((await kept())?.hasKey).toBe(true);
    await help.getByLabel('Remove the key').check();
    await help.getByRole('button', { name: 'Save' }).click();
    await help.getByText('A key is set.').waitFor({ state: 'detached' });
    expect((await kept())?.hasKey).toBe(false);
    await page.fill('.prompt-box', '雪の中の狐');
    await page.getByRole('button', { name: 'Advanced settings' }).click();
    await page.getByRole('button', { name: 'Translate to English' }).click();
    await page.getByText('A fox in the snow').waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    expect(await page.inputValue('.prompt-box')).toBe('雪の中の狐');
    await page.getByRole('button', { name: 'Use it' }).click();
    expect(await page.inputValue('.prompt-box')).toBe('A fox in the snow');
    await page.keyboard.press('Escape');
  });

  it('names a subject by a box on the first frame, and prompts call it', async () => {
    const client = await api();
    const [clip] = (await client.call('clips')).data;
    await page.goto(`${test.server.url}/clips/${clip?.id}`);
    await page.getByRole('button', { name: 'Name a subject of this clip' }).click();
    const picker = page.getByRole('group', { name: 'First frame: box around the subject' });
    const { x, y, width, height } = (await picker.boundingBox()) ?? { x: 0, y: 0, width: 1, height: 1 };
    await page.mouse.move(x + 0.25 * width, y + 0.5 * height);
    await page.mouse.down();
    await page.mouse.move(x + 0.75 * width, y + 0.9 * height, { steps: 3 });
    await page.mouse.up();
    await page.getByLabel('Name', { exact: true }).fill('モモ');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Prompts can now use @モモ.').waitFor();
    await page.fill('.prompt-box', '@モモが走る');
    await page.click('.make');
    await page.locator('.group', { hasText: '@モモが走る' }).locator('[data-job], [data-clip]').first().waitFor();
    const [job] = (await client.call('jobs')).data;
    const [called] = job?.request.characters ?? [];
    expect(called).toMatchObject({ name: 'モモ', clip: clip?.id });
    expect(called?.region?.x).toBeCloseTo(0.25, 1);
    expect(called?.region?.height).toBeCloseTo(0.4, 1);
  });

  it('shares a clip by its link with somebody who has no account', async () => {
    const client = await api();
    const [clip] = (await client.call('clips')).data;
    await client.call('patchSettings', { body: { sharing: true } });
    await page.goto(`${test.server.url}/clips/${clip?.id}`);
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('radio', { name: 'Anyone with the link' }).click({ force: true });
    const link = page.getByLabel('Link', { exact: true });
    await link.waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    const other = await stranger.page();
    await other.goto(await link.inputValue());
    await other.locator('.player video').waitFor();
    await other
      .getByText(clip?.prompt ?? '')
      .first()
      .waitFor();
    await other.close();
  });

  it('shows the gallery once the owner opens it: newest or random, and more on demand', async () => {
    const other = await stranger.page();
    await other.goto(`${test.server.url}/gallery`);
    await other.getByText('The gallery is turned off on this server.').waitFor();
    await page.goto(`${test.server.url}/settings`);
    await page.getByRole('switch', { name: /^Public gallery/ }).click({ force: true });
    await page.getByText('Saved', { exact: true }).waitFor();
    const client = await api();
    const jobs = [];
    for (let i = 0; i < 31; i++) jobs.push(await submit(client, `Gallery clip ${i}`));
    const ids: string[] = [];
    for (const { id } of jobs) ids.push((await waitFor(client, id)).clipId ?? '');
    await client.call('bulk', { body: { action: 'patch', ids, patch: { visibility: 'public' } } });
    await other.reload();
    await other.locator('.gallery li').first().waitFor();
    expect(await other.locator('.gallery li').count()).toBe(30);
    await other.getByRole('button', { name: 'Load more' }).click();
    await expect.poll(() => other.locator('.gallery li').count()).toBe(31);
    const newest = await other.locator('.gallery li').allTextContents();
    expect(newest[0]).toContain('Gallery clip 30');
    await other.getByRole('radio', { name: 'Random' }).check({ force: true });
    await expect.poll(() => other.locator('.gallery li').first().textContent()).not.toBe(null);
    await other.locator('.gallery button').first().click();
    await other.getByText(/Made with/).waitFor();
    await other.close();
  });
});

describe.runIf(browserHere())('a server of one person', () => {
  let browser: Browser;
  beforeAll(async () => {
    ensureBuilt();
    browser = await openBrowser();
  });
  afterAll(async () => {
    expect(browser?.faults).toEqual([]);
    await browser?.close();
  });

  it('brings in clips from this computer, and says which it could not read', async () => {
    const test = await startTestServer();
    const fox = fileURLToPath(new URL('../../packages/studio/tests/fixtures/fox.mp4', import.meta.url));
    const page = await browser.page({ theme: 'system' });
    await page.goto(`${test.server.url}/library`);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page
      .getByLabel('Choose files')
      .first()
      .setInputFiles([
        { name: 'fox.mp4', mimeType: 'video/mp4', buffer: readFileSync(fox) },
        { name: 'broken.mp4', mimeType: 'video/mp4', buffer: Buffer.from('not a video') },
      ]);
    await page
      .getByText(/broken.mp4/)
      .first()
      .waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    await page.getByRole('button', { name: 'Choose other files' }).click();
    await page.getByLabel('Choose files').first().setInputFiles(fox);
    await page.getByText('1 clip imported.').waitFor({ timeout: 120_000 });
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.locator('.cell').first().waitFor();
    await page.close();
    await test.remove();
  });

  it('tells outside the page when a clip is done while nobody looks, and only then', async () => {
    const test = await startTestServer();
    await browser.context.grantPermissions(['notifications'], { origin: test.server.url });
    const page = await browser.page();
    // What the system would show, which a browser without a screen keeps to itself.
    await page.addInitScript(() => {
      const shown: string[] = [];
      Object.assign(window, { shown });
      const Real = Notification;
      window.Notification = class extends Real {
        constructor(title: string, options?: NotificationOptions) {
          super(title, options);
          shown.push(options?.body ?? '');
        }
      };
    });
    const shown = () => page.evaluate(() => (window as unknown as { shown: string[] }).shown);
    const look = (hidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    const finish = async (prompt: string) => {
      await waitFor(test.api, (await submit(test.api, prompt)).id);
      await page.locator('.group', { hasText: prompt }).locator('[data-clip]').waitFor();
    };
    await page.goto(`${test.server.url}/settings`);
    await page.getByRole('switch', { name: /^Tell me when/ }).click({ force: true });
    await page.goto(test.server.url);
    await page.locator('.prompt-box').waitFor();
    await finish('A clip that is watched');
    await look(true);
    await finish('A clip nobody waits for');
    expect(await shown()).toEqual([expect.stringContaining('A clip nobody waits for')]);
    expect(await page.title()).toMatch(/^\(1\) /);
    await look(false);
    expect(await page.title()).not.toMatch(/^\(/);
    await page.close();
    await test.remove();
  });

  it('finds clips by what they are, and gives those in the bin back for 30 days', async () => {
    const test = await startTestServer();
    // The tests' engine gives the same small file to all; what they are is written beside them.
    const ids: string[] = [];
    for (const [prompt, facts] of [
      ['A tall one', { width: 1080, height: 1920, seconds: 4 }],
      ['A long one', { width: 640, height: 360, seconds: 16 }],
      ['A small one', { width: 640, height: 360, seconds: 4 }],
    ] as const) {
      const { clipId } = await waitFor(test.api, (await submit(test.api, prompt)).id);
      await test.server.store.db
        .updateTable('clips')
        .set(facts)
        .where('id', '=', clipId ?? '')
        .execute();
      ids.push(clipId ?? '');
    }
    const page = await browser.page();
    const shown = () =>
      page
        .getByRole('link', { name: /A \w+ one/ })
        .evaluateAll((links) => links.map((link) => /A \w+ one/.exec(link.ariaLabel ?? '')?.[0]).sort());
    const cell = (prompt: string) =>
      page.locator('.cell', { has: page.getByRole('link', { name: new RegExp(prompt) }) });
    await page.goto(`${test.server.url}/library`);
    await expect.poll(shown).toEqual(['A long one', 'A small one', 'A tall one']);
    const filters = page.getByRole('complementary', { name: 'Filters' });
    await filters.getByLabel('Resolution').selectOption('1080p or more');
    await expect.poll(shown).toEqual(['A tall one']);
    await filters.getByLabel('Resolution').selectOption('Any resolution');
    await filters.getByLabel('Length').selectOption('15 s or more');
    await expect.poll(shown).toEqual(['A long one']);
    await filters.getByLabel('Length').selectOption('Any length');
    await filters.getByLabel('Tool').selectOption('Loop');
    await page.getByText('Nothing found').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(shown).toHaveLength(3);

    // The server forgets what was deleted 30 days ago, and nothing younger.
    await test.api.call('bulk', { body: { action: 'trash', ids } });
    await filters.getByRole('button', { name: 'Bin' }).click();
    await page.getByText('Clips are deleted permanently 30 days after they are moved to the bin.').waitFor();
    await expect.poll(shown).toHaveLength(3);
    const day = 86_400_000;
    for (const [id, days] of [
      [ids[0], 31],
      [ids[1], 29],
    ] as const)
      await test.server.store.db
        .updateTable('clips')
        .set({ deleted_at: new Date(Date.now() - days * day) })
        .where('id', '=', id ?? '')
        .execute();
    await removeExpired(test.server.store, fileStorage(test.folder));
    await page.reload();
    await expect.poll(shown).toEqual(['A long one', 'A small one']);
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await cell('A long one').locator('.cell-select').click();
    await page.getByRole('toolbar').getByRole('button', { name: 'Restore' }).click();
    await expect.poll(shown).toEqual(['A small one']);
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await cell('A small one').locator('.cell-select').click();
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete permanently' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete permanently' }).click();
    await page.getByText('The bin is empty').waitFor();
    await filters.getByRole('button', { name: 'All', exact: true }).first().click();
    await expect.poll(shown).toEqual(['A long one']);
    await page.close();
    await test.remove();
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
