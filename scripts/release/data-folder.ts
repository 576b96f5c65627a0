/**
 * Makes the data folder that the tests of later versions upgrade: `npm run release:data-folder -- NAME [CHECKOUT]` runs the server of a
 * checkout (default: this one), fills a library through its API, kills it in the middle of a job, puts the folder into `data-folders.tar.br`
 * beside those of other versions (most of their bytes are the same), and writes `NAME.json` with what that server said about it.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import sharp from 'sharp';
import { root } from '../sources.ts';

const fixtures = join(root, 'packages/server/tests/fixtures/data-folders');
const archive = join(fixtures, 'data-folders.tar.br');

/** Calls an API of any version: this script also runs the first one. Only what is read is named. */
type Call = (method: string, path: string, body?: object) => Promise<Answer>;
interface Answer {
  readonly id: string;
  readonly state: string;
  readonly clipId: string | null;
  readonly secret: string;
  readonly progress: { readonly fraction: number } | null;
  readonly paths: Readonly<Record<string, unknown>>;
  readonly data: readonly Answer[];
}

function callerOf(url: string, key: string): Call {
  return async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Answer;
  };
}

/** Looks at a job until `fits`, often enough to find it in the middle. */
async function jobThat(call: Call, id: string, fits: (job: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const job = await call('GET', `/api/jobs/${id}`);
    if (fits(job)) return job;
    if (['failed', 'cancelled', 'expired'].includes(job.state)) throw new Error(`job ${id}: ${JSON.stringify(job)}`);
    await new Promise((next) => setTimeout(next, 25));
  }
}

async function submit(call: Call, prompt: string, more: object = {}): Promise<Answer> {
  const request = { prompt, seconds: 2, seed: 7, ...more };
  const [job] = (await call('POST', '/api/jobs', { request, title: `Title of ${prompt}` })).data;
  if (job === undefined) throw new Error('no job came back');
  return job;
}

/** Little to keep in the repository. */
const small = { size: { width: 320, height: 180 } };

