import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const clipBytes = readFileSync(here('../support/clip.mp4')).length;
/** A picture of 2×2 pixels. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==';

const present = spawnSync('python3', ['-c', 'import openai']).status === 0;
if (!present) {
  process.stderr.write(
    '\n*** SKIPPED: no openai for python3 (pip install openai); the Python client was not tested ***\n',
  );
}

describe.runIf(present)("OpenAI's Python package", () => {
  it('makes, polls, fetches, remixes, lists and deletes videos after changing the address', async () => {
    const test = await startTestServer();
    const script = here('../support/openai_client.py');
    const environment = { ...process.env, NO_PROXY: '127.0.0.1' };
    const { stdout } = await promisify(execFile)('python3', [script, test.server.url, png], { env: environment });
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'completed',
      model: 'sora-2',
      seconds: '4',
      progress: 100,
      thumbnail: 'WEBP',
      retrieved: true,
      started: 'completed',
      remixed: true,
      listed: true,
      ascending: true,
      deleted: true,
      gone: 404,
      video: clipBytes,
    });
    await test.remove();
  }, 300_000);
});
