import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the runtime counts nobody: it leaves no device number and no log of sessions in the home folder', () => {
  const home = mkdtempSync(join(tmpdir(), 'runtime-home-'));
  // In CI, onnxruntime is silent by itself.
  const { CI: _, GITHUB_ACTIONS: __, XDG_CACHE_HOME: ___, ORT_DISABLE_TELEMETRY: ____, ...env } = process.env;
  const child = fileURLToPath(new URL('./silent-child.ts', import.meta.url));
  expect(execFileSync(process.execPath, [child], { env: { ...env, HOME: home } }).toString()).toBe('4,6');
  expect(readdirSync(home, { recursive: true })).toEqual([]);
  rmSync(home, { recursive: true, force: true });
});
