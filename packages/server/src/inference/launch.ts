import { type ChildProcess, spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptFile } from '@akezora/contract/root';
import type { Role } from './call-limits.ts';
import { childEnvironment } from './child-environment.ts';
import { type ChildOrder, type ConfinementFacts, confinedCommand, unconfined } from './confinement.ts';

/** Which process to start, and how it is confined. */
export interface LaunchOptions {
  /** Module of the engine, by name or path. */
  readonly engine: string;
  /** Device that the child runs on: `cpu`, `webgpu`, `cuda`. */
  readonly device: string;
  /** What the process is for, which decides its rights. Default `generate`. */
  readonly role?: Role;
  /** Path of a module with further calls. Default: none. */
  readonly calls?: string;
  /** What the machine offers to confine it. Default: nothing. */
  readonly confinement?: ConfinementFacts;
  /** Folders that a confined process may read and write. Default: none. */
  readonly folders?: ChildOrder['folders'];
}

const script = realpathSync(fileURLToPath(scriptFile('server/src/inference/child.ts')));

/** Processes that read foreign files yield to the server: it keeps answering while one spins. */
const niceness = 5;

/** Stills yield to these, and to the jobs that run. */
const nicenessOfStills = 10;

/** Starts a child process. It has an allow-listed environment, no standard input, and no open file of this process. */
export function launchChild(options: LaunchOptions): ChildProcess {
  const { engine, device, role = 'generate', confinement = unconfined, calls } = options;
  const { read = [], write = [] } = options.folders ?? {};
  const folders = { read: real(read), write: real(write) };
  const { file, args } = confinedCommand(confinement, {
    role,
    node: process.execPath,
    script,
    engine,
    device,
    folders,
    calls,
  });
  const child = spawn(file, args, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: childEnvironment(role),
    windowsHide: true,
  });
  if (child.pid !== undefined && role !== 'generate' && role !== 'pull')
    lower(child.pid, role === 'stills' ? nicenessOfStills : niceness);
  return child;
}

/** Folders with their symbolic links resolved, as the permission model wants them; both names where they differ. */
function real(folders: readonly string[]): string[] {
  return [...new Set(folders.flatMap((folder) => [folder, resolved(folder)]))];
}

/** A path with the links of its existing part resolved. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(resolved(parent), basename(path));
  }
}

function lower(pid: number, to: number): void {
  try {
    setPriority(pid, to);
  } catch {
    // It has ended already, or the system does not allow it: the limits of time and memory still hold.
  }
}
