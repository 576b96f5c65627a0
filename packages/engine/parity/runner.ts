import { findCases, type ParityOptions, readCase } from './case.ts';
import type { OutputResult } from './compare.ts';
import { handlers } from './kinds/index.ts';

/** What a run of parity cases came to, counted in cases. */
export interface ParitySummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const line = (id: string, result: OutputResult): string => {
  const error = Number.isInteger(result.error) ? String(result.error) : result.error.toExponential(2);
  const parts = [id.padEnd(38), result.output.padEnd(28), error.padStart(9), result.tolerance.padStart(8)];
  return `${parts.join('  ')}  ${result.ok ? 'ok' : 'FAILED'}${result.note ? `  (${result.note})` : ''}`;
};

/**
 * Runs every case below the folders and prints one line an output: case, output, error, tolerance, verdict.
 * A case passes when all its outputs do; a kind without a handler counts as skipped and says so.
 */
export async function runParity(
  folders: readonly string[],
  options: ParityOptions,
  print: (text: string) => void,
): Promise<ParitySummary> {
  const summary = { passed: 0, failed: 0, skipped: 0 };
  for (const root of folders) {
    for (const folder of await findCases(root)) {
      const parityCase = await readCase(folder);
      const handler = handlers[parityCase.kind];
      if (!handler) {
        summary.skipped++;
        print(`${parityCase.id.padEnd(38)}  skipped: nothing here runs cases of kind ${parityCase.kind} yet`);
        continue;
      }
      try {
        const results = await (await handler())(parityCase, options);
        for (const result of results) print(line(parityCase.id, result));
        if (results.length > 0 && results.every((result) => result.ok)) summary.passed++;
        else summary.failed++;
      } catch (error) {
        summary.failed++;
        print(`${parityCase.id.padEnd(38)}  FAILED: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  }
  print(`${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped`);
  return summary;
}
