import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyModel } from '../packages/engine/tests/models/ltx-video/tiny-model.ts';
import { startTestServer, type TestServer } from '../packages/server/tests/support/server.ts';

const bin = join(import.meta.dirname, '../packages/cli/bin/akezora.js');
const picture = join(import.meta.dirname, '../packages/engine/tests/fixtures/akezora/rendered.png');
const root = mkdtempSync(join(tmpdir(), 'akezora-watch-'));
const path = (...names: string[]) => join(root, ...names);
const list = (...names: string[]) => readdirSync(path(...names)).sort();
const environment = {
  ...process.env,
  AKEZORA_CACHE: path('cache'),
  XDG_DATA_HOME: path('data'),
  LANG: 'C',
  LC_ALL: '',
};
let model = '';
let served: TestServer;

beforeAll(async () => {
  [model, served] = await Promise.all([tinyModel(), startTestServer()]);
});
afterAll(async () => {
  await served.remove();
  for (const made of [root, model]) rmSync(made, { recursive: true, force: true });
});

/** Runs `akezora watch` on the folders of a test; kills it when it has written `killAt`. */
function watch(name: string, words: readonly string[], killAt?: string) {
  mkdirSync(path(name, 'in'), { recursive: true });
  const all = ['watch', path(name, 'in'), path(name, 'out'), '--once', '--settle', '0.1', '--poll', '0.1', ...words];
  const child = spawn(process.execPath, [bin, ...all], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString();
    if (killAt !== undefined && err.includes(killAt)) child.kill('SIGKILL');
  });
  return new Promise<{ code: number | null; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, err })),
  );
}

const facts = (...names: string[]) => JSON.parse(readFileSync(path(...names), 'utf8')).facts;

describe('akezora watch', () => {
  it('makes clips on this machine, and again from the beginning what a kill interrupted, with the same seed', async () => {
    mkdirSync(path('own', 'in'), { recursive: true });
    writeFileSync(path('own', 'in', 'fox.txt'), 'a red fox');
    const small = ['--model', model, '--size', '64x64', '--seconds', '0.7', '--fps', '12', '--steps', '2'];
    const killed = await watch('own', small, 'fox: begun');
    expect(killed.code).toBeNull();
    const { clips } = JSON.parse(readFileSync(path('own', 'in', 'working', 'fox', 'order.json'), 'utf8'));
    const { code, err } = await watch('own', small);
    expect([code, err]).toEqual([0, expect.stringContaining('fox: done')]);
    expect(list('own', 'out')).toEqual(['fox.mp4', 'fox.mp4.json']);
    expect(list('own', 'in', 'done')).toEqual(['fox.txt']);
    const made = facts('own', 'out', 'fox.mp4.json');
    expect(made).toMatchObject({ prompt: 'a red fox', width: 64, seconds: 0.75, seed: clips[0].request.seed });
  });

  it('makes clips on a server, where a killed watcher submits nothing twice', async () => {
    const url = served.server.url;
    mkdirSync(path('far', 'in'), { recursive: true });
    writeFileSync(path('far', 'in', 'fox.txt'), 'slow 900 fox');
    copyFileSync(picture, path('far', 'in', 'fox.png'));
    writeFileSync(path('far', 'in', 'bad.txt'), 'too long');
    const words = ['--server', url, '--seconds', '2', '--jobs', '2'];
    // Submitted and running there; the next watcher waits for the same job.
    expect((await watch('far', words, 'fox.mp4: 0%')).code).toBeNull();
    expect((await watch('far', words)).code).not.toBeNull();
    expect(list('far', 'out')).toEqual(['fox.mp4', 'fox.mp4.json']);
    expect(list('far', 'in', 'done')).toEqual(['fox.png', 'fox.txt']);
    expect(list('far', 'in', 'failed')).toEqual(['bad.error.txt', 'bad.txt']);
    const { data: jobs } = await served.api.call('jobs');
    expect(jobs.map(({ prompt, state }) => [prompt, state]).sort()).toEqual([
      ['slow 900 fox', 'completed'],
      ['too long', 'failed'],
    ]);
    const request = facts('far', 'out', 'fox.mp4.json').request;
    expect(request.conditions[0].source).toEqual({ kind: 'image', file: 'fox.png' });
    expect(request.seed).toBe(jobs.find(({ state }) => state === 'completed')?.request.seed);
  });
});
