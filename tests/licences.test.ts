/** What `models pull` says about licences, and what it asks before weights without commercial use. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelsCommand } from '../packages/cli/src/models/command.ts';
import { recordingTerminal } from '../packages/cli/tests/terminal.ts';
import { type HubServer, startHub } from '../packages/engine/tests/weights/hub-server.ts';

const home = mkdtempSync(join(tmpdir(), 'akezora-test-'));
const files = ['ltx-video-2b-v0.9.1.safetensors', 'ltx-video-2b-v0.9.5.safetensors'].map((path, i) => ({
  path,
  data: Buffer.alloc(1000 + i, i),
  large: true,
}));
const encoder = [{ path: 'text_encoder/model.safetensors', data: Buffer.alloc(900, 3), large: true }];
let hub: HubServer;

beforeAll(async () => {
  hub = await startHub('Lightricks/LTX-Video', files, { 'zai-org/CogVideoX-2b': encoder });
  Object.assign(process.env, { HF_ENDPOINT: hub.url, HF_HUB_CACHE: join(home, 'hub'), AKEZORA_HOME: home });
});
afterAll(async () => {
  await hub.close();
  rmSync(home, { recursive: true, force: true });
});

async function pull(args: readonly string[], answer?: boolean) {
  const { terminal, written } = recordingTerminal();
  const asked: string[] = [];
  const ask = async (question: string) => {
    asked.push(question);
    return answer === true;
  };
  const before = hub.log.length;
  const code = await modelsCommand(['pull', ...args], answer === undefined ? terminal : { ...terminal, ask }).catch(
    (error) => error.code,
  );
  return { code, asked, fetched: hub.log.length > before, ...written };
}

it('says what a licence permits before anything is fetched, and fetches without a question where commercial use is allowed', async () => {
  const { code, err, asked, fetched } = await pull(['ltx-video-2b-0.9.5'], false);
  expect(err.split('\n')[0]).toBe(
    'Licence: OpenRAIL-M. Commercial use is allowed, except the forbidden uses of its list.',
  );
  expect([code, asked, fetched]).toEqual([0, [], true]);
});

it('fetches weights without commercial use after a yes alone, also by the name of their repository', async () => {
  for (const name of ['ltx-video-2b-0.9.1', 'Lightricks/LTX-Video-0.9.1']) {
    const nobody = await pull([name]);
    expect(nobody).toMatchObject({ code: 'request_invalid', fetched: false });
    expect(nobody.err).toContain('no commercial use');
    expect(await pull([name], false)).toMatchObject({ code: 'cancelled', fetched: false, asked: [expect.any(String)] });
  }
  expect(await pull(['ltx-video-2b-0.9.1'], true)).toMatchObject({ code: 0, fetched: true });
  expect(await pull(['ltx-video-2b-0.9.1', '--yes'])).toMatchObject({ code: 0 });
});
