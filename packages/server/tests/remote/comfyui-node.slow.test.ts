import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { newFolder } from '../support/folders.ts';
import { startTestServer } from '../support/server.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const present = spawnSync('python3', ['--version']).status === 0;
if (!present) process.stderr.write('\n*** SKIPPED: no python3; the ComfyUI node was not tested ***\n');

describe.runIf(present)('the ComfyUI node', () => {
  it('makes clips here with nothing but Python’s standard library', async () => {
    const test = await startTestServer();
    const script = [here('../support/comfyui_node_client.py'), here('../../../../examples/comfyui/akezora_node.py')];
    const { stdout } = await promisify(execFile)('python3', ['-I', ...script, `${test.server.url}/v1`], {
      env: { NO_PROXY: '127.0.0.1', TMPDIR: newFolder(), PYTHONDONTWRITEBYTECODE: '1', PATH: process.env.PATH ?? '' },
    });
    const told = stdout.trim().split('\n');
    expect(told.slice(0, -1)).toEqual(['akezora-2 does not take negative_prompt']);
    const [, kept] = (await test.api.call('clips')).data;
    expect(JSON.parse(told.at(-1) ?? '')).toEqual({
      inputs: [
        ...['height', 'model', 'negative_prompt', 'picture', 'prompt', 'seconds', 'seed', 'url', 'want_frames'],
        'width',
      ],
      outputs: [3, 3, 'VIDEO'],
      bytes: kept?.bytes,
      type: 'ftyp',
      same: true,
      frames: null,
      png: [
        2,
        2,
        [
          [255, 0, 0, 0, 255, 0],
          [0, 0, 255, 255, 0, 128],
        ],
      ],
      models: true,
      fault: expect.stringMatching(/both sides must be even.*\(HTTP 400\)$/),
      failed: expect.stringContaining('The prompt has 1 x'),
      away: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\/v1 does not answer: /),
      scheme: 'no address of a server: file:///etc/passwd',
      interrupted: true,
    });
    const { data } = await test.api.call('jobs');
    const byPrompt = Object.fromEntries(data.map(({ prompt, request }) => [prompt, request]));
    expect(byPrompt['a fox']).toMatchObject({ seed: 7, seconds: 2.5, aspect: '16:9', resolution: '360p' });
    expect(byPrompt['with a picture']?.conditions).toMatchObject([{ source: { kind: 'image' }, at: 0 }]);
    // Interrupting removes what was begun.
    expect(byPrompt).not.toHaveProperty('slow 3000');
    await test.remove();
  });
});
