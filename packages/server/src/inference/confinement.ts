/** How a child process is confined: a pure function from what this machine offers to a command line. */
import { dirname, isAbsolute, join, sep } from 'node:path';
import { type Role, type RoleLimits, roleLimits } from './call-limits.ts';

/** What this machine offers to confine a process; found once by `probeConfinement`. */
export interface ConfinementFacts {
  /** How a process gets a network of its own, without any connection: `unshare` with or without a user namespace. */
  readonly network: 'user-namespace' | 'namespace' | 'none';
  /** What `setpriv` can take away for good: ways to new privileges, and with `all` also the present ones (of root). */
  readonly setpriv: 'all' | 'new-privileges' | 'none';
  /** Whether `prlimit` can limit files, memory and processes. */
  readonly prlimit: boolean;
  /** Whether Node has the permission model. */
  readonly permission: boolean;
  /** Whether the memory of other processes can be read, to end those that hold too much. */
  readonly memory: boolean;
  readonly cores: number;
}

/** Options that turn Node's permission model on, without its warnings; none on a Node without one. 22.12 has an older name for it. */
export const permissionFlags: readonly string[] = (() => {
  const has = (flag: string): boolean => process.allowedNodeEnvironmentFlags.has(flag);
  if (has('--permission')) return ['--permission', '--disable-warning=PERM0001'];
  const quiet = ['ExperimentalWarning', 'SecurityWarning'].map((name) => `--disable-warning=${name}`);
  return has('--experimental-permission') ? ['--experimental-permission', ...quiet] : [];
})();

/** Nothing is confined: for machines that offer nothing. */
export const unconfined: ConfinementFacts = {
  network: 'none',
  setpriv: 'none',
  prlimit: false,
  permission: false,
  memory: false,
  cores: 1,
};

/** A process to start. */
export interface ChildOrder {
  readonly role: Role;
  /** Path of Node. */
  readonly node: string;
  /** Path of the script, with its symbolic links resolved. */
  readonly script: string;
  /** Module of the engine, by name or path. */
  readonly engine: string;
  readonly device: string;
  /** Path of a module with further calls. Default: none. */
  readonly calls?: string | undefined;
  /** Folders that the process may read and write, besides its own code. */
  readonly folders: { readonly read: readonly string[]; readonly write: readonly string[] };
}

/** Program and arguments that start a process with every limit that the machine offers and its role bears. */
export function confinedCommand(facts: ConfinementFacts, order: ChildOrder): { file: string; args: string[] } {
  const limits = limitsOf(order.role);
  const command = [
    ...(isOffline(order) ? namespaceOf(facts) : []),
    ...privilegesOf(facts, isOffline(order)),
    ...(facts.prlimit ? ['prlimit', '--core=0', ...(limits === undefined ? [] : resources(facts, limits)), '--'] : []),
    order.node,
    ...(limits === undefined ? [] : [`--max-old-space-size=${Math.round(limits.heapBytes / 2 ** 20)}`]),
    ...(facts.permission ? permissions(order) : []),
    order.script,
    order.engine,
    order.device,
    order.role,
    ...(order.calls === undefined ? [] : [order.calls]),
  ];
  const [file = order.node, ...args] = command;
  return { file, args };
}

const limitsOf = (role: Role): RoleLimits | undefined =>
  role === 'generate' || role === 'pull' ? undefined : roleLimits[role];

/** Whether a process works without a network: all but downloads, and drivers of devices that may talk to a service. */
const isOffline = ({ role, device }: ChildOrder): boolean =>
  role !== 'pull' && (role !== 'generate' || device === 'cpu');

function namespaceOf({ network }: ConfinementFacts): string[] {
  if (network === 'none') return [];
  return ['unshare', ...(network === 'user-namespace' ? ['--user', '--map-current-user'] : []), '--net', '--ipc', '--'];
}

function privilegesOf({ setpriv }: ConfinementFacts, isOffline: boolean): string[] {
  if (setpriv === 'none') return [];
  return ['setpriv', '--no-new-privs', ...(setpriv === 'all' && isOffline ? withoutRights : []), '--'];
}

/** Options of `setpriv` that take away every capability of root. */
export const withoutRights = ['--bounding-set=-all', '--inh-caps=-all'] as const;

/** Codecs and the allocator take address space ahead of use: the limit of data lies above the watched one. */
function resources({ cores, network }: ConfinementFacts, { memoryBytes, fileBytes }: RoleLimits): string[] {
  const data = memoryBytes + 2 ** 30;
  // Processes are counted by user and namespace: without a namespace of its own the user's other programs would count.
  const processes = network === 'user-namespace' ? [`--nproc=${256 + 16 * cores}`] : [];
  return ['--nofile=512', `--fsize=${fileBytes}`, `--data=${data}`, ...processes];
}

/**
 * Node's permission model: no other programs, no worker threads, no files but the code and the folders. It is for processes
 * that read foreign files; those that run models read models and caches anywhere, and write caches.
 */
function permissions({ role, script, engine, folders }: ChildOrder): string[] {
  if (role !== 'media' && role !== 'conversion') return [];
  const code = [...codeFolders(script), ...(isAbsolute(engine) ? [dirname(engine)] : [])];
  return [
    ...permissionFlags,
    '--allow-addons',
    // Each once: Node 22.12 ends when it is told a folder twice.
    ...[...new Set([...code, ...folders.read])].map((folder) => `--allow-fs-read=${join(folder, '*')}`),
    ...folders.write.map((folder) => `--allow-fs-write=${join(folder, '*')}`),
  ];
}

/**
 * Folders of the code that a script may load: the outermost `node_modules` of an installed package; in a workspace its
 * `packages` and `node_modules`, not the workspace itself, where the data folder may lie.
 */
export function codeFolders(script: string): string[] {
  const installed = script.indexOf(`${sep}node_modules${sep}`);
  if (installed >= 0) return [join(script.slice(0, installed), 'node_modules')];
  const packages = script.lastIndexOf(`${sep}packages${sep}`);
  const root = packages >= 0 ? script.slice(0, packages) : dirname(script);
  return [join(root, 'packages'), join(root, 'node_modules')];
}
