/** What archives with Node inside carry besides the program: start scripts, and the truth about the codecs. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeAll } from '../packages/engine/src/index.ts';
import { codecLibraries, codecsNotice, codecsVersion } from '../scripts/release/codecs.ts';
import { unixStart, windowsStart } from '../scripts/release/standalone.ts';

let work = '';
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'akezora-test-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('the start script', () => {
  it('starts the Node beside it with the words as they are, from any folder, also through links', () => {
    const folder = join(work, 'a folder with “odd” $names');
    mkdirSync(join(folder, 'node'), { recursive: true });
    writeFileSync(join(folder, 'akezora'), unixStart, { mode: 0o755 });
    writeFileSync(join(folder, 'node/node'), '#!/bin/sh\nprintf "%s\\n" "$0" "$@"\nexit 7\n');
    chmodSync(join(folder, 'node/node'), 0o755);
    mkdirSync(join(work, 'bin'));
    symlinkSync(join(folder, 'akezora'), join(work, 'bin/first'));
    symlinkSync('first', join(work, 'bin/akezora'));
    const expected = [join(folder, 'node/node'), join(folder, 'app/node_modules/akezora/bin/akezora.cjs')];
    const words = ['generate', 'two words', '', '*', '$HOME'];
    for (const [command, cwd] of [
      [join(folder, 'akezora'), work],
      ['./akezora', folder],
      [join(work, 'bin/akezora'), '/'],
    ] as const) {
      const { status, stdout } = spawnSync(command, words, { cwd, encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
      expect(status).toBe(7);
      expect(stdout.split('\n').slice(0, -1)).toEqual([...expected, ...words]);
    }
  });

  it('of Windows has its line ends, quotes its paths and hands on the exit code', () => {
    expect(windowsStart.split('\r\n')).toEqual([
      '@"%~dp0node\\node.exe" "%~dp0app\\node_modules\\akezora\\bin\\akezora.cjs" %*',
      '@exit /b %ERRORLEVEL%',
      '',
    ]);
  });
});

describe('the list of codecs', () => {
  const versionOf = (name: string) => codecLibraries.find((library) => library.name.startsWith(name))?.version ?? '';

  it('is of the version that is installed, and in NOTICE', () => {
    const manifest = join(import.meta.dirname, '../node_modules/@napi-rs/webcodecs/package.json');
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    expect(version).toBe(codecsVersion);
    const text = readFileSync(join(import.meta.dirname, '../NOTICE'), 'utf8');
    for (const name of ['FFmpeg', 'x264', 'x265']) expect(text).toContain(`${name} ${versionOf(name)}`);
    for (const { name, source } of codecLibraries) expect(codecsNotice(), name).toContain(source);
  });

  const binary = '@napi-rs/webcodecs-linux-x64-gnu/webcodecs.linux-x64-gnu.node';
  const file = join(import.meta.dirname, '../node_modules', binary);
  it.runIf(existsSync(file))('agrees with what the binary says of itself', () => {
    const text = readFileSync(file);
    const says = (words: string) => expect(text.includes(words), words).toBe(true);
    says(`FFmpeg version ${versionOf('FFmpeg')}`);
    // Release_4.1 has this number of its interface.
    says('x265_api_get_215');
    expect(versionOf('x265')).toBe('4.1');
    says(`WebM Project VP9 Encoder ${versionOf('libvpx')}`);
    says(`AOMedia Project AV1 Encoder ${versionOf('libaom').slice(1)}`);
    says(`libopus ${versionOf('Opus').slice(1)}`);
    says(`LAME${versionOf('LAME')}`);
    says(`libVorbis ${versionOf('libvorbis').slice(1)}`);
    says(`deflate ${versionOf('zlib').slice(1)} `);
  });

  it('names the x264 that writes its version into every clip', async () => {
    const clip = join(work, 'one.mp4');
    const frame = { width: 128, height: 72, data: new Uint8Array(128 * 72 * 4).fill(90), at: 0 };
    async function* frames() {
      yield frame;
    }
    await encodeAll(frames(), { file: clip, width: 128, height: 72, fps: 24, codec: 'h264' });
    const [, core = ''] = /x264 - (core \d+)/.exec(readFileSync(clip, 'latin1')) ?? [];
    expect(core).toBe(versionOf('x264'));
  });
});
