import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@akezora/contract/api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { withDefaults } from '../../src/config/settings.ts';
import { checkDataFolder, checkPrivacy } from '../../src/doctor/data.ts';
import { examineServer } from '../../src/doctor/examine.ts';
import { deniedBelow } from '../../src/platform/folder-owner.ts';
import { checkFileLimits, keepPrivate } from '../../src/platform/private-folder.ts';
import { newDataFolder, newFolder } from '../support/folders.ts';
import { submit, testEngine, waitFor } from '../support/server.ts';

/** Files and folders below a folder, itself included, that others may read, write or enter. */
function openToOthers(folder: string): string[] {
  const paths = ['', ...(readdirSync(folder, { recursive: true }) as string[])].map((name) => join(folder, name));
  return paths.filter((path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0);
}

/** A data folder as an earlier version left it: readable by everyone. */
async function oldDataFolder(): Promise<string> {
  const folder = join(newFolder(), 'data');
  cpSync(await newDataFolder(), folder, { recursive: true });
  mkdirSync(join(folder, 'files/clips'), { recursive: true });
  writeFileSync(join(folder, 'files/clips/old.mp4'), 'old');
  for (const path of openOrClosed(folder)) chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
  return folder;
}
const openOrClosed = (folder: string) =>
  ['', ...(readdirSync(folder, { recursive: true }) as string[])].map((name) => join(folder, name));

describe('the data folder', () => {
  it('is closed at start, and all that a server writes is private', async () => {
    const folder = await oldDataFolder();
    expect(await checkPrivacy(withDefaults({ dataFolder: folder }))).toMatchObject({ state: 'trouble' });
    // A process of its own: the mask of file modes belongs to a process.
    const script = fileURLToPath(new URL('../support/logging-server.ts', import.meta.url));
    const child = fork(script, [folder, testEngine], { stdio: ['ignore', 'inherit', 'ignore', 'ipc'] });
    onTestFinished(async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    });
    const [{ url, key }] = (await once(child, 'message')) as [{ url: string; key: string }];
    const api = createClient({ baseUrl: url, key });
    const done = await waitFor(api, (await submit(api, 'mine')).id);
    await fetch(`${url}/api/clips/${done.clipId}/thumbnail`, { headers: { authorization: `Bearer ${key}` } });
    // Postgres sets the mode of this cache of its own itself; its folder is closed.
    expect(openToOthers(folder).filter((path) => !path.endsWith('pg_internal.init'))).toEqual([]);
    expect(await checkPrivacy(withDefaults({ dataFolder: folder }))).toMatchObject({ state: 'well' });
    if (process.getuid?.() === 0) {
      // As another user of the machine.
      chmodSync(join(folder, '..'), 0o755);
      const list = spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'ls', folder]);
      expect(list.status).not.toBe(0);
    }
  });

  it('with every kind of file that a server writes counts as its own, and is closed', async () => {
    const folder = await oldDataFolder();
    for (const name of ['cache', 'incoming', 'tmp', 'backups', 'restoring', 'damaged-20260101T000000Z'])
      mkdirSync(join(folder, name), { recursive: true, mode: 0o755 });
    await keepPrivate(folder);
    expect(openToOthers(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('is closed from the beginning where the doctor makes it', async () => {
    const folder = join(newFolder(), 'data');
    await checkDataFolder(withDefaults({ dataFolder: folder }));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    rmSync(folder, { recursive: true });
  });

  it('that holds other files too is left as it is, except for what is ours', async () => {
    const folder = await oldDataFolder();
    writeFileSync(join(folder, 'holiday.txt'), 'mine');
    chmodSync(join(folder, 'holiday.txt'), 0o644);
    expect(await keepPrivate(folder)).toBeGreaterThan(10);
    expect(openToOthers(folder).sort()).toEqual([folder, join(folder, 'holiday.txt')]);
    rmSync(folder, { recursive: true });
  });
});

it('a process that may open too few files is refused with the limit', () => {
  expect(() => checkFileLimits(64)).toThrow(expect.objectContaining({ code: 'too_few_open_files' }));
  checkFileLimits(1024);
  checkFileLimits();
});

it('a process whose files may not grow is refused with the limit', () => {
  expect(() => checkFileLimits(1024, 1_000_000)).toThrow(
    expect.objectContaining({ code: 'files_may_not_grow', details: { limit: 1_000_000 } }),
  );
  checkFileLimits(1024, 2 ** 30);
});

it('a data folder that cannot be written says so, and which option chooses another', async () => {
  const blocked = join(newFolder(), 'file');
  writeFileSync(blocked, '');
  const refusal = await keepPrivate(join(blocked, 'data')).catch((error) => error);
  expect(refusal).toMatchObject({ code: 'data_folder_unwritable' });
  expect(refusal.remedy.en).toContain('--data');
});

it.skipIf(process.getuid?.() !== 0)(
  'a data folder of another user is refused, also for root, and says whose it is',
  async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'database'));
    chownSync(join(folder, 'database'), 65_534, 65_534);
    const refusal = await keepPrivate(folder).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'data_folder_foreign' });
    expect(refusal.remedy.en).toContain('sudo -u nobody');
    const findings = await examineServer({ dataFolder: folder });
    expect(findings).toMatchObject([{ state: 'trouble', remedy: refusal.remedy }]);
    expect(readdirSync(folder)).toEqual(['database']);
    expect(await deniedBelow(folder)).toBeUndefined();
  },
);
