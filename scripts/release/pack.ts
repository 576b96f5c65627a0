/**
 * Writes what people get: `npm run release:pack -- FOLDER` leaves the archives of `akezora`, `@akezora/contract` and
 * `@akezora/onnxruntime-<os>-<cpu>` in an empty folder, as `npm publish` takes them, and beside them the `.mcpb` file for desktop assistants.
 * With names of platforms behind the folder, or `all`, also archives for them with Node inside.
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { credentialsLibrary } from '../../packages/contract/src/root.ts';
import { root } from '../sources.ts';
import { bundleProgram } from './bundle.ts';
import { compressLibrary, compressTexts } from './compress.ts';
import { buildContract } from './contract.ts';
import { licencesOf } from './licences.ts';
import { contractManifest, programManifest, releaseVersion } from './manifests.ts';
import { writeMcpb } from './mcpb.ts';
import { writePlatformPackages } from './onnxruntime.ts';
import { standalonePlatforms, writeStandalone } from './standalone.ts';

const writeJson = (file: string, value: object) => writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
const copy = (from: string, to: string) => cp(join(root, from), to, { recursive: true });

async function writeProgram(folder: string, platforms: Readonly<Record<string, string>>): Promise<void> {
  const modules = await bundleProgram(join(folder, 'dist'));
  await compressLibrary(credentialsLibrary, join(folder, 'dist/c2pa.wasm.br'));
  await build({
    root: join(root, 'packages/studio'),
    logLevel: 'warn',
    build: { outDir: join(folder, 'studio'), emptyOutDir: true, license: { fileName: 'licences.md' } },
  });
  await compressTexts(join(folder, 'studio'));
  await mkdir(join(folder, 'bin'));
  await copy('scripts/release/akezora.cjs', join(folder, 'bin/akezora.cjs'));
  await copy('models', join(folder, 'models'));
  for (const name of ['LICENSE', 'NOTICE']) await copy(name, join(folder, name));
  for (const name of ['README.md', 'README.ja.md']) await copy(`scripts/release/${name}`, join(folder, name));
  await writeFile(join(folder, 'THIRD_PARTY_LICENSES.txt'), await licencesOf(modules));
  await writeJson(join(folder, 'package.json'), programManifest(platforms));
}

async function writeContract(folder: string): Promise<void> {
  await buildContract(join(folder, 'dist'));
  await copy('packages/contract/README.md', join(folder, 'README.md'));
  for (const name of ['LICENSE', 'NOTICE']) await copy(name, join(folder, name));
  await writeJson(join(folder, 'package.json'), contractManifest());
}

/** Packs every folder of packages with npm. @returns names and bytes of the archives */
async function archive(packages: string, into: string): Promise<[file: string, bytes: number][]> {
  const folders = (await readdir(packages)).map((name) => `./${name}`);
  const command = ['pack', '--silent', '--ignore-scripts', '--pack-destination', into, ...folders];
  const { status, stderr } = spawnSync('npm', command, {
    cwd: packages,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
  const files = (await readdir(into)).sort();
  return Promise.all(files.map(async (file) => [file, (await stat(join(into, file))).size] as [string, number]));
}

const size = (bytes: number) => `${(bytes / 1e6).toFixed(1).padStart(6)} MB`;

async function pack(into: string, wanted: readonly string[]): Promise<void> {
  await mkdir(into, { recursive: true });
  if ((await readdir(into)).length > 0) throw new Error(`${into} is not empty`);
  const packages = await mkdtemp(join(tmpdir(), 'akezora-release-'));
  try {
    const platforms = await writePlatformPackages(packages);
    await writeProgram(join(packages, 'akezora'), platforms);
    await writeContract(join(packages, 'contract'));
    await writeMcpb(join(into, `akezora-${releaseVersion()}.mcpb`));
    for (const [file, bytes] of await archive(packages, into)) {
      console.log(`${size(bytes)}  ${file}`);
    }
  } finally {
    await rm(packages, { recursive: true, force: true });
  }
  const all = wanted.includes('all');
  for (const name of all ? standalonePlatforms : wanted) {
    try {
      console.log(`${size(await writeStandalone(name, into))}  ${name}, with Node`);
    } catch (error) {
      // Of all platforms, those are written that the registry has everything for.
      if (!all) throw error;
      console.error(`not packed: ${name}: ${(error as Error).message}`);
    }
  }
}

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: npm run release:pack -- FOLDER [PLATFORM… | all]');
  process.exitCode = 2;
} else await pack(resolve(folder), wanted);
