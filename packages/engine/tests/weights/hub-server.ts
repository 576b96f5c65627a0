import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A file the server offers; large ones are named by SHA-256, small ones by git's SHA-1, as on the hub. */
export interface ServedFile {
  readonly path: string;
  readonly data: Buffer;
  readonly large: boolean;
}

/** What the server does wrong on purpose. */
export interface Trouble {
  /** Status for everything of the repository. */
  status?: number;
  /** Closes the connection after so many bytes of a file, this many times. */
  dropAfter?: number;
  drops?: number;
  /** Knows no ranges. */
  noRanges?: boolean;
  /** Sends other bytes than announced. */
  damage?: boolean;
  /** Bytes a second of each file. */
  bytesPerSecond?: number;
  /** Sends no more than the first bytes of a file, and keeps the connection open. */
  holdAt?: { readonly path: string; readonly bytes: number } | undefined;
}

/** A local server that speaks as much of the hub's API as pulling needs. */
export interface HubServer {
  readonly url: string;
  readonly trouble: Trouble;
  /** Requests that arrived, as `METHOD path range`. */
  readonly log: string[];
  readonly headers: IncomingMessage['headers'][];
  close(): Promise<void>;
}

/** The commit every revision stands for. */
export const commit = 'c0ffee'.padEnd(40, '0');

/** The name of a file's blob. */
export const etagOf = ({ data, large }: ServedFile): string =>
  large
    ? createHash('sha256').update(data).digest('hex')
    : createHash('sha1').update(`blob ${data.length}\0`).update(data).digest('hex');

/**
 * Starts the server with the files of `repo`; large files are redirected to another path, as to a content network.
 * @param others further repositories, each with its files. Default: none
 */
export async function startHub(
  repo: string,
  files: readonly ServedFile[],
  others: Readonly<Record<string, readonly ServedFile[]>> = {},
): Promise<HubServer> {
  const repos: Readonly<Record<string, readonly ServedFile[]>> = { ...others, [repo]: files };
  const trouble: Trouble = {};
  const log: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0]!);
    log.push(`${request.method} ${path} ${request.headers.range ?? ''}`.trim());
    headers.push(request.headers);
    if (trouble.status !== undefined && path.includes(repo))
      return void answer(response, trouble.status, { error: 'no' });
    const asked = Object.keys(repos).find((name) => path.includes(`/${name}/`) || path.endsWith(`/${name}`)) ?? repo;
    const listed = repos[asked] ?? [];
    if (path === `/api/models/${asked}/revision/main` || path === `/api/models/${asked}`)
      return void answer(response, 200, {
        _id: '1',
        id: asked,
        sha: commit,
        modelId: asked,
        private: false,
        gated: false,
        downloads: 1,
        likes: 1,
        lastModified: '2026-01-01T00:00:00Z',
      });
    if (path === `/api/models/${asked}/tree/${commit}`)
      return void answer(
        response,
        200,
        listed.map((file) => treeEntry(file)),
      );
    const resolved = listed.find((file) => path === `/${asked}/resolve/${commit}/${file.path}`);
    if (resolved?.large) {
      response.writeHead(302, { location: `/cdn/${etagOf(resolved)}`, etag: `"${etagOf(resolved)}"` });
      return void response.end();
    }
    const file =
      resolved ??
      Object.values(repos)
        .flat()
        .find((served) => path === `/cdn/${etagOf(served)}`);
    if (!file) return void answer(response, 404, { error: 'not found' });
    void sendFile(file, request, response, trouble);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    trouble,
    log,
    headers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function treeEntry(file: ServedFile) {
  const { path, data } = file;
  const base = { type: 'file', path, size: data.length };
  return file.large
    ? { ...base, oid: 'f'.repeat(40), lfs: { oid: etagOf(file), size: data.length, pointerSize: 130 } }
    : { ...base, oid: etagOf(file) };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function sendFile(file: ServedFile, request: IncomingMessage, response: ServerResponse, trouble: Trouble) {
  const range = trouble.noRanges ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const from = Number(range ?? 0);
  const data = Buffer.from(file.data.subarray(from));
  if (trouble.damage && data.length > 0) data[data.length - 1]! ^= 1;
  response.writeHead(range === undefined ? 200 : 206, {
    'content-length': data.length,
    ...(range === undefined ? {} : { 'content-range': `bytes ${from}-${file.data.length - 1}/${file.data.length}` }),
  });
  if (trouble.dropAfter !== undefined && (trouble.drops ?? 1) > 0 && file.large) {
    trouble.drops = (trouble.drops ?? 1) - 1;
    response.write(data.subarray(0, trouble.dropAfter), () => setTimeout(() => response.destroy(), 20));
    return;
  }
  if (trouble.holdAt?.path === file.path) return void response.write(data.subarray(0, trouble.holdAt.bytes));
  const step = trouble.bytesPerSecond ? Math.max(1, Math.floor(trouble.bytesPerSecond / 50)) : data.length;
  for (let at = 0; at < data.length && !response.destroyed; at += step) {
    response.write(data.subarray(at, at + step));
    if (trouble.bytesPerSecond) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  response.end();
}
