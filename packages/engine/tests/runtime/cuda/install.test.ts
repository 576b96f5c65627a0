import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { AkezoraError } from '@akezora/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cudaFolder, cudaRoot, installedCuda, installedVersion, isComplete } from '../../../src/runtime/cuda/folder.ts';
import { installCuda } from '../../../src/runtime/cuda/install.ts';
import { cudaPackage } from '../../../src/runtime/cuda/nuget.ts';
import { newFolder } from '../../models/new-folder.ts';
import { zipOf } from '../../zip-of.ts';
import { startNuget } from './nuget-server.ts';

const version = installedVersion()!;
const libraries = {
  'runtimes/linux-x64/native/libonnxruntime_providers_shared.so': randomBytes(2_000),
  'runtimes/linux-x64/native/libonnxruntime_providers_cuda.so': randomBytes(300_000),
  'runtimes/linux-x64/native/libonnxruntime_providers_tensorrt.so': randomBytes(5_000),
  'LICENSE.txt': Buffer.from('MIT'),
};
const archive = zipOf(libraries, deflateRawSync);

let server: Awaited<ReturnType<typeof startNuget>>;
beforeAll(async () => {
  server = await startNuget(cudaPackage, version, archive);
});
afterAll(() => server.close());
beforeEach(() => {
  process.env.AKEZORA_CACHE = join(newFolder(), 'cache');
  for (const key of Object.keys(server.trouble)) delete server.trouble[key as keyof typeof server.trouble];
  server.log.length = 0;
});

const install = (options: Parameters<typeof installCuda>[0] = {}) =>
  installCuda({ feed: server.feed, hasDriver: async () => true, ...options });

const failure = async (work: Promise<unknown>): Promise<AkezoraError> => {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(AkezoraError);
  return error;
};

