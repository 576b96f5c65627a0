import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackEarlierFolder } from '../../packages/server/tests/support/data-folders.ts';
import { type Release, type Running, run, standalonePlatform, start } from './release.ts';

/** The archive with Node inside, unpacked where there is no Node. */
export function registerStandalone(releaseOf: () => Release, version: string): void {
  describe('the archive with Node inside', () => {
    let folder = '';
    let program = '';
    let PATH = '';
    let server: Running | undefined;

    beforeAll(async () => {
      folder = await releaseOf().newFolder();
      const archive = join(releaseOf().packed, `akezora-${version}-${standalonePlatform}.tar.gz`);
      execFileSync('tar', ['-C', folder, '-xzf', archive]);
      program = join(folder, `akezora-${version}-${standalonePlatform}`, 'akezora');
      // No program can be found here, except this one by its link.
      PATH = join(folder, 'bin');
      await mkdir(PATH);
      await symlink('/usr/bin/readlink', join(PATH, 'readlink'));
      await symlink(program, join(PATH, 'akezora'));
    });
    afterAll(async () => {
      await server?.stop();
    });

    it('holds one folder, and nothing in it that everyone may write or that links out of it', async () => {
      expect((await readdir(folder)).sort()).toEqual([`akezora-${version}-${standalonePlatform}`, 'bin']);
      const found = spawnSync('find', [join(program, '..'), '-perm', '/022', '-o', '-type', 'l'], { encoding: 'utf8' });
      expect(found.stdout).toBe('');
    });

    it('says its version where no Node is, also through a link', async () => {
      expect(spawnSync('node', { env: { PATH } }).error).toMatchObject({ code: 'ENOENT' });
      for (const command of [program, join(PATH, 'akezora')])
        expect(await run(command, ['--version'], folder, { PATH })).toEqual({ code: 0, out: `${version}\n`, err: '' });
    });

    it('makes a clip', async () => {
      const words = ['generate', 'a red fox in the snow', '--seconds', '2', '--resolution', '360p', '-o', 'fox.mp4'];
      const { code, err } = await run(program, words, folder, { PATH });
      expect(code, err).toBe(0);
      expect((await readFile(join(folder, 'fox.mp4'))).subarray(4, 8).toString()).toBe('ftyp');
    });

    it('serves the studio on the data folder of 0.1.0, and makes the clip in whose middle that was killed', async () => {
      const { folder: library, content } = unpackEarlierFolder('0.1.0');
      const words = ['serve', '--no-open', '--port', '0', '--data', library, '--log', 'warn'];
      server = start(program, words, folder, { PATH });
      const [url] = await server.says(/http:\/\/127\.0\.0\.1:\d+/);
      expect(await (await fetch(`${url}/healthz`)).text()).toContain('ok');
      expect(await (await fetch(url)).text()).toContain('<div id="studio">');
      const api = createClient({ baseUrl: url, key: content.key });
      let job = await api.call('job', { params: { id: content.jobs.killed } });
      while (job.state === 'queued' || job.state === 'running') {
        await new Promise((next) => setTimeout(next, 300));
        job = await api.call('job', { params: { id: content.jobs.killed } });
      }
      expect(job, JSON.stringify(job.error)).toMatchObject({ state: 'completed', attempt: 2 });
      const made = await api.call('clip', { params: { id: job.clipId ?? '' } });
      expect(made).toMatchObject({ width: 640, height: 360, seconds: 2, seed: 7 });
      const video = Buffer.from(await (await fetch(api.url(made.urls.video))).arrayBuffer());
      expect([video.length, video.subarray(4, 8).toString()]).toEqual([made.bytes, 'ftyp']);
      expect(await server.stop()).toBe(0);
      server = undefined;
      await rm(library, { recursive: true });
    });

    it('carries the GPL, versions and sources of the codecs, an offer of them, and the licence of Node', async () => {
      const text = (name: string) => readFile(join(program, '../licences', name), 'utf8');
      expect(await text('GPL-2.0.txt')).toContain('Version 2, June 1991');
      expect(await text('GPL-3.0.txt')).toContain('Version 3, 29 June 2007');
      expect(await text('LGPL-3.0.txt')).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
      expect(await text('NODE.txt')).toContain('Copyright Node.js contributors');
      const codecs = await text('CODECS.txt');
      const installed = join(program, '../app/node_modules/@napi-rs/webcodecs/package.json');
      expect(codecs).toContain(`@napi-rs/webcodecs ${JSON.parse(await readFile(installed, 'utf8')).version},`);
      expect(codecs).toContain('Written offer, valid for at least three years');
      for (const name of ['LICENSE', 'NOTICE', 'README.md', 'README.ja.md'])
        expect(existsSync(join(program, '..', name)), name).toBe(true);
    });
  });
}
