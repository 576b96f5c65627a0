import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from '../sources.ts';
import { manifestIn } from './manifests.ts';

const source = join(root, 'packages/contract');

/** Builds the schemas and the client to plain JavaScript for browsers and Node, with types and source maps. */
export async function buildContract(folder: string): Promise<void> {
  const bundle = await rolldown({
    cwd: source,
    input: { index: 'src/index.ts', api: 'src/api/index.ts' },
    platform: 'neutral',
    transform: { target: 'es2022' },
    external: Object.keys(manifestIn('packages/contract').dependencies ?? {}),
  });
  try {
    await bundle.write({
      dir: folder,
      format: 'esm',
      sourcemap: true,
      chunkFileNames: 'shared-[hash].js',
      sourcemapPathTransform: (path, map) =>
        relative(source, resolve(dirname(map), path))
          .split(sep)
          .join('/'),
    });
  } finally {
    await bundle.close();
  }
  await writeTypes(folder);
}

async function writeTypes(folder: string): Promise<void> {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const options = [
    ['--ignoreConfig'],
    ['--target', 'es2024', '--module', 'nodenext', '--lib', 'es2024,dom,dom.iterable,dom.asynciterable'],
    ['--strict', '--skipLibCheck', '--allowImportingTsExtensions', '--resolveJsonModule', '--types', 'node'],
    ['--declaration', '--emitDeclarationOnly', '--rootDir', join(source, 'src'), '--outDir', folder],
    ['index.ts', 'api/index.ts'].map((name) => join(source, 'src', name)),
  ].flat();
  const { status, stdout } = spawnSync(process.execPath, [compiler, ...options], { cwd: source, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the types of contract were not written:\n${stdout}`);
  for (const entry of await readdir(folder, { recursive: true })) {
    if (!entry.endsWith('.d.ts')) continue;
    const file = join(folder, entry);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll(/(from\s+'\.[^']*|import\('\.[^']*)\.ts'/g, "$1.js'"));
  }
}