/** What lies in the folder of all versions. */
const inRoot = () => (existsSync(cudaRoot()) ? readdirSync(cudaRoot()).sort() : []);

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('installing CUDA', () => {
  it('puts the libraries, the binding and the runtime into a folder beside the cache, and nothing else', async () => {
    const progress: number[] = [];
    const { folder, already } = await install({ onBytes: (done) => progress.push(done) });
    expect(already).toBe(false);
    expect(folder).toBe(`${process.env.AKEZORA_CACHE}-cuda/${version}`);
    expect(progress.at(-1)).toBe(archive.length);
    expect(readdirSync(folder).sort()).toEqual([
      'installed.json',
      'libonnxruntime.so.1',
      'libonnxruntime_providers_cuda.so',
      'libonnxruntime_providers_shared.so',
      'onnxruntime_binding.node',
    ]);
    expect(readFileSync(join(folder, 'libonnxruntime_providers_cuda.so'))).toEqual(
      libraries['runtimes/linux-x64/native/libonnxruntime_providers_cuda.so'],
    );
    expect(inRoot()).toEqual([version]);
    expect(installedCuda()).toBe(folder);
    server.log.length = 0;
    expect((await install()).already).toBe(true);
    expect(server.log).toEqual([]);
  });

  it('loads the runtime out of that folder, which then offers CUDA and computes on the CPU as before', async () => {
    const { folder } = await install();
    const script = `
      const { onnxNodeRuntime } = await import(${JSON.stringify(import.meta.resolve('../../../src/runtime/onnx-node.ts'))});
      const { checkDevice } = await import(${JSON.stringify(import.meta.resolve('../../../src/runtime/device-check.ts'))});
      const runtime = await onnxNodeRuntime({ threads: 1 });
      const onCpu = (graph, options) => runtime.load(graph, { ...options, device: 'cpu' });
      const { readFileSync } = await import('node:fs');
      const loaded = readFileSync('/proc/self/maps', 'utf8').split('\\n').find((line) => line.includes('libonnxruntime.so'));
      const cuda = await runtime.examine('cuda').catch(({ code }) => code);
      console.log(JSON.stringify({ devices: runtime.devices.map(({ id }) => id), loaded, facts: await checkDevice(onCpu, 'x'), cuda }));
    `;
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: process.env,
      encoding: 'utf8',
    });
    const { devices, loaded, facts, cuda } = JSON.parse(out.trim().split('\n').at(-1)!);
    expect(devices).toContain('cuda');
    expect(loaded).toContain(folder);
    expect(facts).toEqual({ half: true, fusedAttention: true });
    // The libraries of this test are random bytes: they are refused with a reason, and nothing crashes.
    expect(cuda).toBe('device_unavailable');
  });

  it('goes on after dropped connections', async () => {
    Object.assign(server.trouble, { dropAfter: 100_000, drops: 2, pieces: 25_000 });
    const { folder } = await install();
    expect(isComplete(folder)).toBe(true);
    expect(server.log.filter((line) => line.includes('bytes='))).toHaveLength(2);
  });

  it('leaves nothing that counts as installed when it is killed, and goes on from there', async () => {
    server.trouble.pieces = 20_000;
    const child = spawn(process.execPath, [join(import.meta.dirname, 'install-child.ts'), server.feed], {
      env: process.env,
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(existsSync(cudaFolder(version))).toBe(false);
    expect(installedCuda()).toBeUndefined();
    const [partial] = inRoot().filter((name) => name.endsWith('.incomplete'));
    const have = statSync(join(cudaRoot(), partial!)).size;
    expect(have).toBeGreaterThan(0);
    delete server.trouble.pieces;
    await install();
    expect(server.log.at(-1)).toContain(`bytes=${have}-`);
    expect(inRoot()).toEqual([version]);
  });

  it('removes what an installation left that was killed while unpacking', async () => {
    mkdirSync(join(cudaRoot(), '.new-999999999'), { recursive: true });
    writeFileSync(join(cudaRoot(), '.new-999999999', 'libonnxruntime_providers_cuda.so'), 'half');
    await install();
    expect(inRoot()).toEqual([version]);
  });

  it('installs again where a file was cut short', async () => {
    const { folder } = await install();
    truncateSync(join(folder, 'libonnxruntime_providers_cuda.so'), 1000);
    expect(installedCuda()).toBeUndefined();
    expect((await install()).already).toBe(false);
    expect(installedCuda()).toBe(folder);
  });

  it('refuses a package with another hash, and keeps nothing of it', async () => {
    server.trouble.damage = true;
    const { code, text } = await failure(install());
    expect(code).toBe('download_failed');
    expect(text.en).toContain('damaged');
    expect(inRoot()).toEqual([]);
  });

  it.each([
    [
      'without the libraries',
      zipOf({ 'LICENSE.txt': Buffer.from('MIT') }, deflateRawSync),
      'libonnxruntime_providers_shared.so is not in it',
    ],
    ['that is no archive', randomBytes(5_000), 'no directory'],
  ])('refuses a package %s, with the right hash though it has', async (_, data, reason) => {
    const other = await startNuget(cudaPackage, version, data);
    try {
      const { code, text } = await failure(install({ feed: other.feed }));
      expect(code).toBe('download_failed');
      expect(text.en).toContain(reason);
      expect(inRoot()).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('says that there is no driver, before it asks the network', async () => {
    const { code, text } = await failure(install({ hasDriver: async () => false }));
    expect(code).toBe('device_unavailable');
    expect(text.en).toContain('no NVIDIA driver');
    expect(text.ja).toContain('ドライバー');
    expect(server.log).toEqual([]);
    expect(inRoot()).toEqual([]);
  });

  it('says that there is no network, no such version, no room', async () => {
    const unreachable = await failure(install({ feed: 'http://127.0.0.1:9/v3/index.json' }));
    expect(unreachable.code).toBe('download_failed');
    expect(unreachable.text.en).toContain('127.0.0.1:9 cannot be reached');
    server.trouble.absent = true;
    expect((await failure(install())).code).toBe('download_failed');
    delete server.trouble.absent;
    server.trouble.announced = 1e16;
    expect((await failure(install())).code).toBe('not_enough_disk');
    expect(inRoot()).toEqual([]);
  });

  it('ends at a signal, with nothing installed', async () => {
    server.trouble.pieces = 20_000;
    const controller = new AbortController();
    const work = install({ signal: controller.signal, onBytes: () => controller.abort(new Error('stopped')) });
    await expect(work).rejects.toThrow('stopped');
    expect(existsSync(cudaFolder(version))).toBe(false);
    rmSync(cudaRoot(), { recursive: true });
  });
});
