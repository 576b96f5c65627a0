import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One commit as the hub received it. */
interface Commit {
  readonly repo: string;
  readonly title: string;
  readonly paths: readonly string[];
}

/** A server on loopback that speaks the part of the hub's API that takes commits: repositories, LFS uploads, commits. */
export interface Hub {
  readonly url: string;
  readonly repos: Map<string, string>;
  readonly commits: Commit[];
  /** Files by path, as the last commits left them. */
  readonly files: Map<string, Buffer>;
  /** Large files sent, by SHA-256. */
  readonly blobs: Map<string, Buffer>;
  /** Refuses every commit with this status. */
  refuse: number | undefined;
  close(): Promise<void>;
}

/** The token the hub takes. */
export const hubToken = 'hf_test';

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Starts the hub. Videos and Parquet are large files there, the rest is not. */
export async function startHub(): Promise<Hub> {
  const state = {
    repos: new Map<string, string>(),
    commits: [] as Commit[],
    files: new Map<string, Buffer>(),
    blobs: new Map<string, Buffer>(),
    refuse: undefined as number | undefined,
  };
  let url = '';
  const server: Server = createServer(async (request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
    const body = await bodyOf(request);
    const answer = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (path.startsWith('/blobs/')) {
      state.blobs.set(path.slice('/blobs/'.length), body);
      return answer(200, {});
    }
    if (request.headers.authorization !== `Bearer ${hubToken}`) return answer(401, { error: 'Invalid token' });
    const json = () => JSON.parse(body.toString());
    if (path === '/api/repos/create') {
      const { name, organization, type, visibility } = json();
      const id = `${organization}/${name}`;
      if (type !== 'dataset') return answer(400, { error: 'not a data set' });
      if (state.repos.has(id)) return answer(409, { error: 'You already created this dataset repo' });
      state.repos.set(id, visibility);
      return answer(200, { url: `${url}/datasets/${id}`, id });
    }
    const repo = [...state.repos.keys()].find((name) => path.includes(`/${name}`));
    if (repo === undefined) return answer(404, { error: 'Repository not found' });
    if (path.includes('/preupload/')) {
      const files = json().files.map(({ path: name }: { path: string }) => {
        const uploadMode = /\.(mp4|parquet)$/.test(name) ? 'lfs' : 'regular';
        return { path: name, uploadMode, shouldIgnore: false };
      });
      return answer(200, { files });
    }
    if (path.endsWith('/info/lfs/objects/batch')) {
      const objects = json().objects.map(({ oid, size }: { oid: string; size: number }) =>
        state.blobs.has(oid) ? { oid, size } : { oid, size, actions: { upload: { href: `${url}/blobs/${oid}` } } },
      );
      return answer(200, { transfer: 'basic', objects });
    }
    if (path.includes('/commit/')) {
      if (state.refuse !== undefined) return answer(state.refuse, { error: 'The hub is read-only at the moment' });
      const lines = body
        .toString()
        .split('\n')
        .map((line) => JSON.parse(line));
      const paths: string[] = [];
      for (const { key, value } of lines) {
        if (key === 'header') continue;
        paths.push(value.path);
        if (key === 'file') state.files.set(value.path, Buffer.from(value.content, value.encoding));
        const blob = key === 'lfsFile' ? state.blobs.get(value.oid) : undefined;
        if (key === 'lfsFile') {
          if (blob === undefined) return answer(400, { error: `no blob ${value.oid}` });
          if (createHash('sha256').update(blob).digest('hex') !== value.oid)
            return answer(400, { error: 'wrong hash' });
          state.files.set(value.path, blob);
        }
      }
      state.commits.push({ repo, title: lines[0].value.summary, paths });
      const oid = String(state.commits.length).padStart(40, '0');
      return answer(200, { success: true, commitOid: oid, commitUrl: `${url}/datasets/${repo}/commit/${oid}` });
    }
    return answer(404, { error: `no ${path} here` });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, {
    url,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  });
}
