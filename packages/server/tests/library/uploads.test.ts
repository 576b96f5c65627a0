import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uploadFile } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

const clipBytes = readFileSync(fileURLToPath(new URL('../support/clip.mp4', import.meta.url)));
const fileOf = (bytes: Uint8Array, name: string) => Object.assign(new Blob([new Uint8Array(bytes)]), { name });

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
}, 180_000);
afterAll(() => test.remove());

describe('uploads', () => {
  it('arrive in chunks, are inspected, and become inputs', async () => {
    const upload = await uploadFile(test.api, fileOf(clipBytes, '../../x.mp4'), { chunkBytes: 4000 });
    expect(upload).toMatchObject({ kind: 'video', name: 'x.mp4', bytes: clipBytes.length, width: 128, height: 72 });
    const thumbnail = await fetch(test.server.url + upload.urls.thumbnail);
    expect(thumbnail.headers.get('content-type')).toBe('image/webp');
    const source = { kind: 'video' as const, file: `upload:${upload.id}` };
    const job = await submit(test.api, 'from a video', { conditions: [{ source }] });
    const done = await waitFor(test.api, job.id);
    expect((await test.api.call('clip', { params: { id: done.clipId ?? '' } })).prompt).toBe('from a video');
  });

  it('are refused by their content, whatever their name', async () => {
    for (const bytes of ['<svg onload="alert(1)"/>', 'GIF89a', '', '\u0000'.repeat(2000)]) {
      const sent = uploadFile(test.api, fileOf(Buffer.from(bytes), 'picture.png'));
      await expect(sent, bytes).rejects.toMatchObject({ name: 'AkezoraError' });
    }
    const lying = Buffer.from(clipBytes.subarray(0, 3000));
    await expect(uploadFile(test.api, fileOf(lying, 'half.mp4'))).rejects.toMatchObject({
      code: 'input_unreadable',
      field: 'file',
    });
  });

  it('are named by id only: paths and addresses are refused', async () => {
    for (const file of ['/etc/passwd', '../../etc/passwd', 'https://example.com/a.png', 'upload:none', 'upload:../x']) {
      const conditions = [{ source: { kind: 'image', file } }];
      const submitted = submit(test.api, 'x', { conditions });
      await expect(submitted, file).rejects.toMatchObject({ field: 'request.conditions.0.source' });
    }
  });

  // Every write to this device fails as on a full disk.
  it.skipIf(!existsSync('/dev/full'))('say that the disk is full, and leave nothing on it', async () => {
    const incoming = join(test.folder, 'incoming');
    const tus = (path: string, method: string, headers: Record<string, string>, body?: string) =>
      fetch(new URL(path, test.server.url), {
        method,
        headers: { 'tus-resumable': '1.0.0', authorization: `Bearer ${test.server.startToken}`, ...headers },
        ...(body === undefined ? {} : { body }),
      });
    const begun = await tus('/api/uploads', 'POST', { 'upload-length': '8' });
    const address = begun.headers.get('location') ?? '';
    const file = join(incoming, address.split('/').at(-1) ?? '');
    rmSync(file);
    symlinkSync('/dev/full', file);
    const chunk = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
    const sent = await tus(address, 'PATCH', chunk, '12345678');
    expect(sent.status).toBe(507);
    expect(await sent.json()).toMatchObject({ error: { code: 'not_enough_disk' } });
    expect(readdirSync(incoming)).toEqual([]);
    expect((await tus(address, 'HEAD', {})).status).toBe(404);
  });
});
