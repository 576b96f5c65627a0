import { get } from 'node:http';
import { expect, it } from 'vitest';
import { startLivePage } from '../../src/generate/live-page.ts';
import { recordingTerminal } from '../terminal.ts';

it('serves a page and its stream to whoever knows the address, from the beginning, and ends with the clip', async () => {
  const page = await startLivePage(recordingTerminal('ja').terminal);
  expect(page.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
  const html = await (await fetch(page.url)).text();
  expect(html).toContain('<html lang="ja">');
  expect(html).toContain('<video');
  page.add(Uint8Array.of(1, 2));
  const early = await fetch(`${page.url}live.mp4`);
  page.add(Uint8Array.of(3));
  const late = await fetch(`${page.url}live.mp4`);
  const heard = [early, late].map((answer) => answer.arrayBuffer());
  await page.end();
  for (const bytes of await Promise.all(heard)) expect([...new Uint8Array(bytes)]).toEqual([1, 2, 3]);
  await expect(fetch(page.url)).rejects.toThrow();
});

it('answers nobody without the token, and no other host name', async () => {
  const page = await startLivePage(recordingTerminal().terminal);
  const { origin, port, pathname } = new URL(page.url);
  expect((await fetch(`${origin}/`)).status).toBe(404);
  expect((await fetch(`${origin}/live.mp4`)).status).toBe(404);
  const status = await new Promise((resolve) => {
    const headers = { host: `evil.example:${port}` };
    get({ host: '127.0.0.1', port, path: pathname, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
  });
  expect(status).toBe(404);
  await page.end();
});
