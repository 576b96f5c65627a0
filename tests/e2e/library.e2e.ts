import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { removeExpired } from '../../packages/server/src/library/expiry.ts';
import { fileStorage } from '../../packages/server/src/platform/storage/files.ts';
import { startTestServer, submit, waitFor } from '../../packages/server/tests/support/server.ts';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

browserTests('the library', (browser) => {
  const server = suiteDevServer({}, (state) => fill(state, 12));

  it('searches, moves clips to the bin, and brings them back', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    await page.getByLabel('Search prompts, titles, tags').fill('bus');
    const buses = () =>
      [...server.state.clips.values()].filter(({ prompt, title }) => `${prompt} ${title}`.includes('bus')).length;
    expect(buses()).toBeLessThan(server.state.clips.size);
    await expect.poll(() => page.locator('.cell').count()).toBe(buses());
    await page.getByLabel('Search prompts, titles, tags').fill('');
    await expect.poll(() => page.locator('.cell').count()).toBeGreaterThan(5);
    const before = await page.locator('.cell').count();
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.locator('.cell-select').nth(0).click();
    await page
      .locator('.cell-select')
      .nth(1)
      .click({ modifiers: ['Shift'] });
    await page.getByRole('toolbar').getByRole('button', { name: 'Move to bin' }).click();
    await expect.poll(() => page.locator('.cell').count()).toBe(before - 2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => page.locator('.cell').count()).toBe(before);
    await page.close();
  });

  it('tells clips apart by their words and tools when they are pointed at, and shows tall ones whole', async () => {
    const [first] = server.state.clips.values();
    if (first === undefined) throw new Error('no clip');
    server.state.clips.set(first.id, { ...first, origin: 'remix', width: 180, height: 320 });
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    const tile = page.locator(`[data-clip="${first.id}"]`);
    await tile.hover();
    await expect.poll(() => tile.locator('.clip-over').evaluate((over) => getComputedStyle(over).opacity)).toBe('1');
    expect(await tile.locator('.clip-words').textContent()).toContain(first.title || first.prompt);
    expect(await tile.locator('.clip-facts svg').count()).toBeGreaterThan(0);
    expect(await tile.locator('.clip-still').evaluate((still) => getComputedStyle(still).objectFit)).toBe('contain');
    await page.close();
    server.state.clips.set(first.id, first);
  });

  it('finds a clip by its seed', async () => {
    const [clip] = server.state.clips.values();
    if (clip === undefined) throw new Error('no clip');
    server.state.clips.set(clip.id, { ...clip, seed: 918_273_645 });
    const page = await browser.page();
    await page.goto(`${server.url}/library`);
    await page.getByRole('searchbox').fill('918273645');
    await expect.poll(() => page.locator('.cell').count()).toBe(1);
    await page.close();
    server.state.clips.set(clip.id, clip);
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
});
