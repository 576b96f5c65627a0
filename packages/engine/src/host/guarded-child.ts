/** Runs a script of ours on foreign bytes, in a process of its own that may die of them. */
import { spawn } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a child gets and may use. */
export interface GuardedChild {
  /** Its standard input. */
  readonly input: Uint8Array;
  /** Descriptors of open files, which it has as numbers 3, 4 and so on. Default: none. */
  readonly files?: readonly number[];
  /** Answers a question that it sends over its channel. Default: it has no channel. */
  readonly answer?: (question: Uint8Array) => Promise<Uint8Array>;
  /** Milliseconds until it is ended. */
  readonly milliseconds: number;
  /** Resident bytes at which it is ended, where the system tells them. */
  readonly bytes: number;
  /** Bytes of standard output at which it is ended. */
  readonly output: number;
}

/** How a child ended: its exit code, `null` when it was ended, and its standard output. */
export interface ChildEnd {
  readonly code: number | null;
  readonly out: Buffer;
}

/**
 * Starts a script that sees neither the environment nor, where Node can deny it, any file but the code; it is ended when it takes too
 * long or too much memory.
 * @throws what `answer` throws
 * @param script as `scriptFile` finds it
 */
export async function runGuarded(
  script: URL,
  { input, files = [], answer, ...limits }: GuardedChild,
): Promise<ChildEnd> {
  const path = realpathSync(fileURLToPath(script));
  const child = spawn(process.execPath, ['--max-old-space-size=256', ...permissionOptions(path), path], {
    stdio: ['pipe', 'pipe', 'ignore', ...files, ...(answer === undefined ? [] : ['ipc' as const])],
    ...(answer === undefined ? {} : { serialization: 'advanced' as const }),
    env: {
      PATH: process.env.PATH ?? '',
      LANG: 'C',
      ...(process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot ?? '' } : {}),
    },
    windowsHide: true,
  });
  const out: Buffer[] = [];
  let size = 0;
  let failure: unknown;
  const end = () => child.kill('SIGKILL');
  const timer = setTimeout(end, limits.milliseconds);
  const watch = setInterval(() => residentBytes(child.pid) > limits.bytes && end(), 50);
  try {
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
    child.on('message', (question: Uint8Array) => {
      answer?.(question).then(
        (said) => child.connected && child.send(said, () => undefined),
        (thrown) => {
          failure = thrown;
          end();
        },
      );
    });
    child.stdout?.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > limits.output) end();
      else out.push(piece);
    });
    const code = await ended;
    if (failure !== undefined) throw failure;
    return { code, out: Buffer.concat(out) };
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
  }
}

/** Options that turn Node's permission model on; Node 22.12 has an older name for it. */
function permissionOptions(script: string): string[] {
  const has = (flag: string): boolean => process.allowedNodeEnvironmentFlags.has(flag);
  const flag = ['--permission', '--experimental-permission'].find(has);
  if (flag === undefined) return [];
  const readable = codeFolders(script).map((folder) => `--allow-fs-read=${join(folder, '*')}`);
  return [flag, '--allow-addons', '--disable-warning=PERM0001', ...readable];
}

/** The folders that hold the code and the packages that it loads, with their symbolic links resolved. */
function codeFolders(script: string): string[] {
  const root = script.split(/[\\/](?:packages|node_modules)[\\/]/)[0] ?? '';
  const folders = ['packages', 'node_modules'].map((name) => join(root, name));
  // Each once: Node 22.12 ends when it is told a folder twice.
  return [...new Set(folders.flatMap((folder) => [folder, resolved(folder)]))];
}

function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}
