import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeLimits } from '../../src/doctor/limits.ts';
import { type ConfinementFacts, confinedCommand, unconfined } from '../../src/inference/confinement.ts';

const all: ConfinementFacts = {
  network: 'user-namespace',
  setpriv: 'all',
  prlimit: true,
  permission: true,
  memory: true,
  cores: 2,
};
const order = {
  role: 'media' as const,
  node: '/usr/bin/node',
  script: '/srv/app/packages/server/src/inference/child.ts',
  engine: '@akezora/engine',
  device: 'cpu',
  folders: { read: ['/data/files'], write: ['/data/tmp'] },
};

describe('limits of child processes', () => {
  it('are all named where all are in force', () => {
    const { state, found, remedy } = describeLimits(all, 'linux');
    expect(state).toBe('well');
    expect(found.en).toBe(
      'time, memory, own folders only, no other programs, no network, no privileges, open files and sizes',
    );
    expect(remedy).toBeUndefined();
  });

  it('that are missing are named, with what to install', () => {
    const { state, found, remedy } = describeLimits({ ...all, network: 'none', prlimit: false }, 'linux');
    expect(state).toBe('note');
    expect(found.en).toContain('missing: no network, open files and sizes');
    expect(remedy?.en).toContain('user namespaces');
    expect(describeLimits(unconfined, 'darwin').remedy?.en).toContain('only Linux');
  });

  it('make the command line of a process', () => {
    const { file, args } = confinedCommand(all, order);
    const line = [file, ...args].join(' ');
    expect(line).toMatch(
      /^unshare --user --map-current-user --net --ipc -- setpriv --no-new-privs .* -- prlimit --core=0/,
    );
    expect(line).toContain('--permission --disable-warning=PERM0001 --allow-addons');
    expect(line).toContain('--allow-fs-read=/srv/app/packages/* --allow-fs-read=/srv/app/node_modules/*');
    expect(line).toContain('--allow-fs-read=/data/files/* --allow-fs-write=/data/tmp/*');
    expect(line).not.toContain('/data/*');
  });

  it('leave the network to downloads, and devices to the processes that use them', () => {
    const lineOf = (more: object) => JSON.stringify(confinedCommand(all, { ...order, ...more }));
    expect(lineOf({ role: 'pull' })).not.toContain('--net');
    expect(lineOf({ role: 'generate', device: 'webgpu' })).not.toContain('--net');
    expect(lineOf({ role: 'generate' })).toContain('--net');
    expect(lineOf({ role: 'generate' })).not.toContain('--permission');
    expect(confinedCommand(unconfined, order).file).toBe('/usr/bin/node');
  });
});

const isRoot = process.getuid?.() === 0;

describe.runIf(isRoot && process.platform === 'linux')('a user without privileges', () => {
  it('confines processes as well', () => {
    const script = fileURLToPath(new URL('../support/print-confinement.ts', import.meta.url));
    const folder = mkdtempSync('/tmp/akezora-nobody-');
    chmodSync(folder, 0o777);
    const options = { cwd: folder, encoding: 'utf8' as const, stdio: ['ignore', 'pipe', 'ignore'] as const };
    const facts = JSON.parse(
      execFileSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, script], {
        ...options,
        stdio: [...options.stdio],
      }),
    ) as ConfinementFacts;
    expect(facts.setpriv).not.toBe('none');
    expect(facts.prlimit).toBe(true);
  });
});
