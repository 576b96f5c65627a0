/**
 * Checks that every package of the lockfiles from a registry has an exact version and a SHA-512 of its archive, so that `npm ci`
 * installs on each platform the bytes that were reviewed. npm leaves hash and licence out for optional packages of platforms
 * other than the one that wrote the lockfile; `--fill` asks the registry for them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { conclude } from './sources.ts';

const lockfiles = ['package-lock.json', 'training/world/package-lock.json'];
const registry = 'https://registry.npmjs.org';
const fill = process.argv.includes('--fill');

/**
 * Optional packages of other platforms that the registry did not have when the lockfile was written, so that nobody could review
 * them. `--fill` adds their hash once they are published; then they leave this list.
 */
const unpublished = new Set(
  ['darwin-arm64', 'darwin-x64', 'linux-arm-gnueabihf', 'linux-arm64-gnu', 'linux-arm64-musl']
    .concat(['win32-arm64-msvc', 'win32-x64-msvc'])
    .map((platform) => `@napi-rs/webcodecs-${platform}@1.3.1`),
);

interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  integrity?: string;
  license?: string;
}

/** The name in the registry of a package that is installed at a path. */
const nameOf = (path: string, { name }: LockedPackage): string => name ?? path.split('node_modules/').at(-1) ?? path;

/** Packages of a lockfile that come from elsewhere than this repository. */
const foreign = (packages: Readonly<Record<string, LockedPackage>>): [string, LockedPackage][] =>
  Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && link !== true);

/** Hash and licence of a version; undefined when the registry does not have it. */
async function readRegistry(
  name: string,
  version: string,
): Promise<{ integrity: string; license?: string } | undefined> {
  const response = await fetch(`${registry}/${name}/${version}`);
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${name} ${version}: the registry answered ${response.status}`);
  const { dist, license } = (await response.json()) as { dist: { integrity: string }; license?: unknown };
  return { integrity: dist.integrity, ...(typeof license === 'string' ? { license } : {}) };
}

/** What is wrong with a locked package, if anything. */
function faultOf({ version, resolved, integrity }: LockedPackage): string | undefined {
  if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(version ?? '')) return 'has no exact version';
  if (resolved !== undefined && !resolved.startsWith(`${registry}/`)) return 'is not from the registry';
  return /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') ? undefined : 'has no SHA-512';
}

const faults: string[] = [];
let count = 0;
for (const file of lockfiles) {
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> };
  for (const [path, one] of foreign(lock.packages)) {
    count += 1;
    const name = nameOf(path, one);
    const incomplete = one.integrity === undefined || one.license === undefined;
    if (fill && incomplete) Object.assign(one, await readRegistry(name, one.version ?? ''));
    const excused = one.optional === true && one.integrity === undefined && unpublished.has(`${name}@${one.version}`);
    const fault = excused ? undefined : faultOf(one);
    if (fault !== undefined) faults.push(`${file}: ${path} ${fault}`);
  }
  if (fill) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
conclude('lockfiles', count, faults);
if (faults.length > 0) console.error('To add missing hashes: node scripts/check-lockfile.ts --fill');
