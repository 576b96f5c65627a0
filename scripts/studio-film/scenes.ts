/** What the film shows, one scene after another. */
import type { Locator, Page } from 'playwright-core';
import type { Hand } from './hand.ts';
import type { Recording } from './recording.ts';

/** What a scene is played with. */
export interface Stage {
  readonly page: Page;
  readonly hand: Hand;
  readonly recording: Recording;
}

/** A scene of the film. */
export interface Scene {
  /** What is said over it. */
  readonly says: string;
  readonly play: (stage: Stage) => Promise<void>;
}

/** Milliseconds after which a clip that is waited for will not come. */
const waitMs = 900_000;

/** Leaves a wait out of the film. */
async function cut({ recording }: Stage, ended: () => Promise<unknown>): Promise<void> {
  recording.pause();
  await ended();
  recording.go();
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

/** Presses Enter, shows how the clip comes, and the clip. */
async function make(stage: Stage): Promise<void> {
  const { page, hand } = stage;
  const group = page.locator('.group').first();
  await page.keyboard.press('Enter');
  await cut(stage, () => group.locator('.job-tile').waitFor());
  await hand.rest(900);
  await cut(stage, () => page.locator('.live-video.shown, .clip-motion.ready').first().waitFor({ timeout: waitMs }));
  await hand.rest(1500);
  await cut(stage, () => group.locator('.clip-motion.ready').waitFor({ timeout: waitMs }));
  await hand.rest(1200);
}

/** Opens a tool of the clip in view by its tab. */
async function tool(stage: Stage, name: string, ready: Locator): Promise<void> {
  const { page, hand } = stage;
  await hand.press(page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name, exact: true }));
  await cut(stage, () => ready.waitFor());
  await hand.rest(500);
}

/** Plays the line of a tool, from its start. */
async function playLine({ page, hand }: Stage, ms: number): Promise<void> {
  await page
    .locator('.bench h1, main h1')
    .first()
    .focus()
    .catch(() => undefined);
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await hand.rest(ms);
}

export const scenes: readonly Scene[] = [
  {
    says: 'Type a sentence. The clip plays while it is made',
    async play(stage) {
      const { page, hand } = stage;
      await hand.rest(1500);
      await hand.press(page.locator('.prompt-box'));
      await hand.type('A fox runs through the snow at dawn');
      await cut(stage, () => page.locator('.plan[aria-busy="false"] .plan-figures').waitFor());
      await hand.rest(500);
      await make(stage);
    },
  },
  {
    says: 'The stage: move what is seen, add more, make it again',
    async play(stage) {
      const { page, hand } = stage;
      await hand.press(page.locator('[data-clip] .clip-link').first());
      await cut(stage, () => page.locator('.player video').waitFor());
      await hand.rest(300);
      await hand.press(button(page, 'Open on the stage'));
      await cut(stage, () => page.locator('canvas[data-painted=whole]').waitFor());
      await hand.rest(600);
      await hand.press(page.locator('.tray').getByRole('searchbox'));
      await hand.type('owl');
      const item = page.locator('.tray-item').first();
      await cut(stage, () => item.locator('img').waitFor());
      await hand.rest(300);
      const canvas = (await page.locator('.canvas').boundingBox())!;
      await hand.drag(item, [canvas.x + canvas.width * 0.66, canvas.y + canvas.height * 0.42]);
      await cut(stage, () => page.locator('canvas[data-painted=whole]').waitFor());
      await hand.rest(300);
      await hand.press(button(page, 'Play the movement'));
      await hand.rest(1300);
      await hand.press(button(page, 'Use this stage'));
      await hand.press(page.locator('.prompt-box'));
      await make(stage);
    },
  },
  {
    says: 'Remix: say what changes, and compare',
    async play(stage) {
      const { page, hand } = stage;
      await hand.press(page.locator('[data-clip] .clip-link').first());
      await cut(stage, () => page.locator('.tool-link').first().waitFor());
      await hand.rest(300);
      await hand.press(page.locator('.tool-link', { hasText: 'Remix' }));
      const night = page.locator('.ready-changes .chip').first();
      await cut(stage, () => night.waitFor());
      await hand.press(night);
      await cut(stage, () => page.locator('.plan[aria-busy="false"] .plan-figures').last().waitFor());
      await hand.rest(600);
      await hand.press(button(page, 'Make it'));
      await hand.rest(500);
      await cut(stage, () => page.locator('.take-open').waitFor({ timeout: waitMs }));
      await hand.rest(900);
      await hand.press(page.locator('label', { has: page.getByRole('radio', { name: 'Wipe' }) }));
      const line = page.getByRole('slider', { name: 'Line between before and after' });
      await cut(stage, () => line.waitFor());
      const { x, y, width, height } = (await line.boundingBox())!;
      const at = y + height / 2;
      await hand.drag([x + width / 2, at], [x + width * 0.8, at]);
      await hand.drag([x + width * 0.8, at], [x + width * 0.3, at]);
      await hand.rest(400);
    },
  },
  {
    says: 'Re-cut: pull an edge, play it before it is made',
    async play(stage) {
      const { page, hand } = stage;
      const end = page.getByRole('slider', { name: 'End of piece 1' });
      await tool(stage, 'Re-cut', end);
      const box = (await end.boundingBox())!;
      await hand.drag(end, [box.x - 260, box.y + box.height / 2]);
      await page.getByRole('slider', { name: 'Playhead' }).focus();
      await playLine(stage, 1900);
    },
  },
  {
    says: 'Blend: one clip becomes another',
    async play(stage) {
      const { page, hand } = stage;
      const choose = button(page, 'Choose a clip').first();
      await tool(stage, 'Blend', choose);
      await hand.press(choose);
      const second = page.locator('.chooser button').nth(1);
      await cut(stage, () => second.waitFor());
      await hand.press(second);
      await cut(stage, () => page.locator('.blend-part').nth(1).waitFor());
      await page.getByRole('slider', { name: 'Playhead' }).focus();
      await playLine(stage, 2300);
    },
  },
  {
    says: 'Loop: the end leads back to the start',
    async play(stage) {
      const { page, hand } = stage;
      const seam = page.getByRole('slider', { name: 'End of seam' });
      await tool(stage, 'Loop', seam);
      const box = (await seam.boundingBox())!;
      await hand.drag(seam, [box.x - 150, box.y + box.height / 2]);
      await hand.rest(900);
    },
  },
  {
    says: 'The library keeps everything',
    async play(stage) {
      const { page, hand } = stage;
      await hand.press(page.locator('.rail-library'));
      const cells = page.locator('.cell .clip-still');
      await cut(stage, () => cells.nth(2).waitFor());
      await hand.moveTo(cells.nth(0));
      await hand.rest(900);
      await hand.moveTo(cells.nth(1));
      await hand.rest(900);
    },
  },
  {
    says: 'Download it in the format you need',
    async play(stage) {
      const { page, hand } = stage;
      await hand.press(page.locator('.cell .clip-link').first());
      await cut(stage, () => page.locator('.player video').waitFor());
      await hand.rest(200);
      await hand.press(button(page, 'Download'));
      const format = page.getByRole('combobox', { name: 'Format' });
      await hand.moveTo(format);
      await hand.rest(300);
      await format.selectOption('webp');
      await hand.rest(700);
      await hand.press(button(page, 'Download').last());
      await hand.rest(1200);
    },
  },
];
