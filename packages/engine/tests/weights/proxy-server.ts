import { createServer, request as send } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** A forward proxy on the loopback, for whole addresses and for tunnels. */
export interface ProxyServer {
  readonly url: string;
  /** Hosts it was asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Starts a proxy. */
export async function startProxy(): Promise<ProxyServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const target = new URL(request.url!);
    asked.push(target.host);
    const forward = send(target, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forward.on('error', () => response.destroy()));
  });
  server.on('connect', ({ url }, socket) => {
    asked.push(url!);
    const { hostname, port } = new URL(`http://${url}`);
    const tunnel = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      tunnel.pipe(socket).pipe(tunnel);
    });
    for (const end of [socket, tunnel])
      end.on('error', () => {
        socket.destroy();
        tunnel.destroy();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
