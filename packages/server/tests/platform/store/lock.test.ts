import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockFolder } from '../../../src/platform/store/lock.ts';
import { newFolder } from '../../support/folders.ts';
import { skipping } from '../../support/system-users.ts';

const script = fileURLToPath(new URL('../../support/hold-folder.ts', import.meta.url));
const apart = ['-pf', '--kill-child', '--mount-proc'];
const namespacesHere = process.platform === 'linux' && spawnSync('unshare', [...apart, 'true']).status === 0;
const skipNamespaces = skipping('unshare with the right to make process namespaces', namespacesHere);

/** Starts a process that locks a folder; in a process namespace of its own it is what another container would be. */
async function hold(folder: string, inContainer = false): Promise<{ said: string; child: ChildProcess }> {
  const [program = '', ...args] = [...(inContainer ? ['unshare', ...apart] : []), process.execPath, script, folder];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  return { said: String(said).trim(), child };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('the lock of a data folder', () => {
  it('is taken over at once from a killed process, and leaves nothing behind', async () => {
    const folder = newFolder();
    const { said, child } = await hold(folder);
    expect(said).toBe('held');
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'data_folder_busy', details: { pid: child.pid } });
    await kill(child);
    const began = Date.now();
    await (await lockFolder(folder))();
    expect(Date.now() - began).toBeLessThan(2000);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(skipNamespaces)('holds against another container, also while its process is stopped', async () => {
    const folder = newFolder();
    const { child } = await hold(folder);
    const lock = readFileSync(join(folder, 'server.lock'), 'utf8');
    expect((await hold(folder, true)).said).toBe('data_folder_busy');
    child.kill('SIGSTOP');
    expect((await hold(folder, true)).said).toBe('data_folder_busy');
    expect(readFileSync(join(folder, 'server.lock'), 'utf8')).toBe(lock);
    await kill(child);
    expect((await hold(folder, true)).said).toBe('held');
  });

  it.skipIf(skipNamespaces)('of a container holds outside of it, and ends with it', async () => {
    const folder = newFolder();
    const { said, child } = await hold(folder, true);
    expect(said).toBe('held');
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'data_folder_busy' });
    await kill(child);
    await expect.poll(() => lockFolder(folder).then((unlock) => unlock().then(() => 'free'), String)).toBe('free');
  });

  it('of another machine holds while it is renewed', async () => {
    const folder = newFolder();
    const path = join(folder, 'server.lock');
    writeFileSync(path, JSON.stringify({ pid: process.pid, started: null, boot: 'x', namespace: '1', host: 'other' }));
    let seconds = 1;
    const renewal = setInterval(() => utimesSync(path, seconds, seconds++), 200);
    await expect(lockFolder(folder, 2000)).rejects.toMatchObject({
      code: 'data_folder_busy',
      details: { pid: expect.stringContaining('other') },
    });
    clearInterval(renewal);
    await (await lockFolder(folder, 600))();
    expect(existsSync(path)).toBe(false);
  });

  it('is renewed by its holder', async () => {
    const folder = newFolder();
    const unlock = await lockFolder(folder);
    const path = join(folder, 'server.lock');
    utimesSync(path, 1, 1);
    await expect.poll(() => statSync(path).mtimeMs, { timeout: 4000 }).toBeGreaterThan(1000);
    await unlock();
  });

  it('goes to one of several that find it left behind', async () => {
    const folder = newFolder();
    const { child } = await hold(folder);
    await kill(child);
    const left = readFileSync(join(folder, 'server.lock'), 'utf8');
    for (let round = 0; round < 40; round += 1) {
      writeFileSync(join(folder, 'server.lock'), left);
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
      const taken = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(taken).toHaveLength(1);
      await taken[0]!();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('works in a folder whose path is too long for a socket', async () => {
    const folder = join(newFolder(), 'd'.repeat(120));
    mkdirSync(folder);
    const { said } = await hold(folder);
    expect(said).toBe('held');
    if (process.platform === 'linux') expect(readdirSync(folder)).toHaveLength(2);
    if (namespacesHere) expect((await hold(folder, true)).said).toBe('data_folder_busy');
  });
});
