import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Mode } from './case.ts';

/** What came of a case. */
export interface Result {
  readonly id: string;
  readonly mode: Mode;
  readonly title: string;
  readonly result: 'held' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly reason?: string;
  readonly seconds: number;
  /** What was measured. */
  readonly notes?: Readonly<Record<string, string | number>>;
}

const modes: readonly Mode[] = ['loopback', 'accounts', 'open', 'proxied', 'none'];

function count(results: readonly Result[]): { tried: number; held: number; failed: number; skipped: number } {
  const of = (kind: Result['result']) => results.filter(({ result }) => result === kind).length;
  return { tried: of('held') + of('failed'), held: of('held'), failed: of('failed'), skipped: of('skipped') };
}

/** Prints the counts of each mode and of all; the last line is the sum. */
export function summary(results: readonly Result[], seconds: number): { failed: number; skipped: number } {
  console.log('\nmode        tried   held  failed  skipped');
  for (const mode of modes) {
    const { tried, held, failed, skipped } = count(results.filter((one) => one.mode === mode));
    console.log(`${mode.padEnd(9)} ${[tried, held, failed, skipped].map((n) => String(n).padStart(7)).join('')}`);
  }
  const all = count(results);
  for (const { id, reason, result } of results)
    if (result !== 'held') console.log(`${result.toUpperCase()} ${id}: ${(reason ?? '').split('\n')[0]}`);
  console.log(`${all.tried} tried, ${all.held} held, ${all.failed} failed, ${all.skipped} skipped, ${seconds} s`);
  return all;
}

/** Writes the committed results, as JSON and as a table. */
export function writeResults(results: readonly Result[], { load, seconds }: { load: number; seconds: number }): void {
  const folder = new URL('../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const machine = `${cpus().length} cores ${cpus()[0]?.model ?? ''}, ${Math.round(totalmem() / 1e9)} GB, node ${process.version}`;
  const loadBefore = Math.round(load * 10) / 10;
  const all = count(results);
  const about = { machine, loadBefore, date: new Date().toISOString(), seconds };
  writeFileSync(new URL('attack.json', folder), `${JSON.stringify({ ...about, ...all, cases: results }, null, 1)}\n`);
  const row = ({ id, mode, title, result, notes, reason }: Result) => {
    const figures = Object.entries(notes ?? {}).map(([name, value]) => `${name}: ${value}`);
    const last = [reason, ...figures].filter((part) => part !== undefined).join('; ');
    return `| ${[id, mode, title, result, last].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  };
  const lines = [
    '# Attacks',
    '',
    'Written by `npm run attack`: each line is an attack on a running server, and whether the server held.',
    '',
    `${machine}; load ${loadBefore} before; ${about.date}; ${seconds} s.`,
    '',
    `**${all.tried} tried, ${all.held} held, ${all.failed} failed**, ${all.skipped} skipped.`,
    '',
    '| id | mode | attack | result | measured |',
    '| --- | --- | --- | --- | --- |',
    ...results.map(row),
  ];
  writeFileSync(new URL('attack.md', folder), `${lines.join('\n')}\n`);
}
