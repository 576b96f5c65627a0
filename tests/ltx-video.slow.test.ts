/** LTX-Video as a user meets it at the command line: fetched from a hub, added by hand, run, damaged, removed. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyModel } from '../packages/engine/tests/models/ltx-video/tiny-model.ts';
import { type HubServer, type ServedFile, startHub } from '../packages/engine/tests/weights/hub-server.ts';

const bin = join(import.meta.dirname, '../packages/cli/bin/akezora.js');
const repo = 'someone/tiny-ltx';
const home = mkdtempSync(join(tmpdir(), 'akezora-test-'));
let folder = '';
let hub: HubServer;

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in a home of its own; the hub answers in this process meanwhile. */
function akezora(...args: string[]): Promise<Said> {
  const env = {
    ...process.env,
    AKEZORA_HOME: join(home, 'data'),
    AKEZORA_CACHE: join(home, 'cache'),
    HF_HUB_CACHE: join(home, 'hub'),
    HF_ENDPOINT: hub.url,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], { env, cwd: home }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));

const clip = ['--size', '64x64', '--seconds', '0.75', '--fps', '12', '--steps', '2', '--seed', '7', '--quiet'];

beforeAll(async () => {
  folder = await tinyModel();
  const files = filesBelow(folder).map(
    (path): ServedFile => ({
      path: relative(folder, path),
      data: readFileSync(path),
      large: path.endsWith('.safetensors'),
    }),
  );
  hub = await startHub(repo, files);
});

afterAll(async () => {
  await hub.close();
  rmSync(home, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

it('fetches a model, verifies it, makes clips in bytes and exactly, extends one, and removes the model', async () => {
  expect(await akezora('models', 'pull', repo)).toMatchObject({ code: 0 });
  const where = await akezora('models', 'where', repo);
  expect(existsSync(where.out.trim())).toBe(true);
  expect(await akezora('models', 'verify', repo)).toMatchObject({ code: 0 });
  const made = await akezora('generate', 'a red fox', '--model', repo, ...clip, '-o', 'fox.mp4');
  expect(made).toMatchObject({ code: 0 });
  expect(statSync(join(home, 'fox.mp4')).size).toBeGreaterThan(500);
  const extended = await akezora(
    'generate',
    'a red fox',
    '--model',
    repo,
    ...clip,
    '--extend',
    'fox.mp4',
    '-o',
    'on.mp4',
  );
  expect(extended).toMatchObject({ code: 0, err: '' });
  const exact = await akezora(
    'generate',
    'a red fox',
    '--model',
    repo,
    ...clip,
    '--precision',
    'f32',
    '-o',
    'exact.mp4',
  );
  expect(exact).toMatchObject({ code: 0 });
  const facts = (name: string) => JSON.parse(readFileSync(join(home, `${name}.mp4.json`), 'utf8')).facts.kernels;
  expect([facts('fox'), facts('exact')]).toEqual([expect.stringMatching(/^cpu:int[78]$/), 'cpu:f32']);
  expect(await akezora('models', 'remove', repo)).toMatchObject({ code: 0 });
  expect(await akezora('generate', 'a red fox', '--model', repo, ...clip)).toMatchObject({ code: 2 });
}, 120_000);

it('takes a folder under a name, and forgets it without touching its files', async () => {
  expect(await akezora('models', 'add', folder, 'mine')).toMatchObject({ code: 0 });
  expect((await akezora('models')).out).toContain('mine');
  expect(await akezora('generate', 'a red fox', '--model', 'mine', ...clip, '-o', 'mine.mp4')).toMatchObject({
    code: 0,
  });
  expect(await akezora('models', 'remove', 'mine')).toMatchObject({ code: 0 });
  expect(existsSync(join(folder, 'model_index.json'))).toBe(true);
}, 60_000);

it('says in both languages what is wrong with files, sizes, lengths and prompts', async () => {
  const broken = join(home, 'broken');
  cpSync(folder, broken, { recursive: true });
  truncateSync(join(broken, 'transformer', 'diffusion_pytorch_model.safetensors'), 5000);
  for (const [args, code, en, ja] of [
    [['--model', broken, ...clip], 4, /transformer/, /transformer/],
    [['--model', folder, ...clip, '--size', '4000x64'], 2, /4000/, /4000/],
    [['--model', folder, ...clip, '--seconds', '1000'], 2, /1000/, /1000/],
    [['--model', folder, ...clip, '--lora', 'nowhere.safetensors'], 2, /nowhere/, /nowhere/],
  ] as const) {
    const english = await akezora('generate', 'a red fox', ...args, '--lang', 'en');
    const japanese = await akezora('generate', 'a red fox', ...args, '--lang', 'ja');
    expect([english.code, japanese.code]).toEqual([code, code]);
    expect(english.err).toMatch(en);
    expect(japanese.err).toMatch(ja);
    expect(english.err).not.toMatch(/\p{Script=Hiragana}/u);
    expect(japanese.err).toMatch(/\p{Script=Hiragana}/u);
  }
  const rounded = await akezora(
    'generate',
    'a red fox',
    '--model',
    folder,
    '--seconds',
    '0.8',
    '--dry-run',
    '--lang',
    'ja',
  );
  expect(rounded.out + rounded.err).toContain('4·n + 1');
}, 120_000);
