import { readFile } from 'node:fs/promises';
import { isIPv4, type Socket } from 'node:net';
import { endianness } from 'node:os';
import { groupsOf } from './network.ts';

/**
 * The system user of the program at the other end of a connection, against the user of this server. `root`: the superuser,
 * who is not the user of a server that runs without it. `elsewhere`: no program of this machine's own network, such as a
 * container or the host of a virtual machine. `unknown`: the system does not say.
 */
export type PeerUser = 'same' | 'root' | 'other' | 'elsewhere' | 'unknown';

/** Tells whose program holds the other end of a connection. */
export interface Peers {
  userOf(socket: Socket): Promise<PeerUser>;
}

/** The connections of this machine as Linux lists them, and the user of this process. */
export interface ConnectionTables {
  /** Text of `/proc/net/tcp` and `/proc/net/tcp6`; undefined where they cannot be read. */
  read(): Promise<readonly string[] | undefined>;
  /** User id of this process; undefined where there is none, or where it stands for many users. */
  user(): Promise<number | undefined>;
}

const linuxTables: ConnectionTables = {
  read: async () => {
    const read = (name: string) => readFile(`/proc/net/${name}`, 'latin1').catch(() => undefined);
    const texts = (await Promise.all(['tcp', 'tcp6'].map(read))).filter((text) => text !== undefined);
    return texts.length === 0 ? undefined : texts;
  },
  user: async () => {
    const user = process.geteuid?.();
    // In a user namespace every user that it does not map has the overflow id, so that one tells nobody apart.
    const map = await readFile('/proc/self/uid_map', 'latin1').catch(() => '');
    if (/^\s*0\s+0\s+4294967295\s*$/.test(map)) return user;
    const overflow = await readFile('/proc/sys/kernel/overflowuid', 'latin1').catch(() => '65534');
    return user === Number(overflow) ? undefined : user;
  },
};

/** Address and port as the tables write them: 32-bit words in the byte order of the machine, in hexadecimal. */
function tableKeys(address: string, port: number): readonly string[] {
  const bytes = bytesOf(address);
  const words = bytes.length / 4;
  const hex = Array.from({ length: words }, (_, word) => {
    const view = bytes.subarray(word * 4, word * 4 + 4);
    return (endianness() === 'LE' ? view.readUInt32LE() : view.readUInt32BE()).toString(16).padStart(8, '0');
  });
  const end = `:${port.toString(16).padStart(4, '0')}`;
  const key = `${hex.join('')}${end}`.toUpperCase();
  if (words === 4) return [key];
  // An IPv4 connection of an IPv6 socket stands in tcp6, with the address mapped.
  const prefix = endianness() === 'LE' ? 'FFFF0000' : '0000FFFF';
  return [key, `${'0'.repeat(16)}${prefix}${key}`];
}

function bytesOf(given: string): Buffer {
  const address = given.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  return Buffer.from(groupsOf(address).flatMap((group) => [group >> 8, group & 0xff]));
}

/**
 * User ids of the lines of a connection, seen from one end. A socket without inode belongs to no program any more: the
 * kernel gives it user 0, which means nobody.
 */
function usersOf(tables: readonly string[], from: readonly string[], to: readonly string[]): number[] {
  const users: number[] = [];
  for (const table of tables) {
    for (const [index, source] of from.entries()) {
      const wanted = ` ${source} ${to[index]} `;
      for (let at = table.indexOf(wanted); at >= 0; at = table.indexOf(wanted, at + 1)) {
        const line = table.slice(at + wanted.length, table.indexOf('\n', at)).split(/\s+/);
        const [user, inode] = [Number(line[4]), Number(line[6])];
        if (Number.isInteger(user) && inode > 0) users.push(user);
      }
    }
  }
  return users;
}

/** Reads once for all who ask before the reading begins. */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let waiting: Promise<T> | undefined;
  return () => {
    waiting ??= running
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        const now = read();
        running = now;
        return now;
      });
    return waiting;
  };
}

/** Creates the lookup; each connection is looked up once. */
export function createPeers(tables: ConnectionTables = linuxTables): Peers {
  const read = shared(() => tables.read());
  const known = new WeakMap<Socket, Promise<PeerUser>>();
  let user: Promise<number | undefined> | undefined;
  const look = async ({ remoteAddress, remotePort, localAddress, localPort }: Socket): Promise<PeerUser> => {
    if (remoteAddress === undefined || remotePort === undefined || localAddress === undefined) return 'unknown';
    const own = await (user ??= tables.user());
    if (own === undefined) return 'unknown';
    const [theirs, ours] = [tableKeys(remoteAddress, remotePort), tableKeys(localAddress, localPort ?? 0)];
    // A table that changes while it is read may miss a line: one look is not enough to say that there is none.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const texts = await read();
      if (texts === undefined) return 'unknown';
      const users = usersOf(texts, theirs, ours);
      if (users.length > 0) {
        if (users.every((found) => found === own)) return 'same';
        return users.every((found) => found === 0) ? 'root' : 'other';
      }
      // A table without our own end of the connection does not list what it should.
      if (attempt === 2 && usersOf(texts, ours, theirs).length === 0) return 'unknown';
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return 'elsewhere';
  };
  return {
    userOf: (socket) => {
      const found = known.get(socket) ?? look(socket);
      known.set(socket, found);
      return found;
    },
  };
}
