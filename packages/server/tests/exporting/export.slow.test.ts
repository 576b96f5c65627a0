import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runServerCommand } from '../../src/command/run.ts';
import { newDataFolder, newFolder } from '../support/folders.ts';
import { type Hub, hubToken, startHub } from '../support/hub.ts';
import { startTestServer, submit, waitFor } from '../support/server.ts';

const clipBytes = readFileSync(fileURLToPath(new URL('../support/clip.mp4', import.meta.url)));
let data = '';

async function run(...words: string[]): Promise<string> {
  const said: string[] = [];
  const out = (text: string) => void said.push(text);
  const signal = new AbortController().signal;
  const terminal = { out, err: out, live: false, language: 'en' as const, signal };
  expect(await runServerCommand('export', [...words, '--data', data], terminal)).toBe(0);
  return said.join('');
}

beforeAll(async () => {
  data = await newDataFolder();
  const test = await startTestServer({ dataFolder: data });
  const folder = await test.api.call('createFolder', { body: { name: 'best of' } });
  for (const prompt of ['one, "quoted"', '二つ目\nの夢', 'three']) {
    const done = await waitFor(test.api, (await submit(test.api, prompt)).id);
    const params = { id: done.clipId ?? '' };
    if (prompt === 'three')
      await test.api.call('patchClip', { params, body: { folderId: folder.id, tags: ['a', 'b'] } });
  }
  await test.server.stop();
  // As beside a WebM, which holds no credentials itself.
  const [stored = ''] = readdirSync(data, { recursive: true })
    .map(String)
    .filter((name) => name.startsWith('files') && name.endsWith('.mp4'));
  writeFileSync(join(data, stored.replace('.mp4', '.c2pa')), 'credentials');
});

describe('akezora export', () => {
  it('writes a folder that the import reads back as it was', async () => {
    const target = join(newFolder(), 'set');
    expect(await run(target)).toContain('3 clips');
    expect(readdirSync(target).sort()).toEqual(['README.md', 'facts', 'metadata.csv', 'parquet', 'videos']);
    const videos = readdirSync(join(target, 'videos'));
    const [beside = '', ...more] = videos.filter((name) => name.endsWith('.c2pa'));
    expect(more).toEqual([]);
    expect(readFileSync(join(target, 'videos', beside), 'utf8')).toBe('credentials');
    expect(readFileSync(join(target, 'videos', beside.replace('.c2pa', '.mp4'))).equals(clipBytes)).toBe(true);
    expect(readFileSync(join(target, 'README.md'), 'utf8')).toContain('- metadata.csv\n  - videos/*.mp4\n- config');
    const other = await newDataFolder();
    const said: string[] = [];
    const out = (text: string) => void said.push(text);
    const terminal = { out, err: out, live: false, language: 'en' as const, signal: new AbortController().signal };
    expect(await runServerCommand('import', [target, '--data', other, '--json'], terminal)).toBe(0);
    const prompts = JSON.parse(said.join('')).clips.map((clip: { prompt: string }) => clip.prompt);
    expect(prompts.sort()).toEqual(['one, "quoted"', 'three', '二つ目\nの夢']);
    await expect(run(target)).rejects.toMatchObject({ code: 'output_unwritable' });
  });

  it('writes Parquet with types and all facts', async () => {
    const target = join(newFolder(), 'set');
    await run(target, '--folder', 'best of');
    const bytes = readFileSync(join(target, 'parquet/clips.parquet'));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const [row, ...rest] = await parquetReadObjects({ file });
    expect(rest).toEqual([]);
    expect(row).toMatchObject({ prompt: 'three', seed: 1n, width: 128, fps: 12, tags: ['a', 'b'], steps: 4 });
    expect(row?.created_at).toBeInstanceOf(Date);
    expect(row?.facts).toMatchObject({ seed: 1, codec: 'h264' });
    const videos = readdirSync(join(target, 'videos')).filter((name) => name.endsWith('.mp4'));
    expect(videos).toEqual([String(row?.file_name).replace('videos/', '')]);
  });

  it('leaves nothing under the name when it fails', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'set.zip.part'));
    writeFileSync(join(folder, 'blocked'), '');
    await expect(run(join(folder, 'blocked/set.zip'))).rejects.toMatchObject({ code: 'output_unwritable' });
    await expect(run(join(folder, 'x.zip'), '--folder', 'nothing')).rejects.toMatchObject({ code: 'not_found' });
    expect(existsSync(join(folder, 'x.zip'))).toBe(false);
  });
});

describe('akezora export --push', () => {
  let hub: Hub;
  const before = { ...process.env };
  beforeAll(async () => {
    hub = await startHub();
    process.env.HF_ENDPOINT = hub.url;
    process.env.HF_TOKEN = hubToken;
  });
  afterAll(async () => {
    process.env = before;
    await hub.close();
  });

  it('makes the data set, sends the videos first and the tables last', async () => {
    expect(await run('--push', 'ame/dioramas', '--private')).toContain(`${hub.url}/datasets/ame/dioramas/commit/`);
    expect(hub.repos.get('ame/dioramas')).toBe('private');
    expect(hub.commits.map(({ title }) => title)).toEqual(['Add 3 videos', 'Describe 3 clips']);
    const names = [...hub.files.keys()];
    expect(names.filter((name) => /^videos\/.*\.mp4$/.test(name)).length).toBe(3);
    expect(names.filter((name) => /^videos\/.*\.c2pa$/.test(name)).length).toBe(1);
    expect(hub.files.get(names.find((name) => name.endsWith('.mp4')) ?? '')?.equals(clipBytes)).toBe(true);
    const csv = hub.files.get('metadata.csv')?.toString() ?? '';
    expect(csv).toContain('"one, ""quoted"""');
    for (const [, name = ''] of csv.matchAll(/^(videos\/[^,]+),/gm)) expect(names).toContain(name);
    expect(hub.files.get('parquet/clips.parquet')?.toString('latin1', 0, 4)).toBe('PAR1');
    const sent = hub.blobs.size;
    await run('--push', 'ame/dioramas');
    expect(hub.blobs.size).toBe(sent);
  });

  it('says what the hub said', async () => {
    hub.refuse = 503;
    const reason = expect.stringContaining('503');
    await expect(run('--push', 'ame/dioramas')).rejects.toMatchObject({ code: 'upstream_failed', details: { reason } });
    hub.refuse = undefined;
    process.env.HF_TOKEN = 'hf_wrong';
    await expect(run('--push', 'ame/more')).rejects.toMatchObject({
      details: { reason: expect.stringContaining('401') },
    });
    process.env.HF_TOKEN = '';
    process.env.HF_TOKEN_PATH = join(newFolder(), 'token');
    await expect(run('--push', 'ame/more')).rejects.toMatchObject({ code: 'request_invalid', field: 'HF_TOKEN' });
    await expect(run('--push', 'nowhere')).rejects.toMatchObject({ code: 'request_invalid', field: '--push' });
  });
});
