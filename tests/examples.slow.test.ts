import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFacts } from '@akezora/engine';
import { startServer } from '@akezora/server';
import { afterAll, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 240_000 });

const folder = mkdtempSync(join(tmpdir(), 'akezora-examples-'));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program of `examples/` as a reader would; answers what it printed. */
async function run(program: string, ...args: string[]): Promise<string> {
  const file = join(import.meta.dirname, '../examples', program);
  const env = { ...process.env, AKEZORA_CACHE: path('cache') };
  return (await promisify(execFile)(process.execPath, [file, ...args], { cwd: folder, env })).stdout;
}

it('every program is listed and tested here', () => {
  const programs = readdirSync(join(import.meta.dirname, '../examples')).filter((name) => name.endsWith('.ts'));
  expect(programs).toEqual([
    'batch.ts',
    'custom-scene.ts',
    'generate.ts',
    'openai-client.ts',
    'read-facts.ts',
    'server-events.ts',
  ]);
});

it('generate.ts makes a clip, and read-facts.ts prints what is inside it', async () => {
  const output = await run('generate.ts', path('fox.mp4'));
  expect(output).toMatch(/^640×360, 48 frames\n/);
  expect(output).toMatch(/fox\.mp4, seed 1\n$/);
  expect(await run('read-facts.ts', path('fox.mp4'))).toBe(
    'akezora-2, seed 1, 640×360: a fox running through falling snow at dusk\n',
  );
});

it('custom-scene.ts makes the clip of the changed scene', async () => {
  expect(await run('custom-scene.ts', path('night.mp4'))).toMatch(/night\.mp4: night\n$/);
  expect((await readFacts(path('night.mp4')))?.scene).toMatchObject({
    time: 'night',
    weather: 'snow',
    place: 'forest',
  });
});

it('batch.ts makes each clip once', async () => {
  expect(await run('batch.ts', path('clips'))).toMatch(/1\.mp4: a cat in a meadow\n.*2\.mp4: a whale/);
  expect(await run('batch.ts', path('clips'))).toMatch(/1\.mp4: exists\n.*2\.mp4: exists\n$/);
});

it('server-events.ts and openai-client.ts work against a running server', async () => {
  const server = await startServer({ dataFolder: path('data'), port: 0, logLevel: 'silent' });
  try {
    expect(await run('server-events.ts', server.url)).toMatch(/^hello\n(?:.*\n)*clip \S+\n$/);
    expect(await run('openai-client.ts', server.url, path('openai.mp4'))).toMatch(/openai\.mp4, 720x1280, 4 s\n$/);
    expect(await readFacts(path('openai.mp4'))).toMatchObject({ width: 720, height: 1280 });
  } finally {
    await server.stop();
  }
});
