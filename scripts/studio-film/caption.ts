/** The line of words below the filmed page. */
import { decodePicture } from '@akezora/engine';
import type { Page } from 'playwright-core';

/** Height of the line in pixels. */
export const captionHeight = 48;

/** Said beside what is seen, all the time. */
const shortened = 'waits are left out';

/** Pixels (RGBA) of a line of words, as wide as the page that draws it. */
export async function drawCaption(page: Page, words: string): Promise<Uint8Array> {
  await page.setContent('<body><p><span></span><small></small></p></body>');
  await page.addStyleTag({
    content:
      `body{margin:0;background:#14122e;color:#fff;font:500 19px/${captionHeight}px system-ui,sans-serif}` +
      'p{margin:0;display:flex;gap:20px;justify-content:center}small{opacity:.7;font-size:14px}',
  });
  await page.locator('span').evaluate((element, said) => element.replaceChildren(said), words);
  await page.locator('small').evaluate((element, said) => element.replaceChildren(said), shortened);
  const picture = await page.screenshot({
    clip: { x: 0, y: 0, width: page.viewportSize()!.width, height: captionHeight },
  });
  return (await decodePicture(picture)).data;
}
