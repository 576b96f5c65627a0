import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Setting, settings } from '../src/config/settings.ts';
import { newFolder } from './support/folders.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (name: string) => readFileSync(join(root, 'deploy', name), 'utf8');
const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!analyze) process.stderr.write('\n*** SKIPPED: systemd-analyze is not here; the unit was not verified ***\n');

describe('what deploy/ holds', () => {
  it.each(['Dockerfile', 'compose.yaml', 'compose.minio.yaml', 'akezora.service'])(
    '%s names only variables that the service reads',
    (name) => {
      const rows: readonly Setting[] = Object.values(settings);
      const known = new Set([...rows.map(({ source }) => source?.env), 'AKEZORA_CACHE', 'AKEZORA_PASSWORD']);
      const named = read(name).match(/\b(?:AKEZORA_[A-Z0-9_]+|DATABASE_URL)\b/g) ?? [];
      expect(named.filter((variable) => !known.has(variable))).toEqual([]);
    },
  );

  it('copies files that exist, and runs scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const lines = read('Dockerfile').split('\n');
    const copied = lines.filter((line) => line.startsWith('COPY')).flatMap((line) => line.split(/\s+/).slice(2, -1));
    expect(copied.length).toBeGreaterThan(4);
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const run = [
      ...read('Dockerfile').matchAll(/npm run ([\w:]+)/g),
      ...read('akezora.service').matchAll(/npm run ([\w:]+)/g),
    ];
    expect(run.map(([, script = '']) => Object.keys(scripts).includes(script))).toEqual(run.map(() => true));
  });

  it.runIf(analyze)('is a unit that systemd takes', () => {
    const file = join(newFolder(), 'akezora.service');
    const unit = read('akezora.service')
      .replaceAll('/opt/akezora', root.replace(/\/$/, ''))
      .replace('User=akezora', 'User=root');
    writeFileSync(file, unit);
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
