import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does wrong on purpose. */
export interface NugetTrouble {
  /** Closes the connection after so many bytes of the package, this many times. */
  dropAfter?: number;
  drops?: number;
  /** Sends other bytes than its hash says. */
  damage?: boolean;
  /** Size that the catalogue announces. */
  announced?: number;
  /** Knows no such version. */
  absent?: boolean;
  /** Bytes of each piece, with 20 ms between them. */
  pieces?: number;
}

/** A local server that speaks as much of NuGet's API as the installation needs. */
export async function startNuget(name: string, version: string, archive: Buffer) {
  const trouble: NugetTrouble = {};
  const log: string[] = [];
  const id = name.toLowerCase();
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    log.push(`${path} ${request.headers.range ?? ''}`.trim());
    const host = `http://${request.headers.host}`;
    const answer = (body: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    const routes: Record<string, unknown> = {
      '/v3/index.json': {
        resources: [
          { '@id': `${host}/flat/`, '@type': 'PackageBaseAddress/3.0.0' },
          { '@id': `${host}/registration`, '@type': 'RegistrationsBaseUrl/3.6.0' },
        ],
      },
      [`/registration/${id}/${version}.json`]: trouble.absent ? undefined : { catalogEntry: `${host}/catalog.json` },
      '/catalog.json': {
        packageHash: createHash('sha512').update(archive).digest('base64'),
        packageHashAlgorithm: 'SHA512',
        packageSize: trouble.announced ?? archive.length,
      },
    };
    if (routes[path] !== undefined) return answer(routes[path]);
    if (path !== `/flat/${id}/${version}/${id}.${version}.nupkg`) return response.writeHead(404).end();
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const body = Buffer.from(archive.subarray(from));
    if (trouble.damage) body[body.length >> 1]! ^= 255;
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': body.length });
    const drop = (trouble.drops ?? 0) > 0;
    if (drop) trouble.drops!--;
    const most = drop ? (trouble.dropAfter ?? 0) : body.length;
    const step = trouble.pieces ?? most;
    for (let at = 0; at < most; at += step) {
      response.write(body.subarray(at, Math.min(at + step, most)));
      if (trouble.pieces) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return drop ? response.destroy() : response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    feed: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3/index.json`,
    trouble,
    log,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
