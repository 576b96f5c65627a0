import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const fox = fileURLToPath(new URL('../../../packages/studio/tests/fixtures/fox.mp4', import.meta.url));
const clip = '/clips/clip_000001';

/** A dialog, panel, menu, or state of a tool that a click opens. */
export interface Opened {
  readonly name: string;
  readonly path: string;
  readonly open: (page: Page) => Promise<void>;
  /** Only a pointer that hovers opens it. */
  readonly byHover?: true;
  /** What is on the page once it is open. */
  readonly shown: string;
}

/** Clicks a button by its name in either language. */
const press = (page: Page, en: string, ja: string) =>
  page
    .getByRole('button', { name: new RegExp(`^(${en}|${ja})$`) })
    .first()
    .click();

/** Folders and tags of the library, which phones show when asked to. */
async function showSidebar(page: Page): Promise<void> {
  await page.locator('.sidebar').waitFor({ state: 'attached' });
  if (await page.locator('.filters-button').isVisible()) await page.locator('.filters-button').click();
}

/** Everything that a click opens. */
export const opened: readonly Opened[] = [
  {
    name: 'hints',
    path: '/settings',
    open: (page) => press(page, 'Show the hints again', '最初のヒントをもう一度見る'),
    shown: '.hint-note',
  },
  {
    name: 'an idea with its words',
    path: '/',
    open: async (page) => {
      await page.locator('.home-head label').nth(1).click();
      await page.locator('.idea-picture').first().click();
    },
    shown: '.idea.open .idea-do .button',
  },
  {
    name: 'actions of a tile',
    path: '/',
    open: (page) => page.locator('.group [data-clip]').first().hover(),
    byHover: true,
    shown: '.tile-actions .icon-button',
  },
  {
    name: 'nearest to an unknown word',
    path: '/gallery',
    open: async (page) => {
      await page.fill('.prompt-box', 'zeppelin');
      await page.locator('.prompt-mirror mark').waitFor({ state: 'attached' });
      await page.locator('.prompt-box').click({ position: { x: 30, y: 20 } });
    },
    shown: '.nearest .chip',
  },
  {
    name: 'other sizes of a model',
    path: '/models',
    open: (page) => page.locator('.other-sizes summary').click(),
    shown: '.other-sizes[open] .model',
  },
  {
    name: 'advanced choices',
    path: '/gallery',
    open: (page) => press(page, 'Advanced settings', '詳細設定'),
    shown: '.panel .seed-row',
  },
  {
    name: 'attached video',
    path: '/gallery',
    open: async (page) => {
      const chooser = page.waitForEvent('filechooser');
      await page.locator('.composer-line > .icon-button').click();
      await (await chooser).setFiles(fox);
      await page.locator('.chip-words').click();
    },
    shown: '.panel input[type=range]',
  },
  {
    name: 'stage, another place chosen',
    path: '/gallery',
    open: async (page) => {
      await page.fill('.prompt-box', 'A fox in a snowy forest at dawn');
      await page.locator('.chip:has-text("Stage"), .chip:has-text("舞台")').click();
      await page.locator('.thing-subjects').waitFor();
      await page.getByRole('combobox', { name: /^(Place|場所)/ }).selectOption('beach');
      await page.locator('.stage details summary').last().click();
    },
    shown: '.stage details[open]',
  },
  {
    name: 'stage, a picture put on it, the camera chosen',
    path: '/gallery',
    open: async (page) => {
      await page.fill('.prompt-box', 'A fox in a snowy forest at dawn');
      await page.locator('.chip:has-text("Stage"), .chip:has-text("舞台")').click();
      await page.locator('.tray-item').nth(1).click();
      await page.locator('.camera-frame > .camera-name').first().click();
    },
    shown: '.camera-ghost',
  },
  {
    name: 'import',
    path: '/library',
    open: (page) => press(page, 'Import', '取り込む'),
    shown: 'dialog .drop-here',
  },
  {
    name: 'sheet of keys',
    path: '/models',
    open: async (page) => {
      await page.locator('.model').first().waitFor();
      await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
      await page.keyboard.press('?');
    },
    shown: '.key-sheet',
  },
  {
    name: 'palette',
    path: clip,
    open: async (page) => {
      await page.locator('.player').waitFor();
      await page.keyboard.press('Control+k');
      await page.locator('.palette-field input').fill('o');
    },
    shown: '.palette-row',
  },
  {
    name: 'menu of a clip',
    path: '/library',
    open: (page) => page.locator('.cell').first().click({ button: 'right' }),
    shown: '.menu',
  },
  {
    name: 'bulk actions',
    path: '/library',
    open: async (page) => {
      await press(page, 'Select', '選択');
      await page.locator('.cell-select').first().click();
      await page.locator('.bulk .icon-button').nth(1).click();
    },
    shown: '.menu',
  },
  {
    name: 'tags for many',
    path: '/library',
    open: async (page) => {
      await press(page, 'Select', '選択');
      await page.locator('.cell-select').first().click();
      await page.locator('.bulk .icon-button').nth(2).click();
    },
    shown: 'dialog form input',
  },
  {
    name: 'deleting for good',
    path: '/library?trash=true',
    open: async (page) => {
      await press(page, 'Select', '選択');
      await page.locator('.cell-select').first().click();
      await page.locator('.bulk .button-danger').click();
    },
    shown: 'dialog .button-danger',
  },
  {
    name: 'new folder',
    path: '/library',
    open: async (page) => {
      await showSidebar(page);
      await page.locator('.sidebar-head .icon-button').click();
    },
    shown: 'dialog form input',
  },
  {
    name: 'folder menu',
    path: '/library',
    open: async (page) => {
      await showSidebar(page);
      await page.locator('.place .icon-button').first().click();
    },
    shown: '.menu',
  },
  {
    name: 'export',
    path: clip,
    open: (page) => press(page, 'Download', 'ダウンロード'),
    shown: '.panel select',
  },
  {
    name: 'share',
    path: clip,
    open: (page) => press(page, 'Share', '共有'),
    shown: '.panel .segmented',
  },
  {
    name: 'actors',
    path: clip,
    open: (page) => press(page, 'Make an actor', '俳優にする'),
    shown: 'dialog video',
  },
  {
    name: 'title of a clip',
    path: clip,
    open: (page) => press(page, 'Change the title', 'タイトルを変更'),
    shown: 'dialog form input',
  },
  {
    name: 'new folder for a clip',
    path: clip,
    open: async (page) => {
      await page.getByRole('combobox', { name: /^(Folder|フォルダー)$/ }).selectOption('new folder');
    },
    shown: 'dialog form input',
  },
  {
    name: 'stage of a finished clip',
    path: clip,
    open: (page) => press(page, 'Open on the stage', '舞台で開く'),
    shown: '.thing-subjects',
  },
  {
    name: 'marks and preview of a player',
    path: clip,
    open: async (page) => {
      await page.locator('.player-controls .icon-button').nth(3).click();
      await page.locator('.scrub').hover();
    },
    shown: '.scrub-time',
  },
  {
    name: 'toast',
    path: clip,
    open: async (page) => {
      await press(page, 'Move to bin', 'ごみ箱に移動');
      // A toast stays as long as the pointer is on it.
      await page.locator('.toast').first().hover();
    },
    shown: '.toast button',
  },
  {
    name: 'choosing the second clip of a blend',
    path: '/clips/clip_000003/blend',
    open: (page) => press(page, 'Choose a clip', 'クリップを選ぶ'),
    shown: '.chooser img',
  },
  {
    name: 'a drawn blend curve',
    path: '/clips/clip_000003/blend',
    open: async (page) => {
      await press(page, 'Choose a clip', 'クリップを選ぶ');
      await page.locator('.chooser button').nth(2).click();
      await press(page, 'Transition: What suits both', '切り替わり: 両方に合うもの');
      await page.getByRole('combobox', { name: /^(Transition|切り替わり)/ }).selectOption('curve');
      await page.keyboard.press('Escape');
      const box = await page.locator('.curve-box').boundingBox();
      await page.locator('.curve-box').click({ position: { x: (box?.width ?? 0) * 0.5, y: (box?.height ?? 0) * 0.2 } });
    },
    shown: '.curve-point >> nth=4',
  },
  {
    name: 're-cut of two pieces',
    path: '/clips/clip_000003/recut',
    open: async (page) => {
      await press(page, 'Add new seconds', '新しい秒数を追加');
      await page.locator('.clip-tray button').nth(2).click();
    },
    shown: '.line-piece >> nth=2',
  },
  {
    name: 'amount of a remix',
    path: '/clips/clip_000003/remix',
    open: (page) => press(page, 'Amount of change: Mild', '変える度合い: ほどほど'),
    shown: '.panel .segmented',
  },
  {
    name: 'seconds of an extension',
    path: '/clips/clip_000003/extend',
    open: (page) => press(page, 'Seconds to add: 4', '追加する秒数: 4'),
    shown: '.panel input[type=range]',
  },
  {
    name: 'storyboard card',
    path: '/storyboards/b1',
    open: (page) => page.locator('.line-piece > .piece').nth(1).click(),
    shown: '.line-piece.chosen >> nth=0',
  },
  {
    name: 'clip for a storyboard',
    path: '/storyboards/b1',
    open: (page) => press(page, 'Add clip', 'クリップを追加'),
    shown: '.chooser img',
  },
  {
    name: 'menu of a press',
    path: '/',
    open: (page) => page.locator('.group header .icon-button').first().click(),
    shown: '.menu',
  },
  {
    name: 'menu of looks',
    path: '/models',
    open: (page) => page.locator('.rail-foot .icon-button').click(),
    shown: '.menu',
  },
  {
    name: 'a model on its way',
    path: '/models',
    open: (page) => page.locator('.model-actions .button', { hasText: /GB/ }).first().click(),
    shown: '.pull progress',
  },
  {
    name: 'removing a model',
    path: '/models',
    open: (page) =>
      page
        .locator('.model', { hasText: 'Mochi' })
        .getByRole('button', { name: /^(Remove|削除)$/ })
        .click(),
    shown: 'dialog .button-danger',
  },
  {
    name: 'clip from the gallery',
    path: '/gallery',
    open: (page) => page.locator('.gallery button').first().click(),
    shown: 'dialog .public-view',
  },
];
