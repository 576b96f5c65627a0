/**
 * What people get: the release is packed, installed into an empty folder with install scripts allowed, and used by its command, on the
 * oldest Node that it promises and on the present one.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandIn, installedPackages, installRelease, type Release, run } from './release.ts';
import { registerStandalone } from './standalone.ts';
import { registerUse } from './use.ts';

const root = join(import.meta.dirname, '../..');
const readJson = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
const { version } = (await readJson(join(root, 'package.json'))) as { version: string };

let release: Release;
beforeAll(async () => {
  release = await installRelease();
});
afterAll(() => release?.remove());

/** Where a package of ours lies in the installation. */
const installed = (...path: string[]) => join(release.folder, 'node_modules', ...path);

describe('the installation', () => {
  it('has the package of this platform, and the registry had those of all platforms', async () => {
    const { optionalDependencies } = await readJson(installed('akezora/package.json'));
    const platforms = Object.keys(optionalDependencies);
    expect(platforms).toHaveLength(5);
    const packed = release.registry.packages.map(({ name }) => name);
    expect(packed.sort()).toEqual(['@akezora/contract', 'akezora', ...platforms].sort());
    expect([...release.registry.absent]).toEqual([]);
    const mine = platforms.filter((name) => existsSync(installed(name)));
    expect(mine).toEqual([`@akezora/onnxruntime-${process.platform}-${process.arch}`]);
  });

  it('has no install script, no TypeScript to run, and none of the packages that are bundled', async () => {
    const packages = await installedPackages(release.folder);
    expect(Object.keys(packages).length).toBeGreaterThan(8);
    expect(Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
    expect(Object.keys(packages)).not.toContain('node_modules/onnxruntime-node');
  });

  it('names no folder of the machine that packed it', async () => {
    for (const folder of [installed('akezora/dist'), installed('@akezora/contract/dist')]) {
      for (const name of await readdir(folder)) {
        if (/\.(js|map)$/.test(name)) expect(await readFile(join(folder, name), 'utf8'), name).not.toContain(root);
        if (!name.endsWith('.map')) continue;
        const { sources } = await readJson(join(folder, name));
        expect(sources.filter((path: string) => path.startsWith('..'))).toEqual([]);
      }
    }
  });

  it('is small: at most 60 MB of archive, and 230 MB installed', async () => {
    const packed = release.archives[`akezora-${version}.tgz`] ?? Number.NaN;
    const folders = ['@akezora/contract', 'zod'].map((name) => `--exclude=${installed(name)}`);
    const [bytes = ''] = execFileSync('du', ['-s', '-B1', ...folders, installed()], { encoding: 'utf8' }).split('\t');
    const mine = `akezora-onnxruntime-${process.platform}-${process.arch}-`;
    const [, runtime = 0] = Object.entries(release.archives).find(([name]) => name.startsWith(mine)) ?? [];
    console.log(
      `packed: ${packed / 1e6} MB and ${runtime / 1e6} MB of onnxruntime; installed: ${Number(bytes) / 1e6} MB`,
    );
    expect(packed).toBeLessThan(60e6);
    expect(Number(bytes)).toBeLessThan(230e6);
  });

  it('carries the licences of itself and of what is bundled', async () => {
    const texts = await readFile(installed('akezora/THIRD_PARTY_LICENSES.txt'), 'utf8');
    for (const name of ['hono', 'onnxruntime-node', 'mediabunny', 'zod', 'pg']) expect(texts).toContain(`\n${name} `);
    const own = await readFile(installed('akezora/NOTICE'), 'utf8');
    expect(own).toBe(await readFile(join(root, 'NOTICE'), 'utf8'));
    const platform = installed(`@akezora/onnxruntime-${process.platform}-${process.arch}`, 'LICENSE');
    expect(await readFile(platform, 'utf8')).toContain('Copyright (c) Microsoft Corporation');
  });

  it('says one sentence on an older Node, before anything else is loaded', async () => {
    const folder = await release.newFolder();
    const pretend = join(folder, 'pretend.cjs');
    await writeFile(
      pretend,
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });",
    );
    const words = ['-r', pretend, commandIn(release.folder), 'doctor'];
    const { code, err } = await run(release.nodes[24], words, folder);
    expect(code).toBe(3);
    expect(err).toBe('Akezora needs Node 22.12 or newer; this is 20.20.2. Install it from nodejs.org.\n');
    // A real one, where the machine has it.
    const old = spawnSync('/usr/bin/node', ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout?.trim() ?? '';
    if (Number.parseInt(old, 10) < 22) {
      const real = await run('/usr/bin/node', [commandIn(release.folder), 'doctor'], folder);
      expect(real).toMatchObject({ code: 3, err: expect.stringContaining(`this is ${old}.`) });
    }
  });

  it('says what is missing where the package of the platform was left out', async () => {
    const folder = await release.newFolder();
    const { mine, aside } = {
      mine: installed(`@akezora/onnxruntime-${process.platform}-${process.arch}`),
      aside: join(folder, 'aside'),
    };
    execFileSync('mv', [mine, aside]);
    try {
      const { code, out } = await run(release.nodes[24], [commandIn(release.folder), 'doctor', '--fast'], folder);
      expect(code).toBe(3);
      expect(out).toContain(`@akezora/onnxruntime-${process.platform}-${process.arch} is not installed`);
    } finally {
      execFileSync('mv', [aside, mine]);
    }
  });
});

describe('@akezora/contract', () => {
  it('has types that compile, in a program of its users', async () => {
    const program = join(release.folder, 'program.ts');
    await writeFile(
      program,
      `import { type GenerationRequestInput, generationRequestSchema } from '@akezora/contract';
       import { createClient } from '@akezora/contract/api';
       const input: GenerationRequestInput = { model: 'akezora-2', prompt: 'a fox' };
       const seconds: number | undefined = generationRequestSchema.parse(input).seconds;
       const address: string = createClient({ baseUrl: 'http://127.0.0.1:7860' }).url('/api');
       // @ts-expect-error: seconds is a number
       const wrong: string = generationRequestSchema.parse(input).seconds;
       console.log(seconds, address, wrong);`,
    );
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const options = [
      '--strict',
      '--noEmit',
      '--skipLibCheck',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--types',
      '',
      '--ignoreConfig',
    ];
    const { code, out } = await run(release.nodes[24], [compiler, ...options, program], release.folder);
    expect([code, out]).toEqual([0, '']);
  });

  it('imports nothing of Node, so that a browser can load it', async () => {
    for (const name of ['index.js', 'api.js']) {
      const text = await readFile(installed('@akezora/contract/dist', name), 'utf8');
      const names = [...text.matchAll(/^(?:import|export) .*?from ['"]([^'"]+)['"]/gm)].map(([, from]) => from ?? '');
      // Neither of the two needs Node.
      const others = ['zod', 'eventsource-parser'];
      expect(names.filter((from) => !others.includes(from) && !from.startsWith('./'))).toEqual([]);
    }
  });
});

for (const major of ['22', '24'] as const) registerUse(major, () => release, version);
registerStandalone(() => release, version);
