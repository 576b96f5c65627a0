import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  it.each(['Dockerfile', 'space/Dockerfile', 'compose.yaml', 'compose.minio.yaml', 'akezora.service'])(
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
    const copied = lines
      .filter((line) => line.startsWith('COPY') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(copied.length).toBeGreaterThan(4);
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    // Nothing else is sent to the builder.
    const sent = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
    expect(copied.map((path) => `!${path.replace(/^\.\//, '')}`).filter((line) => !sent.includes(line))).toEqual([]);
    const run = [
      ...read('Dockerfile').matchAll(/npm run ([\w:]+)/g),
      ...read('akezora.service').matchAll(/npm run ([\w:]+)/g),
    ];
    expect(run.map(([, script = '']) => Object.keys(scripts).includes(script))).toEqual(run.map(() => true));
  });

  it.each(['Dockerfile', 'space/Dockerfile', 'compose.yaml', 'compose.minio.yaml'])(
    '%s takes images by their digest',
    (name) => {
      const images = [...read(name).matchAll(/^(?:FROM|\s+image:) (\S+)/gm)].map(([, image]) => image);
      expect(images.length).toBeGreaterThan(0);
      for (const image of images) expect(image).toMatch(/:[\w.-]+@sha256:[0-9a-f]{64}$/);
    },
  );

  it('puts the licences of the codecs into the image, as its line does', () => {
    const [, script = ''] = /^RUN node -e "(.*writeLicences.*)"$/m.exec(read('Dockerfile')) ?? [];
    const folder = newFolder();
    const here = script.replace('/source/', root).replace('/app/licences', join(folder, 'licences'));
    const { status, stderr } = spawnSync(process.execPath, ['-e', here], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(readdirSync(join(folder, 'licences')).sort()).toEqual([
      'CODECS.txt',
      'GPL-2.0.txt',
      'GPL-3.0.txt',
      'LGPL-3.0.txt',
    ]);
  });

  it('is a Space in two files: its port is the one that the server listens on, and everyone may come', () => {
    const [, header = ''] = /^---\n(.*?)\n---\n/s.exec(read('space/README.md')) ?? [];
    const fields = new Map(header.split('\n').map((line) => line.split(': ') as [string, string]));
    expect(fields.get('sdk')).toBe('docker');
    expect(read('space/Dockerfile')).toContain(`AKEZORA_PORT=${fields.get('app_port')} AKEZORA_ACCESS=open`);
    // https://huggingface.co/docs/hub/spaces-config-reference
    expect(fields.get('short_description')?.length).toBeLessThanOrEqual(60);
    // The same Node as in the image.
    const from = (name: string) => /^FROM (\S+)/m.exec(read(name))?.[1];
    expect(from('space/Dockerfile')).toBe(from('Dockerfile'));
  });

  it.each(['compose.yaml', 'compose.minio.yaml'])('%s takes rights from every container', (name) => {
    const text = read(name);
    const locked = /^x-\w+: &(\w+)\n(?: .*\n)+/m.exec(text.replace(/^x-storage: .*\n(?: .*\n)+/m, ''));
    for (const line of ['read_only: true', 'cap_drop: [ALL]', 'security_opt: ["no-new-privileges:true"]']) {
      expect(locked?.[0]).toContain(line);
    }
    // Every service takes them over, or stands in the file below this one.
    const services =
      text
        .split(/^services:\n/m)[1]
        ?.split(/^\w/m)[0]
        ?.split(/^(?= {2}\w+:)/m) ?? [];
    expect(services.length).toBeGreaterThan(2);
    for (const service of services.filter((one) => /image:|build:|command:|entrypoint:/.test(one))) {
      expect(service).toMatch(new RegExp(`<<: \\*(?:${locked?.[1]}|akezora)\\n`));
    }
    for (const [, port = ''] of text.matchAll(/ports: \["([^"]+)"/g)) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.runIf(analyze)('is a unit that systemd takes, and that it counts among the closed ones', () => {
    const file = join(newFolder(), 'akezora.service');
    const unit = read('akezora.service').replaceAll('/opt/akezora', root.replace(/\/$/, ''));
    writeFileSync(file, unit.replace('User=akezora', 'User=root'));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    writeFileSync(file, unit);
    // 0 is closed, 10 open; a service without any of these directives has 9.6.
    const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', file], { encoding: 'utf8' });
    expect(Number(/exposure level for akezora\.service: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThan(2.5);
  });
});
