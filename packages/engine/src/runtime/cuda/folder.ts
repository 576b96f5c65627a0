/**
 * The folder of onnxruntime with its CUDA libraries: beside the cache, never in `node_modules`. onnxruntime looks for its providers in
 * the folder it was itself loaded from, so the library and its binding are there, too.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from '../../host/folders.ts';
import { onnxBinaries } from '../onnx-binaries.ts';

/** The binding that Node loads. */
export const bindingFile = 'onnxruntime_binding.node';

/** Files out of the installed package that the folder needs. */
export const packageFiles = [bindingFile, 'libonnxruntime.so.1'] as const;

/** Files out of NuGet's package, by their place in it. */
export const providerFiles = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'] as const;

/** What an installation was, written last. */
export interface CudaManifest {
  readonly version: string;
  /** Bytes of every file, by name. */
  readonly files: Readonly<Record<string, number>>;
}

/** Name of the manifest in the folder. */
export const manifestFile = 'installed.json';

/** Folder of all versions. */
export const cudaRoot = (): string => `${cacheFolder()}-cuda`;

/** Folder of one version of onnxruntime. */
export const cudaFolder = (version: string): string => join(cudaRoot(), version);

/** Version of the onnxruntime that is installed; undefined where its libraries are missing. */
export function installedVersion(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    return (require('onnxruntime-node/package.json') as { version: string }).version;
  } catch {
    // A release has the libraries in a package of its own, of the same version.
    const binaries = onnxBinaries();
    try {
      return (
        binaries && (JSON.parse(readFileSync(join(binaries, 'package.json'), 'utf8')) as { version: string }).version
      );
    } catch {
      return undefined;
    }
  }
}

/** Whether a folder holds every file that its manifest names, whole. */
export function isComplete(folder: string): boolean {
  try {
    const { files } = JSON.parse(readFileSync(join(folder, manifestFile), 'utf8')) as CudaManifest;
    return Object.entries(files).every(([name, bytes]) => statSync(join(folder, name)).size === bytes);
  } catch {
    return false;
  }
}

/** The folder of CUDA's libraries for the installed onnxruntime, where there is one and it is whole. */
export function installedCuda(): string | undefined {
  const version = process.platform === 'linux' && process.arch === 'x64' ? installedVersion() : undefined;
  const folder = version && cudaFolder(version);
  return folder && isComplete(folder) ? folder : undefined;
}

/**
 * Makes Node take the binding in the CUDA folder for that of the package: `onnxruntime-node` asks for its own by a fixed path.
 * Nothing changes where CUDA's libraries are not installed, or do not load.
 */
export function takeCudaBinding(): void {
  const folder = installedCuda();
  const binaries = onnxBinaries();
  if (folder === undefined || binaries === undefined) return;
  const require = createRequire(import.meta.url);
  const path = realpathSync(join(binaries, bindingFile));
  if (require.cache[path]) return;
  try {
    const binding: unknown = require(join(folder, bindingFile));
    require.cache[path] = {
      id: path,
      filename: path,
      loaded: true,
      exports: binding,
      children: [],
      paths: [],
    } as never;
  } catch {
    // The package's own binding computes on the CPU and by WebGPU all the same.
  }
}
