import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { writeTinyDecoder } from '../../packages/engine/tests/models/tiny-decoder.ts';
import { startHub } from '../../packages/engine/tests/weights/hub-server.ts';
import { newFolder } from '../../packages/server/tests/support/folders.ts';
import { startTestServer } from '../../packages/server/tests/support/server.ts';
import { browserTests, started } from './support/browser-tests.ts';

const files = [{ path: 'ltx-video-2b-v0.9.5.safetensors', data: Buffer.alloc(500_000, 7), large: true }];
/** The text encoder that all share. */
const shared = {
  'zai-org/CogVideoX-2b': [
    { path: 'text_encoder/config.json', data: Buffer.from('{}'), large: false },
    { path: 'text_encoder/model.safetensors', data: Buffer.alloc(100_000, 8), large: true },
    { path: 'tokenizer/tokenizer.json', data: Buffer.from('{}'), large: false },
  ],
};

/** The real engine's server, and a model hub on this machine that it takes models from. */
async function startWithHub() {
  const home = newFolder();
  const before = { ...process.env };
  const hub = await startHub('Lightricks/LTX-Video', files, shared);
  process.env.HF_ENDPOINT = hub.url;
  process.env.HF_HUB_CACHE = join(home, 'hub');
  process.env.AKEZORA_HOME = join(home, 'data');
  delete process.env.HF_HUB_OFFLINE;
  const decoder = join(home, 'data/decoders/taecvx.safetensors');
  mkdirSync(dirname(decoder), { recursive: true });
  await writeTinyDecoder(decoder, { channels: 4, growth: [1, 2, 2] });
  const test = await startTestServer({ engine: '@akezora/engine', devices: [] });
  return {
    hub,
    decoder,
    url: test.server.url,
    startToken: test.server.startToken,
    async stop() {
      await test.remove();
      await hub.close();
      process.env = before;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

browserTests('models', (browser) => {
  const server = started(startWithHub, ({ stop }) => stop());

  it('are fetched with progress, stopped, fetched again and removed', async () => {
    const { hub, url, startToken } = server();
    const page = await browser.page();
    await page.goto(`${url}/models?token=${startToken}`);
    const family = page.locator('.family', { has: page.locator('article.model', { hasText: '0.9.5' }) });
    await family.getByText(/other sizes$/).click();
    const model = family.locator('article.model', { hasText: '0.9.5' }).first();
    hub.trouble.bytesPerSecond = 60_000;
    await model.getByRole('button', { name: /^Download/ }).click();
    await model.getByRole('progressbar').waitFor();
    await model.getByRole('button', { name: 'Stop' }).click();
    await model.getByRole('button', { name: /^Download/ }).waitFor();
    hub.trouble.bytesPerSecond = 1e9;
    await model.getByRole('button', { name: /^Download/ }).click();
    await model.getByText('Installed', { exact: true }).waitFor();
    await model.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await model.getByText('Not installed').waitFor();
    await page.close();
  });

  it('show the size of a preview decoder, which is removed by itself', async () => {
    const { decoder, url, startToken } = server();
    const page = await browser.page();
    await page.goto(`${url}/models?token=${startToken}`);
    const line = page.locator('.family-decoder');
    await line.getByText(/^Preview decoder taecvx \(.+ kB\)$/).waitFor();
    await line.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await line.waitFor({ state: 'detached' });
    expect(existsSync(decoder)).toBe(false);
    await page.close();
  });
});