/** Uploads a picture by tus. @returns its id */
async function upload(url: string, key: string): Promise<string> {
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><circle cx="32" cy="32" r="28"/></svg>';
  const bytes = new Uint8Array(await sharp(Buffer.from(drawing)).png().toBuffer());
  const common = { authorization: `Bearer ${key}`, 'tus-resumable': '1.0.0' };
  const metadata = `filename ${btoa('ball.png')},filetype ${btoa('image/png')}`;
  const made = await fetch(`${url}/api/uploads`, {
    method: 'POST',
    headers: { ...common, 'upload-length': String(bytes.length), 'upload-metadata': metadata },
  });
  const id = made.headers.get('location')?.split('/').at(-1) ?? '';
  const sent = await fetch(`${url}/api/uploads/${id}`, {
    method: 'PATCH',
    headers: { ...common, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: bytes,
  });
  if (!sent.ok) throw new Error(await sent.text());
  return id;
}

/** Fills the library. @returns what the server says about all of it, and what only its maker knows */
async function fill(url: string, key: string) {
  const call = callerOf(url, key);
  const { paths } = await call('GET', '/api/openapi.json');
  const actors = '/api/actors' in paths ? '/api/actors' : '/api/characters';
  const folder = await call('POST', '/api/folders', { name: 'Trips 旅' });
  await call('POST', '/api/presets', { name: 'Small', request: { resolution: '360p', seconds: 2 } });
  const cards = [
    { id: 'a', at: 0, kind: 'text', prompt: 'a dog in a park' },
    { id: 'b', at: 2, kind: 'text', prompt: '海辺の犬' },
  ];
  await call('POST', '/api/storyboards', { name: 'Two shots', data: { cards, seconds: 4 } });
  await call('POST', actors, { name: 'ball', uploadId: await upload(url, key) });
  // A name that never resolves: what could not be delivered is in the folder, too.
  const hook = await call('POST', '/api/webhooks', { name: 'house', url: 'https://akezora.invalid/hook' });
  const other = await call('POST', '/api/keys', { name: 'second', scopes: ['library'] });
  await call('PATCH', '/api/settings', { defaults: { language: 'ja', resolution: '360p' }, gallery: true });
  const clips: string[] = [];
  for (const prompt of ['a red fox in the snow', '公園を歩く犬', 'a cat']) {
    const done = await jobThat(call, (await submit(call, prompt, small)).id, ({ state }) => state === 'completed');
    clips.push(done.clipId ?? '');
  }
  const [fox, dog, cat] = clips;
  const change = { folderId: folder.id, favourite: true, tags: ['winter', '冬'], visibility: 'link' };
  await call('PATCH', `/api/clips/${fox}`, change);
  await call('DELETE', `/api/clips/${cat}`);
  const videos: Record<string, string> = {};
  for (const id of [fox, dog]) {
    const video = await fetch(`${url}/api/clips/${id}/video`, { headers: { authorization: `Bearer ${key}` } });
    videos[id ?? ''] = createHash('sha256')
      .update(Buffer.from(await video.arrayBuffer()))
      .digest('hex');
  }
  const killed = await submit(call, 'a boat on the sea', { resolution: '360p' });
  const waiting = await submit(call, 'a bird', small);
  const lists = ['folders', 'presets', 'storyboards', 'webhooks', 'settings', 'keys', 'tags'];
  const said: Record<string, unknown> = { actors: await call('GET', actors) };
  for (const list of lists) said[list] = await call('GET', `/api/${list}`);
  said.fox = await call('GET', `/api/clips/${fox}`);
  const { progress } = await jobThat(
    call,
    killed.id,
    (job) => job.state === 'running' && (job.progress?.fraction ?? 0) > 0,
  );
  const jobs = { killed: killed.id, waiting: waiting.id, killedAt: progress?.fraction };
  return { key, secondKey: other.secret, webhookSecret: hook.secret, clips: { fox, dog, cat }, videos, jobs, said };
}

/** Waits for the address that a server prints. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    for (const stream of [server.stdout, server.stderr]) {
      stream?.on('data', (part: Buffer) => {
        text += part.toString();
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
        if (found !== null) done(found[0]);
      });
    }
    server.on('exit', (code) => fail(new Error(`the server ended with ${code}: ${text}`)));
  });
}

async function make(name: string, checkout: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'akezora-data-folder-'));
  const folder = join(work, 'data');
  const environment = { PATH: process.env.PATH, HOME: work, AKEZORA_CACHE: join(work, 'cache'), LANG: 'C' };
  const program = [join(checkout, 'packages/cli/bin/akezora.js'), 'serve', '--data', folder];
  const once = (more: readonly string[], input = '') => {
    const options = { cwd: work, env: environment, input, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [...program, ...more], options);
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  try {
    once(['--add-account', 'keeper', '--role', 'owner'], 'a fixture keeps no secret\n');
    const key = once(['--add-key', 'first']).replace(/^.*: /, '');
    // Of a process group of its own, so that its children die in the same moment.
    const server = spawn(process.execPath, [...program, '--no-open', '--port', '0'], {
      cwd: work,
      env: environment,
      detached: true,
    });
    try {
      const content = await fill(await addressOf(server), key);
      const { version } = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8'));
      await writeFile(join(fixtures, `${name}.json`), `${JSON.stringify({ version, ...content }, null, 2)}\n`);
    } finally {
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
    }
    const all = join(work, 'all');
    await mkdir(all);
    unpack(all);
    await rm(join(all, name), { recursive: true, force: true });
    await rename(folder, join(all, name));
    pack(all);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Unpacks the folders of all versions so far. */
function unpack(into: string): void {
  const params = { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 };
  execFileSync('tar', ['-C', into, '-xf', '-'], { input: brotliDecompressSync(readFileSync(archive), { params }) });
}

function pack(all: string): void {
  // What a killed server leaves of its lock belongs to this machine.
  const files = ['-C', all, '--exclude=server.lock*', '--owner=0', '--group=0', '--sort=name', '-cf', '-', '.'];
  const tar = execFileSync('tar', files, { maxBuffer: 2 ** 31 });
  const { BROTLI_PARAM_LARGE_WINDOW, BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
  // The window reaches from one folder to the next.
  const params = { [BROTLI_PARAM_LARGE_WINDOW]: 1, [BROTLI_PARAM_LGWIN]: 28, [BROTLI_PARAM_QUALITY]: 11 };
  const packed = brotliCompressSync(tar, { params: { ...params, [BROTLI_PARAM_SIZE_HINT]: tar.length } });
  writeFileSync(archive, packed);
  console.log(`${archive}: ${(packed.length / 1e6).toFixed(2)} MB of ${(tar.length / 1e6).toFixed(1)} MB`);
}

const [name, checkout = root] = process.argv.slice(2);
if (name === undefined) {
  console.error('Usage: npm run release:data-folder -- NAME [CHECKOUT]');
  process.exitCode = 2;
} else await make(name, resolve(checkout));
