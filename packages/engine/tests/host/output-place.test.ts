import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { outputPlace } from '../../src/host/output-place.ts';
import { sidecarName, writeSidecar } from '../../src/video/facts-file.ts';
import { createOutput } from '../../src/video/output-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'akezora-output-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (...names: string[]) => join(folder, ...names);

async function write(file: string, text: string): Promise<void> {
  const output = await createOutput(file);
  await output.write(Buffer.from(text), 0);
  await output.commit();
}

describe('an output', () => {
  it('is written through a link, which stays one, also when its target is not there yet', async () => {
    mkdirSync(path('elsewhere'));
    writeFileSync(path('elsewhere', 'old.mp4'), 'old');
    symlinkSync('elsewhere/old.mp4', path('link.mp4'));
    symlinkSync(path('link.mp4'), path('second.mp4'));
    symlinkSync('elsewhere/new.mp4', path('dangling.mp4'));
    await write(path('second.mp4'), 'clip');
    await write(path('dangling.mp4'), 'clip 2');
    expect(readFileSync(path('elsewhere', 'old.mp4'), 'utf8')).toBe('clip');
    expect(readFileSync(path('elsewhere', 'new.mp4'), 'utf8')).toBe('clip 2');
    for (const name of ['link.mp4', 'second.mp4', 'dangling.mp4'])
      expect([name, lstatSync(path(name)).isSymbolicLink()]).toEqual([name, true]);
    expect(readdirSync(path('elsewhere')).sort()).toEqual(['new.mp4', 'old.mp4']);
  });

  it('is no device, pipe or socket, which stay what they are', async () => {
    execFileSync('mkfifo', [path('pipe.mp4')]);
    const server = createServer().listen(path('socket.mp4'));
    await new Promise((done) => server.once('listening', done));
    symlinkSync('/dev/null', path('null.mp4'));
    for (const name of [path('pipe.mp4'), path('socket.mp4'), path('null.mp4'), '/dev/null', '/dev/full']) {
      const before = lstatSync(name).mode;
      const refused = expect.objectContaining({ code: 'output_unwritable', message: expect.stringMatching(/-o -/) });
      await expect(createOutput(name), name).rejects.toEqual(refused);
      expect([name, lstatSync(name).mode]).toEqual([name, before]);
    }
    server.close();
  });

  it('is refused where links lead in a circle', async () => {
    symlinkSync('b.mp4', path('a.mp4'));
    symlinkSync('a.mp4', path('b.mp4'));
    await expect(outputPlace(path('a.mp4'))).rejects.toMatchObject({ code: 'output_unwritable' });
  });

  it.each([
    ['255 bytes', `${'x'.repeat(251)}.mp4`],
    ['255 bytes of kanji', `${'狐'.repeat(83)}xx.mp4`],
    ['signs', `a:b?*"<>|\\ 'c' #%41&\n.mp4`],
  ])('may have any name of the file system: %s', async (_, name) => {
    const file = path(name);
    await write(file, 'clip');
    await writeSidecar(file, { facts: {} as never });
    expect(existsSync(file)).toBe(true);
    expect(existsSync(sidecarName(file))).toBe(true);
    expect(readdirSync(folder).filter((entry) => entry.endsWith('.part'))).toEqual([]);
  });
});
