import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backupFolder, restoreFolder } from '../../src/command/backup.ts';
import { newFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

describe('backup and restore', () => {
  it('brings a data folder back whole, and refuses one in use or one that holds data', async () => {
    const first = await startTestServer({ credentials: true });
    const done = await waitFor(first.api, (await submit(first.api, 'kept')).id);
    const bytesOf = async (server: TestServer) => {
      const { urls } = await server.api.call('clip', { params: { id: done.clipId ?? '' } });
      return Buffer.from(await (await fetch(server.server.url + urls.video)).arrayBuffer());
    };
    const bytes = await bytesOf(first);
    const file = join(newFolder(), 'backup.tar');
    await expect(backupFolder(first.folder, file)).rejects.toMatchObject({ code: 'data_folder_busy' });
    await first.server.stop();
    expect(await backupFolder(first.folder, file)).toBeGreaterThan(100);
    await expect(backupFolder(first.folder, file)).rejects.toMatchObject({ code: 'output_unwritable' });
    await expect(restoreFolder(file, first.folder)).rejects.toMatchObject({ code: 'state_conflict' });
    const folder = newFolder();
    await restoreFolder(file, folder);
    for (const name of ['secret.key', 'signing/signing.pem'])
      expect(readFileSync(join(folder, name))).toEqual(readFileSync(join(first.folder, name)));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = await startTestServer({ dataFolder: folder });
    const [record] = await second.server.store.db
      .selectFrom('audit_log')
      .selectAll()
      .where('action', '=', 'restore')
      .execute();
    expect(record).toMatchObject({ outcome: 'ok', detail: { files: expect.any(Number) } });
    expect((await bytesOf(second)).equals(bytes)).toBe(true);
    await second.remove();
    const damaged = readFileSync(file);
    damaged[148] = 0x39;
    writeFileSync(file, damaged);
    await expect(restoreFolder(file, newFolder())).rejects.toMatchObject({ code: 'input_unreadable' });
  });
});
