import { lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { linkBlob } from '../../src/weights/link-blob.ts';
import { newFolder } from '../models/new-folder.ts';

let blob = '';
let path = '';
beforeEach(() => {
  const folder = newFolder();
  for (const name of ['blobs', 'snapshots']) mkdirSync(join(folder, name));
  blob = join(folder, 'blobs', 'abc');
  path = join(folder, 'snapshots', 'model.safetensors');
  writeFileSync(blob, 'weights');
});

/** What Windows answers to a user without the right to make symbolic links. */
const refuses = async () => {
  throw Object.assign(new Error('EPERM: operation not permitted, symlink'), { code: 'EPERM' });
};

describe('a file of a snapshot', () => {
  it.skipIf(process.platform === 'win32')('is a relative link to its blob, and a wrong link is put right', async () => {
    symlinkSync('../blobs/other', path);
    await linkBlob(blob, path);
    expect(readlinkSync(path)).toBe('../blobs/abc');
  });

  it('is the blob itself where the system makes no links, and stays it', async () => {
    await linkBlob(blob, path, refuses);
    expect(lstatSync(path).isSymbolicLink()).toBe(false);
    expect(statSync(path).ino).toBe(statSync(blob).ino);
    await linkBlob(blob, path, () => Promise.reject(new Error('asked again')));
    expect(readFileSync(path, 'utf8')).toBe('weights');
  });

  it('is replaced when it has other content', async () => {
    writeFileSync(path, 'an older version of them');
    await linkBlob(blob, path, refuses);
    expect(readFileSync(path, 'utf8')).toBe('weights');
  });

  it('is not laid when something else is wrong', async () => {
    const full = () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    await expect(linkBlob(blob, path, full)).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});
