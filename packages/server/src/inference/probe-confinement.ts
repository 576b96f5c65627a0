import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type ConfinementFacts, permissionFlags, withoutRights } from './confinement.ts';

/** Whether a command ends well. */
const works = (file: string, ...args: string[]): boolean =>
  spawnSync(file, args, { stdio: 'ignore', timeout: 3000, env: { PATH: process.env.PATH ?? '' } }).status === 0;

/** Finds out, by trying, what this machine offers to confine a process. It takes some 30 ms; once at start is enough. */
export function probeConfinement(): ConfinementFacts {
  const isLinux = process.platform === 'linux';
  const withUser = isLinux && works('unshare', '--user', '--map-current-user', '--net', '--ipc', '--', 'true');
  const withoutUser = isLinux && !withUser && works('unshare', '--net', '--ipc', '--', 'true');
  const inside = withUser
    ? ['unshare', '--user', '--map-current-user', '--net', '--ipc', '--']
    : withoutUser
      ? ['unshare', '--net', '--ipc', '--']
      : [];
  const worksInside = (...command: string[]) => {
    const [file = 'true', ...args] = [...inside, ...command];
    return works(file, ...args);
  };
  return {
    network: withUser ? 'user-namespace' : withoutUser ? 'namespace' : 'none',
    setpriv:
      isLinux && worksInside('setpriv', '--no-new-privs', ...withoutRights, '--', 'true')
        ? 'all'
        : isLinux && worksInside('setpriv', '--no-new-privs', '--', 'true')
          ? 'new-privileges'
          : 'none',
    prlimit: isLinux && worksInside('prlimit', '--core=0', '--nofile=512', '--', 'true'),
    permission: permissionFlags.length > 0,
    memory: isLinux && existsSync('/proc/self/status'),
    cores: availableParallelism(),
  };
}
