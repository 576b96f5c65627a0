/** Runs programs as a machine with AVX2 alone would: ours behind avx2-only.c, PyTorch by its own switches. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Variables to start a program of each side with. */
export interface Instructions {
  /** What the results say. */
  readonly name: 'all' | 'avx2';
  readonly ours: Readonly<Record<string, string>>;
  readonly torch: Readonly<Record<string, string>>;
}

/** PyTorch's waiting threads spin by default, which on a busy machine counts waiting as work, ten times over. */
const sleeping = { OMP_WAIT_POLICY: 'PASSIVE' } as const;

/** The machine as it is. */
const everything: Instructions = { name: 'all', ours: {}, torch: sleeping };

/**
 * `all`, or `avx2`: compiles avx2-only.c into `folder` (needs gcc, and a processor with CPUID faulting). PyTorch gets the
 * same by its libraries' own switches. Measure on a machine with nothing else to do: beside other work MKL's large products
 * were seen to slow down ten times with these switches, where an idle machine gives 105 GFLOP/s a core at every size.
 */
export function instructions(name: string, folder: string): Instructions {
  if (name !== 'avx2') return everything;
  const library = join(folder, 'avx2-only.so');
  const source = join(import.meta.dirname, 'avx2-only.c');
  execFileSync('gcc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl']);
  return {
    name,
    ours: { LD_PRELOAD: library },
    torch: { ...sleeping, ATEN_CPU_CAPABILITY: 'avx2', MKL_ENABLE_INSTRUCTIONS: 'AVX2', ONEDNN_MAX_CPU_ISA: 'AVX2' },
  };
}
