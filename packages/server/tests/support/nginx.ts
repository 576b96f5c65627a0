import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether nginx is installed; in CI its absence is a failure. */
export function hasNginx(): boolean {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    process.stderr.write('\n*** SKIPPED: nginx is not installed; the server was not tried below a path ***\n');
    return false;
  }
}

/** A port that nobody uses now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/**
 * Starts nginx in front of a server, as in the guide: it passes on what lies below `path`, without the path (`keeps` false) or
 * with it.
 */
export async function startNginx(ports: { own: number; server: number }, path: string, keeps: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'akezora-nginx-'));
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
events { worker_connections 64; }
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  gzip on; gzip_types application/json text/css text/javascript; gzip_proxied any; gzip_min_length 1;
  server {
    listen 127.0.0.1:${ports.own};
    client_max_body_size 0;
    location ${path}/ {
      proxy_pass http://127.0.0.1:${ports.server}${keeps ? '' : '/'};
      proxy_set_header Host $http_host;
      proxy_buffering off; proxy_request_buffering off; proxy_http_version 1.1;
    }
  }
}
`,
  );
  const child: ChildProcess = spawn('nginx', ['-e', join(folder, 'error.log'), '-c', file], { stdio: 'ignore' });
  const until = Date.now() + 10_000;
  while (
    !(await fetch(`http://127.0.0.1:${ports.own}/`).then(
      () => true,
      () => false,
    ))
  ) {
    if (Date.now() > until || child.exitCode !== null) throw new Error('nginx did not start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
