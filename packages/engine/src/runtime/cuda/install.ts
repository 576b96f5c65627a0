/** `akezora doctor --install-cuda`: onnxruntime's CUDA libraries, downloaded on the user's word into a folder of their own. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AkezoraError, type Text } from '@akezora/contract';
import { checkDisk, writeFailure } from '../../host/disk.ts';
import { removeLeftovers } from '../../host/leftovers.ts';
import { fetchFile } from '../../weights/fetch-file.ts';
import { downloadFailure, hubAccess } from '../../weights/hub.ts';
import { ZipError } from '../../weights/zip-directory.ts';
import { onnxBinaries } from '../onnx-binaries.ts';
import {
  type CudaManifest,
  cudaFolder,
  cudaRoot,
  installedVersion,
  isComplete,
  manifestFile,
  packageFiles,
  providerFiles,
} from './folder.ts';
import { cudaPackage, findPackage } from './nuget.ts';
import { entriesOf, extract } from './zip.ts';

/** Options of the installation; the defaults are those of a user's machine. */
export interface CudaInstallOptions {
  /** Service index of a NuGet feed. Default: `AKEZORA_NUGET_FEED`, a mirror, else nuget.org. */
  readonly feed?: string;
  /** Whether the machine has NVIDIA's driver. Default: asks the system. */
  readonly hasDriver?: () => Promise<boolean>;
  /** Called with the downloaded bytes. Default: none. */
  readonly onBytes?: (done: number, total: number) => void;
  /** Cancels the installation. Default: none. */
  readonly signal?: AbortSignal;
}

/** What an installation came to. */
export interface CudaInstallation {
  readonly folder: string;
  readonly version: string;
  /** Whether it was there before. */
  readonly already: boolean;
  /** Libraries of CUDA and cuDNN that the loader does not find: NVIDIA's own, to be installed from its packages. */
  readonly missing: readonly string[];
}

/** The unpacked libraries are about this many times as large as the package. */
const unpackedRatio = 2.5;

/** NVIDIA's libraries that onnxruntime's provider of CUDA 12 loads. */
const needed = ['libcudart.so.12', 'libcublas.so.12', 'libcublasLt.so.12', 'libcufft.so.11', 'libcudnn.so.9'];

const unavailable = (reason: Text): AkezoraError =>
  new AkezoraError('device_unavailable', { field: '--install-cuda', device: 'cuda', reason });

async function nvidiaDriver(): Promise<boolean> {
  if (await stat('/proc/driver/nvidia/version').catch(() => undefined)) return true;
  return promisify(execFile)('nvidia-smi', ['-L'], { timeout: 5000 }).then(
    ({ stdout }) => stdout.includes('GPU'),
    () => false,
  );
}

/** NVIDIA's libraries that are not on the loader's paths. */
async function missingLibraries(): Promise<string[]> {
  const cache = await promisify(execFile)('/sbin/ldconfig', ['-p'], { maxBuffer: 2 ** 24 }).then(
    ({ stdout }) => stdout,
    () => '',
  );
  const paths = (process.env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean);
  const here = (await Promise.all(paths.map((path) => readdir(path).catch(() => [])))).flat();
  return needed.filter((name) => !cache.includes(name) && !here.includes(name));
}

/**
 * Installs the CUDA libraries of the onnxruntime that is here. The package is downloaded (going on where an earlier attempt stopped),
 * checked by NuGet's SHA-512 and unpacked into a temporary folder, which gets its name when it is whole: a killed installation leaves
 * nothing that counts as one.
 * @throws AkezoraError `device_unavailable` without Linux x64, onnxruntime or NVIDIA's driver; `download_failed`, `not_enough_disk`,
 * `output_unwritable`; the signal's reason.
 */
export async function installCuda(options: CudaInstallOptions = {}): Promise<CudaInstallation> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw unavailable({
      en: 'onnxruntime has its CUDA libraries for Linux x64 alone; --device webgpu computes on other GPUs',
      ja: 'onnxruntime の CUDA ライブラリは Linux x64 用だけです。ほかの GPU では --device webgpu を使ってください',
    });
  const [version, binaries] = [installedVersion(), onnxBinaries()];
  if (version === undefined || binaries === undefined)
    throw unavailable({ en: 'onnxruntime is not installed', ja: 'onnxruntime がインストールされていません' });
  if (!(await (options.hasDriver ?? nvidiaDriver)()))
    throw unavailable({
      en: 'there is no NVIDIA driver: neither /proc/driver/nvidia nor nvidia-smi; install the driver, then run this again',
      ja: 'NVIDIA のドライバーがありません（/proc/driver/nvidia も nvidia-smi もありません）。ドライバーを入れてから、もう一度実行してください',
    });
  const folder = cudaFolder(version);
  if (isComplete(folder)) return { folder, version, already: true, missing: await missingLibraries() };
  const { signal } = options;
  const feed = options.feed ?? (process.env.AKEZORA_NUGET_FEED || 'https://api.nuget.org/v3/index.json');
  const access = await hubAccess();
  const { url, bytes, sha512 } = await findPackage(feed, cudaPackage, version, signal);
  await checkDisk(cudaRoot(), Math.ceil(bytes * (1 + unpackedRatio)));
  const archive = join(cudaRoot(), `${cudaPackage}.${version}.nupkg`);
  await fetchFile({
    access: { ...access, token: undefined },
    url,
    file: { path: cudaPackage, bytes, etag: sha512 },
    path: archive,
    signal,
    onBytes: (done) => options.onBytes?.(done, bytes),
  });
  await removeLeftovers(cudaRoot(), { ownerOf: makerOf });
  await placeFolder(folder, version, binaries, archive, signal);
  await rm(archive, { force: true });
  return { folder, version, already: false, missing: await missingLibraries() };
}

/** The process that makes a temporary folder of an installation; `undefined` for other names. */
function makerOf(name: string): number | undefined {
  const pid = /^\.new-(\d+)$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

async function placeFolder(
  folder: string,
  version: string,
  binaries: string,
  archive: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const making = join(cudaRoot(), `.new-${process.pid}`);
  try {
    // A killed process may have had the same number.
    await rm(making, { recursive: true, force: true });
    await mkdir(making);
    const entries = await entriesOf(archive);
    for (const name of providerFiles) {
      const entry = entries.find((one) => one.name === `runtimes/linux-x64/native/${name}`);
      if (!entry) throw new ZipError({ en: `${name} is not in it`, ja: `${name} がありません` });
      await extract(archive, entry, join(making, name), signal);
    }
    for (const name of packageFiles) await copyFile(join(binaries, name), join(making, name));
    const files: Record<string, number> = {};
    for (const name of [...providerFiles, ...packageFiles]) files[name] = (await stat(join(making, name))).size;
    const manifest: CudaManifest = { version, files };
    await writeFile(join(making, manifestFile), JSON.stringify(manifest), { flush: true });
    // What stood there was not whole.
    await rm(folder, { recursive: true, force: true });
    await rename(making, folder);
    const parent = await open(dirname(folder));
    await parent.sync().finally(() => parent.close());
  } catch (cause) {
    await rm(making, { recursive: true, force: true });
    if (!(cause instanceof ZipError)) throw signal?.aborted ? signal.reason : await writeFailure(folder, 0, cause);
    await rm(archive, { force: true });
    const reason = {
      en: `the package is not usable: ${cause.reason.en}`,
      ja: `パッケージを使えません: ${cause.reason.ja}`,
    };
    throw downloadFailure(cudaPackage, reason, 'changed', cause);
  }
}
