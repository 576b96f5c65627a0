import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Registry, startRegistry } from './registry.ts';

const root = join(import.meta.dirname, '../..');
const execute = promisify(execFile);

/** The oldest Node that the release promises. */
export const oldestNode = '22.12.0';

/** The archive with Node inside that runs on this machine. */
export const standalonePlatform = `${process.platform}-${process.arch}`;

/** What a command did. */
export interface Done {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The release, packed and installed as a person would, into an empty folder from a registry on this machine. */
export interface Release {
  /** The folder that has `node_modules`. */
  readonly folder: string;
  /** The folder with the archives. */
  readonly packed: string;
  readonly archives: Readonly<Record<string, number>>;
  readonly registry: Registry;
  /** Path of the Node with a version, by its first digits. */
  readonly nodes: Readonly<Record<'22' | '24', string>>;
  /** A new folder for files of a test. */
  newFolder(): Promise<string>;
  remove(): Promise<void>;
}

/** The environment of a person who has never run Akezora, and has no Node of this repository in the path. */
export const cleanEnvironment = (folder: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|AKEZORA_|NODE_|CI$)/i.test(name))),
  AKEZORA_CACHE: join(folder, 'cache'),
  XDG_DATA_HOME: join(folder, 'data-home'),
  LANG: 'C',
  LC_ALL: '',
});

/** npm with install scripts allowed, as it is for everyone who has no `.npmrc` of this repository, and a store of its own. */
async function install(work: string, folder: string, registry: string, packages: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const options = ['--ignore-scripts=false', '--no-audit', '--no-fund', `--cache=${join(work, 'npm')}`];
  await execute('npm', ['install', `--registry=${registry}`, ...options, ...packages], { cwd: folder });
}

/** Packs and installs the release, and gets the oldest Node, as this repository gets its own: by npm. */
export async function installRelease(): Promise<Release> {
  const work = await mkdtemp(join(tmpdir(), 'akezora-package-'));
  const packed = join(work, 'packed');
  const behind = (await execute('npm', ['config', 'get', 'registry'], { cwd: root })).stdout.trim();
  const system = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  await Promise.all([
    execute('npm', ['run', 'release:pack', '--', packed, standalonePlatform], { cwd: root }),
    install(work, join(work, 'node'), behind, [`${system}@${oldestNode}`]),
  ]);
  const registry = await startRegistry(packed, behind);
  const folder = join(work, 'installed');
  await install(work, folder, registry.url, ['akezora', '@akezora/contract']);
  const files = await readdir(packed);
  const sizes = await Promise.all(files.map(async (file) => [file, (await stat(join(packed, file))).size] as const));
  let count = 0;
  return {
    folder,
    packed,
    archives: Object.fromEntries(sizes),
    registry,
    nodes: { 24: process.execPath, 22: join(work, 'node/node_modules', system, 'bin/node') },
    async newFolder() {
      const made = join(work, `files-${++count}`);
      await mkdir(made);
      return made;
    },
    async remove() {
      await registry.close();
      await rm(work, { recursive: true, force: true });
    },
  };
}

/** Unpacks the file for desktop assistants with another reader of ZIP than ours. @returns the folder */
export async function unpackMcpb(release: Release, version: string): Promise<string> {
  const folder = await release.newFolder();
  await execute('python3', ['-m', 'zipfile', '-e', join(release.packed, `akezora-${version}.mcpb`), folder]);
  return folder;
}

/** The installed command. */
export const commandIn = (folder: string): string => join(folder, 'node_modules/akezora/bin/akezora.cjs');

/** Runs a program to its end. @param more variables of its environment */
export async function run(
  program: string,
  words: readonly string[],
  cwd: string,
  more: NodeJS.ProcessEnv = {},
): Promise<Done> {
  const env = { ...cleanEnvironment(cwd), ...more };
  const child = spawn(program, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.on('data', (piece) => (text.out += piece));
  child.stderr.on('data', (piece) => (text.err += piece));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}

/** A program that runs until it is asked to stop. */
export interface Running {
  /** What it has said. */
  said(): string;
  /** Waits until it says something that matches. @throws when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Asks it to stop, and waits. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Starts a program that goes on. @param more variables of its environment */
export function start(program: string, words: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): Running {
  const env = { ...cleanEnvironment(cwd), ...more };
  const child = spawn(program, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece));
  return {
    said: () => said,
    async says(pattern) {
      for (;;) {
        const found = pattern.exec(said);
        if (found !== null) return found;
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}, saying:\n${said}`);
        await new Promise((next) => setTimeout(next, 50));
      }
    },
    async stop() {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}

/** The packages that an installation consists of, by the path of each, as its lockfile lists them. */
export async function installedPackages(
  folder: string,
): Promise<Readonly<Record<string, { readonly hasInstallScript?: boolean; readonly optional?: boolean }>>> {
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as { packages: object };
  return Object.fromEntries(Object.entries(lock.packages).filter(([path]) => path !== ''));
}
