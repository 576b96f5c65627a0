/** nginx before a server, as people set it up. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { type Context, Skip, sleep } from './case.ts';
import { raw } from './http.ts';
import { workplace } from './server.ts';

const places = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'];

const groupOf = (user: string): string => execFileSync('id', ['-gn', user], { encoding: 'utf8' }).trim();

/**
 * Starts nginx with one server whose body is given; `{upstream}` becomes the address of the attacked server.
 * @param user system user of its workers; needs root. Default: the one that runs the suite.
 * @param http more directives beside the server.
 * @returns its port.
 * @throws Skip where nginx is not installed, or another user is asked for without root.
 */
export async function nginx(
  context: Context,
  upstream: number,
  body: string,
  user?: string,
  http = '',
): Promise<number> {
  const program = places.find((place) => existsSync(place));
  if (program === undefined) throw new Skip('nginx is not installed: apt-get install nginx-light');
  const root = process.getuid?.() === 0;
  if (user !== undefined && !root) throw new Skip('only root can run a proxy as another user');
  const folder = mkdtempSync(join(workplace, 'nginx-'));
  mkdirSync(join(folder, 'temporary'), { mode: 0o777 });
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as AddressInfo;
      probe.close(() => resolve(free));
    });
  });
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${root ? `user ${user === undefined ? 'root' : `${user} ${groupOf(user)}`};` : ''}
daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
events { worker_connections 256; }
http {
  access_log off; client_max_body_size 300m; ${http}
  ${kinds.map((kind) => `${kind}_temp_path ${folder}/temporary/${kind};`).join(' ')}
  server { listen 127.0.0.1:${port}; ${body.replaceAll('{upstream}', `127.0.0.1:${upstream}`)} }
}
`,
  );
  const child = spawn(program, ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'ignore' });
  context.after(async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await Promise.race([gone, sleep(3000)]);
    child.kill('SIGKILL');
  });
  for (let tries = 0; tries < 100; tries += 1) {
    const answers = await raw(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n').catch(
      () => '',
    );
    if (answers !== '') return port;
    await sleep(50);
  }
  throw new Error('nginx did not start');
}
