import { type FileHandle, open, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** Most bytes of a socket's path that every system takes. */
const mostBytes = 100;

/** The path of a socket in a folder, by way of the open folder where it is too long; undefined where that is impossible. */
async function socketPath(folder: string, name: string): Promise<{ path: string; handle?: FileHandle } | undefined> {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= mostBytes) return { path };
  if (process.platform !== 'linux') return undefined;
  const handle = await open(folder, 'r').catch(() => undefined);
  return handle === undefined ? undefined : { path: `/proc/self/fd/${handle.fd}/${name}`, handle };
}

/**
 * Listens on a socket in a folder, which tells other processes of the machine that this one lives: also those of other
 * containers, and while this one is busy or stopped.
 * @returns undefined where there are no such sockets (Windows, some file systems).
 */
export async function listenOnSocket(
  folder: string,
  name: string,
): Promise<{ name: string; close(): Promise<void> } | undefined> {
  if (process.platform === 'win32') return undefined;
  const at = await socketPath(folder, name);
  if (at === undefined) return undefined;
  const server = createServer((connection) => connection.destroy());
  const listens = await new Promise<boolean>((done) => {
    server.once('error', () => done(false)).listen(at.path, () => done(true));
  });
  // Refused connections and the like: the socket says enough by being there.
  server.on('error', () => undefined).unref();
  const close = async () => {
    if (server.listening) await new Promise((done) => server.close(done));
    await rm(join(folder, name), { force: true });
    await at.handle?.close();
  };
  if (listens) return { name, close };
  await close();
  return undefined;
}

/** Whether a process listens on a socket in a folder. What cannot be found out counts as yes. */
export async function answersOnSocket(folder: string, name: string): Promise<boolean> {
  const at = await socketPath(folder, name);
  if (at === undefined) return true;
  try {
    return await new Promise<boolean>((done) => {
      const connection = connect(at.path);
      connection.once('connect', () => done(true));
      connection.once('error', ({ code }: NodeJS.ErrnoException) => done(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
      connection.once('connect', () => connection.destroy());
    });
  } finally {
    await at.handle?.close();
  }
}
