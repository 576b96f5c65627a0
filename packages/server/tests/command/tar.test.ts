import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packFolders, unpack } from '../../src/command/tar.ts';
import { newFolder } from '../support/folders.ts';

const kanji = '雪'.repeat(40);
const letters = 'abcdefghij'.repeat(12);
/** Names that the plain format (ustar) cannot hold, and others beside them. */
const contents: Readonly<Record<string, string>> = {
  [`files/${kanji}.mp4`]: 'forty signs',
  [`files/${letters}`]: 'a hundred and twenty letters',
  [`files/${Array.from({ length: 8 }, () => 'a-folder-of-forty-letters-in-the-archive').join('/')}/deep.mp4`]: 'deep',
  [`files/${kanji}/${kanji}/${kanji}.json`]: '{}',
  'files/plain.mp4': 'x'.repeat(1024),
  'files/empty': '',
  'secret.key': 'k',
};

function folderOf(files: Readonly<Record<string, string>>): string {
  const root = newFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  mkdirSync(join(root, 'files/nothing-inside'), { recursive: true });
  return root;
}

/** Names and contents of the files below a folder, and its empty folders. */
function read(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) return [[path.slice(root.length + 1), readFileSync(path, 'utf8')]];
      return readdirSync(path).length === 0 ? [[`${path.slice(root.length + 1)}/`, '']] : [];
    }),
  );
}

const whole = { ...contents, 'files/nothing-inside/': '' };
const tar = (...words: string[]): void => void execFileSync('tar', words);

describe('a backup file', () => {
  it('brings back names of any script and length', async () => {
    const archive = join(newFolder(), 'backup.tar');
    expect(await packFolders(folderOf(contents), ['files', 'secret.key', 'missing'], archive)).toBe(7);
    expect(statSync(archive).mode & 0o777).toBe(0o600);
    const target = newFolder();
    expect(await unpack(archive, target)).toBe(7);
    expect(read(target)).toEqual(whole);
  });

  it('is read by tar, with the time of each file', async () => {
    const root = folderOf(contents);
    utimesSync(join(root, 'files/plain.mp4'), 1_700_000_000, 1_700_000_000);
    const archive = join(newFolder(), 'backup.tar');
    await packFolders(root, ['files', 'secret.key'], archive);
    const target = newFolder();
    tar('-xf', archive, '-C', target);
    expect(read(target)).toEqual(whole);
    expect(statSync(join(target, 'files/plain.mp4')).mtimeMs).toBe(1_700_000_000_000);
    expect(statSync(join(target, 'files/plain.mp4')).mode & 0o777).toBe(0o600);
  });

  it.each(['ustar', 'pax', 'gnu'])('may come from tar in the format %s', async (format) => {
    const files = format === 'ustar' ? { 'files/plain.mp4': 'x'.repeat(700), 'secret.key': 'k' } : contents;
    const root = folderOf(files);
    const archive = join(newFolder(), 'a.tar');
    tar('-cf', archive, `--format=${format}`, '-C', root, 'files', 'secret.key');
    const target = newFolder();
    await unpack(archive, target);
    expect(read(target)).toEqual({ ...files, 'files/nothing-inside/': '' });
  });

  it('is refused when it is cut, changed, no archive, or holds a link', async () => {
    const root = folderOf({ 'files/plain.mp4': 'x'.repeat(3000) });
    const archive = join(newFolder(), 'a.tar');
    await packFolders(root, ['files/plain.mp4'], archive);
    const bytes = readFileSync(archive);
    const bad = [bytes.subarray(0, 512), bytes.subarray(0, 2000), bytes.subarray(0, 3584), Buffer.alloc(0)];
    const changed = Buffer.from(bytes);
    changed.writeUInt8(0x41, 3);
    bad.push(Buffer.from('no archive '.repeat(200)), changed);
    for (const content of bad) {
      const file = join(newFolder(), 'bad.tar');
      writeFileSync(file, content);
      await expect(unpack(file, newFolder())).rejects.toMatchObject({
        code: 'input_unreadable',
        details: { path: file },
      });
    }
    symlinkSync('/etc/passwd', join(root, 'link'));
    const linked = join(newFolder(), 'linked.tar');
    tar('-cf', linked, '-C', root, 'link');
    await expect(unpack(linked, newFolder())).rejects.toMatchObject({ code: 'input_unreadable' });
  });

  it.each(['../out', '/out', 'a/../../out', './out', 'a//out', '..\\out'])(
    'is refused with the name %s',
    async (name) => {
      const archive = join(newFolder(), 'a.tar');
      const root = folderOf({ 'files/abc': 'x' });
      tar('-cPf', archive, `--transform=s|.*|${name.replaceAll('\\', '\\\\')}|`, '-C', root, 'files/abc');
      const target = join(newFolder(), 'inside');
      await expect(unpack(archive, target)).rejects.toMatchObject({ code: 'input_unreadable' });
      expect(existsSync(join(target, '../out'))).toBe(false);
    },
  );

  it('says when there is none', async () => {
    await expect(unpack(join(newFolder(), 'none.tar'), newFolder())).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
