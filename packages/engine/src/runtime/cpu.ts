import { readFileSync } from 'node:fs';

const telling = ['avx2', 'avx_vnni', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_int8', 'asimddp', 'i8mm'] as const;

/** An instruction set that decides which kernels are fast or exact. */
export type CpuFeature = (typeof telling)[number];

/** Reads features out of the text of /proc/cpuinfo. */
export function featuresIn(cpuinfo: string): CpuFeature[] {
  const words = new Set(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1]?.split(/\s+/));
  return telling.filter((feature) => words.has(feature));
}

let known: readonly CpuFeature[] | undefined;

/** Features of this processor; empty on systems without /proc/cpuinfo. */
export function cpuFeatures(): readonly CpuFeature[] {
  try {
    known ??= featuresIn(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    known = [];
  }
  return known;
}

/**
 * Largest int8 weight whose products sum exactly. x86 without VNNI adds pairs of products in 16 bits, which overflow
 * beyond 7-bit weights; ARM sums in 32 bits. An x86 whose features cannot be read counts as one without.
 */
export function int8WeightLimit(
  features: readonly CpuFeature[] = cpuFeatures(),
  arch: string = process.arch,
): 127 | 63 {
  const exact = features.some((name) => name === 'avx512_vnni' || name === 'avx_vnni' || name === 'amx_int8');
  return exact || arch === 'arm64' ? 127 : 63;
}

/** The int8 form of linear layers that is exact on this processor. */
export const int8Precision = (): 'int8' | 'int7' => (int8WeightLimit() === 127 ? 'int8' : 'int7');
