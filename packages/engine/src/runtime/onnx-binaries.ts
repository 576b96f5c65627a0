import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Text } from '@akezora/contract';

const platform = `${process.platform}-${process.arch}`;

/** The package with the libraries for this machine, which a release depends on in place of onnxruntime-node. */
const platformPackage = `@akezora/onnxruntime-${platform}`;

/** Machines that onnxruntime has libraries for. */
const supported: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/**
 * Folder of onnxruntime's native libraries for this machine: the platform package of a release, else the part of
 * onnxruntime-node for this platform; undefined where neither is installed.
 */
export function onnxBinaries(): string | undefined {
  const require = createRequire(import.meta.url);
  const folderOf = (name: string): string | undefined => {
    try {
      return dirname(require.resolve(`${name}/package.json`));
    } catch {
      return undefined;
    }
  };
  const own = folderOf(platformPackage);
  if (own !== undefined) return own;
  const all = folderOf('onnxruntime-node');
  return all && join(all, 'bin', 'napi-v6', process.platform, process.arch);
}

/** Why onnxruntime's native libraries are missing, in words with what to do; undefined where they are installed. */
export function missingBinaries(): Text | undefined {
  if (!supported.includes(platform)) {
    return {
      en: `onnxruntime has no library for ${platform}`,
      ja: `onnxruntime には ${platform} 用のライブラリがありません`,
    };
  }
  if (onnxBinaries() !== undefined) return undefined;
  return {
    en: `${platformPackage} is not installed; install again with optional dependencies`,
    ja: `${platformPackage} がありません。optional dependencies を含めて、もう一度インストールしてください`,
  };
}
