import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A system user that no program of ours runs as. */
export const otherUser = { uid: 65_534, gid: 65_534 } as const;

/** Whether programs of another system user can be started here: Linux, as root. In CI their absence is a failure. */
export const otherUsersHere = process.platform === 'linux' && process.getuid?.() === 0;

const nginxPath = ['/usr/sbin/nginx', '/usr/bin/nginx'].find(existsSync);

/** Whether nginx is installed. */
export const nginxHere = nginxPath !== undefined;

/** Says why tests are skipped; in CI throws instead. */
export function skipping(what: string, here: boolean): boolean {
  if (here) return false;
  if (process.env.CI !== undefined && process.env.CI !== '') throw new Error(`${what} is missing`);
  console.warn(`\n*** SKIPPED: ${what} is missing ***\n`);
  return true;
}

/** The status, and the code of the error if there is one, that a program of some user gets. */
export async function curl(
  url: string,
  args: readonly string[] = [],
  user?: { uid: number; gid: number },
): Promise<string> {
  const all = ['-s', '-g', '-o', '-', '-w', '\n%{http_code}', ...args, url];
  const { stdout } = await promisify(execFile)('curl', all, { ...user, timeout: 20_000 });
  const at = stdout.lastIndexOf('\n');
  const code = /"code":"(\w+)"/.exec(stdout)?.[1];
  return [stdout.slice(at + 1), code].filter((part) => part !== undefined).join(' ');
}

/** A port that is free now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  const until = Date.now() + 15_000;
  while (Date.now() < until && child.exitCode === null) {
    if (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the proxy did not start');
}

/** A proxy in front of a server. */
export interface FrontProxy {
  readonly url: string;
  stop(): Promise<void>;
}

async function running(
  command: string,
  args: string[],
  port: number,
  user: object,
  done: () => void,
): Promise<FrontProxy> {
  const child = spawn(command, args, { ...user, stdio: 'ignore' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await untilListening(port, child);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
      done();
    },
  };
}

/** Starts nginx in front of a server. `lines` go into its `location /`, beside `proxy_pass`. */
export async function startNginx(target: string, lines: string, user?: typeof otherUser): Promise<FrontProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'akezora-nginx-'));
  chmodSync(folder, 0o777);
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join(' ');
  const own = user === undefined ? 'user root;' : '';
  const text = `${own} daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 64; }
http { access_log off; ${temporary} server { listen 127.0.0.1:${port}; location / { proxy_pass ${target}; ${lines} } } }`;
  writeFileSync(join(folder, 'nginx.conf'), text);
  // A server in this process keeps new files to its user.
  chmodSync(join(folder, 'nginx.conf'), 0o644);
  const args = ['-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`];
  return running(nginxPath ?? 'nginx', args, port, user ?? {}, () => rmSync(folder, { recursive: true, force: true }));
}

/** Starts a program that copies bytes between connections, as `ssh -L` and `socat` do. */
export async function startForwarder(target: string, user?: typeof otherUser): Promise<FrontProxy> {
  const port = await freePort();
  const { hostname, port: to } = new URL(target);
  const script = `const net = require('node:net');
net.createServer((from) => { const to = net.connect(${to}, '${hostname}'); from.pipe(to).pipe(from);
from.on('error', () => to.destroy()); to.on('error', () => from.destroy()); }).listen(${port}, '127.0.0.1');`;
  return running(process.execPath, ['-e', script], port, user ?? {}, () => undefined);
}
