import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** A plain host of files, as any static host is: ranges, no headers of its own. */
export interface StaticHost {
  /** Address of the first folder, with `/` at its end. */
  readonly url: string;
  /** Paths that were asked for, and the bytes that were sent for each. */
  readonly sent: { readonly path: string; readonly bytes: number }[];
  close(): Promise<void>;
}

/** Serves folders by the path that each is reached under, such as `{ '/': 'dist', '/model/': 'models/akezora-2' }`. */
export async function openStaticHost(folders: Readonly<Record<string, string>>): Promise<StaticHost> {
  const sent: { path: string; bytes: number }[] = [];
  const roots = Object.entries(folders).sort(([a], [b]) => b.length - a.length);
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url!, 'http://host').pathname));
    const [below, folder] = roots.find(([prefix]) => path.startsWith(prefix))!;
    const file = join(folder, path.endsWith('/') ? `${path.slice(below.length)}index.html` : path.slice(below.length));
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() !== true) return response.writeHead(404).end();
    const ends = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const [start, end] = ends === null ? [0, found.size - 1] : [Number(ends[1]), Number(ends[2])];
    sent.push({ path, bytes: end - start + 1 });
    response.writeHead(ends === null ? 200 : 206, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-length': end - start + 1,
    });
    createReadStream(file, { start, end }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    sent,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
