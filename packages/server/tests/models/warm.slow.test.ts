import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { readCachedModels } from '../../src/models/cached-models.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer | undefined;
afterEach(async () => {
  await test?.remove();
  test = undefined;
});

it('reads the models before anybody asks for them, when it is told to', async () => {
  test = await startTestServer();
  const { server } = test;
  expect(await readCachedModels(server.store)).toBeUndefined();
  server.warm();
  await expect.poll(() => readCachedModels(server.store), { timeout: 90_000 }).toBeDefined();
});

it('starts the process that makes clips when a clip is planned, and makes the clip in it', async () => {
  test = await startTestServer();
  const { server, api } = test;
  await api.call('models');
  const before = server.children();
  await api.call('plan', { body: { request: { prompt: 'x' } } });
  const planned = server.children();
  expect(planned.length).toBe(before.length + 1);
  await waitFor(api, (await submit(api, 'x')).id);
  expect(planned.every((pid) => server.children().includes(pid))).toBe(true);
});

it('has the model loaded in that process before a clip is asked for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'akezora-warm-'));
  const log = join(folder, 'log');
  const engine = join(folder, 'engine.ts');
  const known = fileURLToPath(new URL('../support/engine.ts', import.meta.url));
  await writeFile(
    engine,
    `import { appendFileSync } from 'node:fs';
    import { openClips as open } from '${known}';
    export * from '${known}';
    const log = (word) => appendFileSync('${log}', word);
    export function openClips() {
      const clips = open();
      const prepare = async () => log('prepared ');
      const generate = (...given) => { log('made '); return clips.generate(...given); };
      return { ...clips, prepare, generate };
    }`,
  );
  test = await startTestServer({ engine });
  const { server, api } = test;
  server.warm();
  await expect.poll(() => readFile(log, 'utf8').catch(() => ''), { timeout: 90_000 }).toBe('prepared ');
  await waitFor(api, (await submit(api, 'x')).id);
  // The process lives, so it is not prepared again.
  server.warm();
  await waitFor(api, (await submit(api, 'y')).id);
  expect(await readFile(log, 'utf8')).toBe('prepared made made ');
  await rm(folder, { recursive: true });
});

it('starts none where other machines make the clips', async () => {
  test = await startTestServer({ devices: [] });
  const { server, api } = test;
  await api.call('models');
  const before = server.children().length;
  await api.call('plan', { body: { request: { prompt: 'x' } } });
  expect(server.children().length).toBe(before);
});
