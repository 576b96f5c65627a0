import type { JSHandle, Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fill } from '../../packages/studio/tests/server/routes.ts';
import { browserTests, suiteDevServer } from './support/browser-tests.ts';

browserTests('storyboards', (browser) => {
  const server = suiteDevServer({ jobMs: 600 }, (state) => fill(state, 6));
  const lastRequest = () => [...server.state.jobs.values()].at(-1)?.request;
  const timeOf = async (page: Page) =>
    Number(await page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow'));
  const makeIt = async (page: Page) => {
    await page.getByRole('button', { name: 'Make it', exact: true }).click();
    await page.locator('.made .player').waitFor({ timeout: 60_000 });
  };

  it('are saved while they are edited, play, and end in a clip', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/storyboards`);
    await page.getByRole('button', { name: 'New storyboard' }).click();
    await page.getByLabel('What this card shows').fill('A fox wakes');
    await page.getByRole('button', { name: 'Add clip' }).click();
    await page.locator('.chooser button').first().click();
    await page.getByRole('button', { name: 'Split' }).click();
    const cards = page.getByRole('button', { name: /^Card \d at [\d.]+ s$/ });
    await expect.poll(() => cards.count()).toBe(3);
    await page.getByText('Saved', { exact: true }).waitFor();
    await expect.poll(() => [...server.state.storyboards.values()].at(-1)?.data.cards.length).toBe(3);
    await page.reload();
    await expect.poll(() => cards.count()).toBe(3);
    await page.getByRole('button', { name: 'Play the animatic' }).click();
    await expect.poll(() => timeOf(page)).toBeGreaterThan(0.2);
    await makeIt(page);
    expect(lastRequest()?.storyboard?.length).toBe(3);
    await page.close();
  });

  it('undo what was typed into one card only, take cards out by a key, and come back after they were deleted', async () => {
    const page = await browser.page();
    await page.goto(`${server.url}/storyboards`);
    await page.getByRole('button', { name: 'New storyboard' }).click();
    const words = page.getByLabel('What this card shows');
    await words.fill('A cat on the beach');
    await page.getByRole('button', { name: 'Add text' }).click();
    await words.pressSequentially('a bear', { delay: 20 });
    await page.keyboard.press('Control+z');
    await expect.poll(() => words.inputValue()).toBe('');
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => words.inputValue()).toBe('a bear');
    const cards = page.locator('.line-piece > .piece');
    await cards.first().click();
    expect(await words.inputValue()).toBe('A cat on the beach');
    await cards.last().click();
    await page.keyboard.press('Delete');
    await expect.poll(() => cards.count()).toBe(1);
    await page.keyboard.press('Control+z');
    await expect.poll(() => cards.count()).toBe(2);
    await page.getByText('Saved', { exact: true }).waitFor();
    const kept = [...server.state.storyboards.values()].at(-1)!;
    await page.getByRole('button', { name: 'Delete storyboard' }).click();
    await expect.poll(() => server.state.storyboards.has(kept.id)).toBe(false);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect
      .poll(() => [...server.state.storyboards.values()].at(-1)?.data.cards.map(({ prompt }) => prompt))
      .toEqual(['A cat on the beach', 'a bear']);
    await page.close();
  });

  /** Opens a storyboard of three text cards and a clip, four seconds each but the last. */
  const openBoard = async (options: Parameters<typeof browser.page>[0] = { width: 1440, height: 900 }) => {
    const moment = new Date().toISOString();
    server.state.storyboards.set('b1', {
      id: 'b1',
      name: 'Morning',
      createdAt: moment,
      updatedAt: moment,
      data: {
        seconds: 15,
        cards: [
          { id: 'a', at: 0, kind: 'text', prompt: 'A fox wakes' },
          { id: 'b', at: 4, kind: 'text', prompt: 'A sloth hangs by the road' },
          { id: 'c', at: 8, kind: 'text', prompt: 'A sloth sleeps' },
          { id: 'd', at: 12, kind: 'video', prompt: '', clip: 'clip_000002', from: 0, to: 3 },
        ],
      },
    });
    const page = await browser.page(options);
    await page.goto(`${server.url}/storyboards/b1`);
    await page.locator('.line-piece').last().waitFor();
    return page;
  };
  const card = (page: Page, n: number) => page.getByRole('button', { name: new RegExp(`^Card ${n} at `) }).first();
  const kept = () => server.state.storyboards.get('b1')!.data;
  const times = () => [...kept().cards].sort((a, b) => a.at - b.at).map(({ at }) => at);
  /** Drags from a point of an element by pixels. */
  const drag = async (page: Page, selector: Locator, by: number, at = 0.5) => {
    const box = (await selector.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const [x, y] = [box.x + box.width * at, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + by / 2, y, { steps: 4 });
    await page.mouse.move(x + by, y, { steps: 4 });
    await page.mouse.up();
  };
  /** Pixels of a second on the line. */
  const perSecond = async (page: Page) => ((await page.locator('.line').boundingBox())!.width - 40) / kept().seconds;

  it('show the card that is chosen, and the moment to which the playhead is dragged', async () => {
    const page = await openBoard();
    const shown = page.locator('.screen-words');
    await expect.poll(() => shown.textContent()).toBe('A fox wakes');
    await card(page, 3).focus();
    await expect.poll(() => shown.textContent()).toBe('A sloth sleeps');
    expect(await timeOf(page)).toBe(8);
    expect(await page.getByLabel('What this card shows').inputValue()).toBe('A sloth sleeps');
    const named = (await page.locator('.line-tick.named').allTextContents()).map(Number);
    const step = named[1]! - named[0]!;
    expect(named.slice(0, 3)).toEqual([0, step, 2 * step]);
    expect(step).toBeGreaterThan(0);
    await drag(page, page.getByRole('slider', { name: 'Playhead' }), -3 * (await perSecond(page)), 0.5);
    await expect.poll(() => timeOf(page)).toBeCloseTo(5, 0);
    await expect.poll(() => shown.textContent()).toBe('A sloth hangs by the road');
    await page.close();
  });

  it('are trimmed at their edges, snap, and are put in another order by dragging', async () => {
    const page = await openBoard();
    const second = await perSecond(page);
    await card(page, 1).click();
    await drag(page, page.getByRole('slider', { name: /^End of Card 1 / }), 1.03 * second);
    await expect.poll(times).toEqual([0, 5, 8, 12]);
    await page.keyboard.press('Control+z');
    await expect.poll(times).toEqual([0, 4, 8, 12]);
    await page.getByRole('slider', { name: /^Start of Card 2 / }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(times).toEqual([0, 5, 8, 12]);
    await card(page, 4).click();
    await drag(page, page.getByRole('slider', { name: /^End of Card 4 / }), -1.02 * second);
    await expect.poll(() => kept().seconds).toBe(14);
    await drag(page, card(page, 1), 6.5 * (await perSecond(page)), 0.3);
    await expect
      .poll(() => [...kept().cards].sort((a, b) => a.at - b.at).map(({ id }) => id))
      .toEqual(['b', 'c', 'a', 'd']);
    await expect.poll(times).toEqual([0, 3, 7, 12]);
    await page.close();
  });

  it('split at the playhead with the second half chosen, and leave a neighbour chosen when one is taken out', async () => {
    const page = await openBoard();
    await card(page, 2).click({ position: { x: 3 * (await perSecond(page)), y: 20 } });
    await page.keyboard.press('s');
    await expect.poll(() => times().length).toBe(5);
    const [, , split = 0] = times();
    expect(split).toBeCloseTo(7, 1);
    const chosen = page.locator('.line-piece.chosen > .piece');
    expect(await chosen.getAttribute('aria-label')).toMatch(/^Card 3 at/);
    await chosen.press('Delete');
    await expect.poll(times).toEqual([0, 4, 8, 12]);
    expect(await chosen.getAttribute('aria-label')).toBe('Card 3 at 8 s');
    await page.close();
  });

  it('tell by card what the plan remarks, and lead to the card', async () => {
    const page = await openBoard();
    const notes = page.getByRole('list', { name: 'Remarks on the cards' });
    await notes.getByRole('button').nth(1).waitFor();
    expect(await notes.getByRole('button').allTextContents()).toEqual([
      'Card 2: It does not know: sloth.',
      'Card 3: It does not know: sloth.',
    ]);
    expect(await page.locator('.plan-unknown').count()).toBe(0);
    // Make stays at its side below remarks that take lines of their own.
    const [row, make] = [
      await page.locator('.tool-go').boundingBox(),
      await page.locator('.tool-go .button').boundingBox(),
    ];
    expect((make?.x ?? 0) + (make?.width ?? 0)).toBeCloseTo((row?.x ?? 0) + (row?.width ?? 0), 0);
    await notes.getByRole('button').nth(1).click();
    await expect.poll(() => page.getByLabel('What this card shows').inputValue()).toBe('A sloth sleeps');
    expect(await timeOf(page)).toBe(8);
    await page.close();
  });

  it('take pictures and clips where they are dropped on the line', async () => {
    const page = await openBoard();
    const second = await perSecond(page);
    const drop = async (at: number, data: JSHandle<DataTransfer>) => {
      const box = (await page.locator('.line').boundingBox())!;
      const where = { clientX: box.x + 20 + at * second, clientY: box.y + 60, dataTransfer: data };
      await page.dispatchEvent('.line-track', 'dragover', where);
      await page.locator('.line-drop-mark').waitFor();
      await page.dispatchEvent('.line-track', 'drop', where);
    };
    const clip = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.setData('application/x-akezora-clip', 'clip_000003');
      return data;
    });
    await drop(8.2, clip);
    await expect.poll(times).toEqual([0, 4, 8, 13, 17]);
    expect(kept().cards.find(({ at }) => at === 8)).toMatchObject({ clip: 'clip_000003', to: 5 });
    const thumbnail = await (await fetch(`${server.url}/api/clips/clip_000001/thumbnail`)).arrayBuffer();
    const file = await page.evaluateHandle(
      (bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'sun.webp', { type: 'image/webp' }));
        return data;
      },
      [...new Uint8Array(thumbnail)],
    );
    // The line is longer now, so its seconds are narrower.
    await drop((2.5 * (await perSecond(page))) / second, file);
    await expect.poll(() => kept().cards.find(({ kind }) => kind === 'image')?.at).toBeCloseTo(2.5, 1);
    expect(page.url()).toContain('/storyboards/b1');
    await page.close();
  });

  it('show a still of each text card’s own words, asked for once, and play them', async () => {
    const page = await openBoard();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/api/stills')) asked.push(JSON.parse(request.postData() ?? '{}').request.prompt);
    });
    await expect.poll(() => page.locator('.line-words .piece-still').count()).toBe(3);
    await expect.poll(() => page.locator('.screen-picture img').getAttribute('src')).toMatch(/^data:image\/webp/);
    const before = asked.length;
    const words = page.getByLabel('What this card shows');
    await words.fill('A fox jumps');
    expect(await page.locator('.line-words .piece-still').count()).toBe(2);
    await expect.poll(() => page.locator('.line-words .piece-still').count()).toBe(3);
    await page.keyboard.press('Control+z');
    await expect.poll(() => words.inputValue()).toBe('A fox wakes');
    await expect.poll(() => page.locator('.line-words .piece-still').count()).toBe(3);
    await drag(page, page.getByRole('slider', { name: /^End of Card 1 / }), 30);
    await page.waitForTimeout(1200);
    expect(asked.slice(before)).toEqual(['A fox jumps']);
    await page.close();
  });

  it('stand in their list with whole lines of words', async () => {
    const page = await openBoard();
    server.state.storyboards.get('b1')!.data.cards[0]!.prompt =
      'A fox wakes in the deep snow and looks at the rising sun behind the trees';
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${server.url}/storyboards`);
      await page.locator('.board-link .card-words').first().waitFor();
      const cut = await page.locator('.board-link .card-words').evaluateAll((all) =>
        all.map((one) => {
          const inner = one.firstElementChild as HTMLElement;
          const line = Number.parseFloat(getComputedStyle(inner).lineHeight);
          const height = inner.getBoundingClientRect().height;
          return {
            over: inner.getBoundingClientRect().bottom - one.getBoundingClientRect().bottom,
            part: Math.abs(height / line - Math.round(height / line)),
          };
        }),
      );
      for (const { over, part } of cut) {
        expect(over).toBeLessThan(0.5);
        expect(part).toBeLessThan(0.06);
      }
    }
    await page.close();
  });
});
