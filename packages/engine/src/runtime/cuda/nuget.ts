/** Where NuGet has a package, and its size and hash (https://learn.microsoft.com/nuget/api/overview). */
import type { AkezoraError } from '@akezora/contract';
import { downloadFailure, statusFailure } from '../../weights/hub.ts';

/** Microsoft's package with onnxruntime's CUDA libraries for Linux, as onnxruntime-node's own installer takes it. */
export const cudaPackage = 'Microsoft.ML.OnnxRuntime.Gpu.Linux';

/** A package to download. */
export interface NugetFile {
  readonly url: string;
  readonly bytes: number;
  /** SHA-512, in hexadecimal digits. */
  readonly sha512: string;
}

async function json(url: string, signal: AbortSignal | undefined): Promise<Record<string, unknown>> {
  const response = await fetch(url, signal ? { signal } : {}).catch((cause) => {
    if (signal?.aborted) throw signal.reason;
    const reason = { en: `${new URL(url).host} cannot be reached`, ja: `${new URL(url).host} に接続できません` };
    throw downloadFailure(cudaPackage, reason, 'network', cause);
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw statusFailure(url, response.status);
  }
  return (await response.json().catch((cause) => {
    throw unexpected(url, cause);
  })) as Record<string, unknown>;
}

const unexpected = (url: string, cause?: unknown): AkezoraError =>
  downloadFailure(
    cudaPackage,
    { en: `${url} is not what NuGet's API gives`, ja: `${url} の内容が NuGet の API と異なります` },
    'network',
    cause,
  );

/**
 * Looks a package up in a feed.
 * @throws AkezoraError `download_failed`; the signal's reason.
 */
export async function findPackage(
  feed: string,
  name: string,
  version: string,
  signal?: AbortSignal,
): Promise<NugetFile> {
  const { resources } = await json(feed, signal);
  const list = Array.isArray(resources) ? (resources as { '@id'?: unknown; '@type'?: unknown }[]) : [];
  const baseOf = (type: string): string => {
    const found = list.find((resource) => resource['@type'] === type)?.['@id'];
    if (typeof found !== 'string') throw unexpected(feed);
    return found.replace(/\/*$/, '/');
  };
  const id = name.toLowerCase();
  const leafUrl = `${baseOf('RegistrationsBaseUrl/3.6.0')}${id}/${version}.json`;
  const leaf = await json(leafUrl, signal);
  const entryUrl = leaf.catalogEntry;
  if (typeof entryUrl !== 'string') throw unexpected(leafUrl);
  const { packageHash, packageHashAlgorithm, packageSize } = await json(entryUrl, signal);
  if (typeof packageHash !== 'string' || packageHashAlgorithm !== 'SHA512' || typeof packageSize !== 'number')
    throw unexpected(entryUrl);
  return {
    url: `${baseOf('PackageBaseAddress/3.0.0')}${id}/${version}/${id}.${version}.nupkg`,
    bytes: packageSize,
    sha512: Buffer.from(packageHash, 'base64').toString('hex'),
  };
}
