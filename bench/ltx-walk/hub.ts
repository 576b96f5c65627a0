/** A local server that speaks the hub's API for folders of files: listings, redirects of large files, ranges. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { knownSha256 } from '../../packages/engine/src/weights/sha256.ts';

/** The commit every revision stands for. */
export const commit = '5260738'.padEnd(40, '0');

const largeBytes = 10e6;

/** A file as the listing names it: large ones by SHA-256, small ones by git's SHA-1, as on the hub, so that a pull checks them. */
export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
  readonly etag: string;
}

/** Files of a repository below `root`. */
export async function listed(root: string, repo: string): Promise<ListedFile[]> {
  const folder = join(root, repo);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: ListedFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const at = join(entry.parentPath, entry.name);
    const { size } = await stat(at);
    const path = relative(folder, at);
    const hash = (bytes: Buffer) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    const etag = size > largeBytes ? await knownSha256(at) : hash(await readFile(at));
    files.push({ path, bytes: size, etag });
  }
  return files;
}

/** A running server, and the bytes that it has sent of files. */
export interface WalkHub {
  readonly url: string;
  sent: number;
  close(): Promise<void>;
}

/** Serves the repositories below `root`. */
export async function serveHub(root: string): Promise<WalkHub> {
  const json = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const hub = { url: '', sent: 0, close: async () => {} };
  const answer = async (url: string, range: string | undefined, response: ServerResponse): Promise<void> => {
    const path = decodeURIComponent(url.split('?')[0]!);
    const api = /^\/api\/models\/([^/]+\/[^/]+)(?:\/(?:revision\/[^/]+|(tree)\/[^/]+))?$/.exec(path);
    if (api?.[2] === 'tree') {
      const files = await listed(root, api[1]!);
      const large = ({ bytes, etag }: ListedFile) =>
        bytes > largeBytes ? { lfs: { oid: etag, size: bytes, pointerSize: 130 } } : {};
      const entries = files.map((file) => ({
        ...{
          type: 'file',
          path: file.path,
          size: file.bytes,
          oid: file.bytes > largeBytes ? 'f'.repeat(40) : file.etag,
        },
        ...large(file),
      }));
      return json(response, 200, entries);
    }
    if (api) {
      const named = { _id: '1', id: api[1], modelId: api[1], sha: commit, private: false, gated: false };
      return json(response, 200, { ...named, downloads: 1, likes: 1, lastModified: '2026-01-01T00:00:00Z' });
    }
    const file = /^(?:\/cdn)?\/([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/.exec(path);
    if (!file) return json(response, 404, { error: 'not found' });
    const at = join(root, file[1]!, file[2]!);
    const size = await stat(at).then(
      (info) => info.size,
      () => undefined,
    );
    if (size === undefined) return json(response, 404, { error: 'not found' });
    if (size > largeBytes && !path.startsWith('/cdn')) {
      response.writeHead(302, { location: `/cdn${path}` });
      response.end();
      return;
    }
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': size - start,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${size - 1}/${size}` } : {}),
    });
    for await (const chunk of createReadStream(at, { start, highWaterMark: 1 << 20 })) {
      hub.sent += (chunk as Buffer).length;
      if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve));
      if (response.destroyed) return;
    }
    response.end();
  };
  const server = createServer((request, response) => {
    answer(request.url ?? '', request.headers.range, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  hub.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return hub;
}
