import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

interface Packed {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly file: string;
  readonly bytes: Buffer;
}

/** A registry of npm on this machine. */
export interface Registry {
  readonly url: string;
  /** The packages that it serves itself. */
  readonly packages: readonly Packed['manifest'][];
  /** Names of our packages that were asked for and are not there: npm leaves out an optional one without a word. */
  readonly absent: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Names that only this registry may answer, so that nothing published stands in for what was packed. */
const isOurs = (name: string): boolean => name === 'akezora' || name.startsWith('@akezora/');

function readPacked(folder: string, file: string): Packed {
  const bytes = readFileSync(join(folder, file));
  const { stdout } = spawnSync('tar', ['-xzOf', join(folder, file), 'package/package.json'], { encoding: 'utf8' });
  return { manifest: JSON.parse(stdout), file, bytes };
}

/**
 * Starts a registry on loopback that serves the archives of a folder, and sends who asks for anything else to the public registry.
 * @param behind address of the public registry
 */
export async function startRegistry(folder: string, behind: string): Promise<Registry> {
  const packed = readdirSync(folder)
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => readPacked(folder, file));
  const absent = new Set<string>();
  const describe = ({ manifest, file, bytes }: Packed, url: string) => ({
    name: manifest.name,
    'dist-tags': { latest: manifest.version },
    versions: {
      [manifest.version]: {
        ...manifest,
        dist: {
          tarball: `${url}/archives/${file}`,
          integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
        },
      },
    },
  });
  const server = createServer((request, response) => {
    const url = `http://${request.headers.host}`;
    const path = decodeURIComponent(new URL(request.url ?? '/', url).pathname).slice(1);
    const file = packed.find((one) => `archives/${one.file}` === path);
    const named = packed.find(({ manifest }) => manifest.name === path);
    if (file !== undefined) response.end(file.bytes);
    else if (named !== undefined) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(describe(named, url)));
    } else if (isOurs(path)) {
      absent.add(path);
      response.writeHead(404).end('{}');
    } else if (request.method === 'GET')
      response.writeHead(302, { location: new URL(request.url ?? '/', behind).href }).end();
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    packages: packed.map(({ manifest }) => manifest),
    absent,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
