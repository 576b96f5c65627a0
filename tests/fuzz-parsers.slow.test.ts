import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Score } from '../bench/fuzz/run-target.ts';
import { targets } from '../bench/fuzz/targets/index.ts';

const script = fileURLToPath(new URL('../bench/fuzz/run-target.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'akezora-fuzz-'));
const slow = new Set(['mp4', 'matroska', 'pictures', 'tus', 'multipart']);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('parsers of foreign bytes', () => {
  it.each(Object.keys(targets))('%s accepts or refuses whatever it is given', (name) => {
    const file = join(folder, `${name}.json`);
    const inputs = slow.has(name) ? 300 : 1500;
    const { stderr } = spawnSync(process.execPath, [script, name, String(inputs), '7', file], { encoding: 'utf8' });
    expect(existsSync(file), stderr).toBe(true);
    const { score, hung } = JSON.parse(readFileSync(file, 'utf8')) as { score?: Score; hung?: unknown };
    expect(hung).toBeUndefined();
    expect(score?.faults).toEqual([]);
    expect(score?.inputs).toBeGreaterThanOrEqual(inputs);
    // The changed inputs get past the first check.
    expect(score?.accepted).toBeGreaterThan(0);
  });
});
