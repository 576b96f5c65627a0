import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import { startTestServer, submit, waitFor } from '../../packages/server/tests/support/server.ts';
import { axeInBothThemes } from '../../packages/studio/tests/browser/browser.ts';
import { apiOf, openSignedIn, suiteAccountServer } from './support/accounts.ts';
import { browserTests, started } from './support/browser-tests.ts';

/** A chat endpoint: it translates every prompt to the same sentence, and lengthens it by a few words. */
async function startChat() {
  const chat = createServer((request, response) => {
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
  return chat;
}

browserTests('settings', (browser) => {
  const server = suiteAccountServer();
  const chat = started(startChat, async (running) => running.close());

  beforeAll(async () => {
    const page = await browser.page();
    await openSignedIn(page, server.url);
    await page.close();
  });

  it('say which marks clips get, and keep it', async () => {
    const page = await browser.page();
    const client = await apiOf(browser.context, server.url);
    await page.goto(`${server.url}/settings`);
    const marks = page.getByRole('region', { name: 'Marks in clips' });
    for (const [label, key, value] of [
      [/^Invisible mark/, 'markInvisible', 'always'],
      [/^Visible mark/, 'markVisible', 'corner'],
      [/^Content credentials/, 'markCredentials', 'never'],
    ] as const) {
      const before = (await client.call('settings'))[key];
      await marks.getByLabel(label).selectOption(value);
      await expect.poll(async () => (await client.call('settings'))[key]).toBe(value);
      await page.reload();
      await expect.poll(() => marks.getByLabel(label).inputValue()).toBe(value);
      await client.call('patchSettings', { body: { [key]: before } });
    }
    await page.close();
  });

  it('save a chat endpoint, whose suggestions change the prompt only when they are taken', async () => {
    const page = await browser.page({ theme: 'system' });
    await page.goto(`${server.url}/settings`);
    const help = page.getByRole('region', { name: 'Prompt help' });
    await help.getByLabel('URL').fill(`http://127.0.0.1:${(chat().address() as AddressInfo).port}/v1`);
    await help.getByLabel('Model name').fill('any');
    await help.getByLabel(/^API key/).fill('a key');
    await help.getByRole('button', { name: 'Save' }).click();
    // Saved again without it, the key stays until it is removed.
    await help.getByText('A key is set.').waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    expect(await help.getByLabel(/^API key/).inputValue()).toBe('');
    await help.getByLabel('Model name').fill('another');
    await help.getByRole('button', { name: 'Save' }).click();
    const saved = async () => (await (await apiOf(browser.context, server.url)).call('settings')).promptHelp;
    await expect.poll(async () => (await saved())?.model).toBe('another');
    expect((await saved())?.hasKey).toBe(true);
    await help.getByLabel('Remove the key').check();
    await help.getByRole('button', { name: 'Save' }).click();
    await help.getByText('A key is set.').waitFor({ state: 'detached' });
    expect((await saved())?.hasKey).toBe(false);
    await page.getByRole('button', { name: 'New prompt' }).click();
    await page.fill('.prompt-box', '雪の中の狐');
    await page.getByRole('button', { name: 'Advanced settings' }).click();
    await page.getByRole('button', { name: 'Translate to English' }).click();
    await page.getByText('A fox in the snow').waitFor();
    expect(await axeInBothThemes(page)).toEqual([]);
    expect(await page.inputValue('.prompt-box')).toBe('雪の中の狐');
    await page.getByRole('button', { name: 'Use it' }).click();
    expect(await page.inputValue('.prompt-box')).toBe('A fox in the snow');
    await page.close();
  });

  it('turn on notifications, which come when a clip is done while the page is hidden, and only then', async () => {
    const test = await startTestServer();
    await browser.context.grantPermissions(['notifications'], { origin: test.server.url });
    const page = await browser.page();
    // A browser without a screen shows no notifications and says that they are denied, so they are granted and recorded here.
    await page.addInitScript(() => {
      const shown: string[] = [];
      Object.assign(window, { shown });
      const Real = Notification;
      window.Notification = class extends Real {
        static override readonly permission = 'granted';
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
    await page.getByRole('switch', { name: /^Notify me when/ }).click({ force: true });
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
});
