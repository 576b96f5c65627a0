import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNotes } from '../../src/importing/notes.ts';
import type { ReadableFile } from '../../src/importing/sources.ts';
import { zipFiles } from '../../src/importing/unzip.ts';
import { newFolder } from '../support/folders.ts';

const sheet = (name: string, text: string): ReadableFile => ({
  name,
  bytes: Buffer.byteLength(text),
  read: async function* () {
    yield Buffer.from(text);
  },
});

describe('notes beside a video', () => {
  it.each([
    ['fox.txt', 'x'.repeat(12_000_000)],
    ['all.json', JSON.stringify({ 'fox.mp4': 'x'.repeat(30_000) })],
    ['all.csv', `file,prompt\nfox.mp4,${'x'.repeat(30_000)}\n`],
  ])('%s gives a prompt as long as the contract allows, and no longer', async (name, text) => {
    const find = await readNotes([sheet(name, text)]);
    expect(find('fox.mp4')?.prompt).toHaveLength(20_000);
  });

  it('are cut where the database would refuse them: at NUL and halves of characters', async () => {
    const find = await readNotes([sheet('fox.txt', 'a\0 fox 🦊'.concat('x'.repeat(19_990), '🦊'))]);
    const prompt = find('fox.mp4')?.prompt ?? '\0';
    expect(prompt.includes('\0')).toBe(false);
    expect(prompt.isWellFormed()).toBe(true);
  });
});

describe('a ZIP whose ZIP64 locator points nowhere', () => {
  it.each([2n ** 64n - 1n, 2n ** 53n, 2n ** 63n, 1_000_000n])('is refused as damaged at %s', async (place) => {
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(place, 8);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    const path = join(newFolder(), 'a.zip');
    writeFileSync(path, Buffer.concat([Buffer.alloc(60), locator, end]));
    const listing = zipFiles(path, 'a.zip', { entries: 10, bytes: 1000 });
    await expect(listing).rejects.toMatchObject({ code: 'archive_refused', field: 'archive' });
  });
});
