import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubServer, startHub } from '../../packages/engine/tests/weights/hub-server.ts';
import { newFolder } from '../../packages/server/tests/support/folders.ts';
import { startTestServer, type TestServer } from '../../packages/server/tests/support/server.ts';
import { type Browser, browserHere, ensureBuilt, openBrowser } from '../../packages/studio/tests/browser/browser.ts';

const files = [
  { path: 'model_index.json', data: Buffer.from('{"_class_name":"LTXConditionPipeline"}'), large: false },
  { path: 'transformer/config.json', data: Buffer.from('{}'), large: false },
  { path: 'transformer/diffusion_pytorch_model.safetensors', data: Buffer.alloc(400_000, 7), large: true },
  { path: 'vae/diffusion_pytorch_model.safetensors', data: Buffer.alloc(100_000, 8), large: true },
];

/** The real engine against a hub on this machine. */
describe.runIf(browserHere())('models', () => {
  let browser: Browser;
  let hub: HubServer;
  let test: TestServer;
  const home = newFolder();
  const before = { ...process.env };
  beforeAll(async () => {
    ensureBuilt();
    hub = await startHub('Lightricks/LTX-Video-0.9.5', files);
    process.env.HF_ENDPOINT = hub.url;
    process.env.HF_HUB_CACHE = join(home, 'hub');
    delete process.env.HF_HUB_OFFLINE;
    [browser, test] = await Promise.all([openBrowser(), startTestServer({ engine: '@akezora/engine', devices: [] })]);
  });
  afterAll(async () => {
    expect(browser?.faults).toEqual([]);
    await browser?.close();
    await test?.remove();
    await hub?.close();
    process.env = before;
    rmSync(home, { recursive: true, force: true });
  });

  it('are fetched with progress, stopped, fetched again and removed', async () => {
    const page = await browser.page();
    await page.goto(`${test.server.url}/models`);
    const model = page.locator('article.model', { hasText: '0.9.5' }).first();
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
});
