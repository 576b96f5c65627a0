import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/config/read-options.ts';
import { budgetsTable } from '../support/budgets-table.ts';
import { newFolder } from '../support/folders.ts';
import { settingsTable } from '../support/settings-table.ts';

describe('options of the service', () => {
  it('are read from flags, then the environment, then the file', () => {
    const config = join(newFolder(), 'akezora.json');
    writeFileSync(config, JSON.stringify({ port: 1, host: 'a', gallery: true, limits: { running: 2 } }));
    const { options } = readOptions(['--config', config, '--port', '3'], {}, { AKEZORA_PORT: '2', AKEZORA_HOST: 'b' });
    expect(options).toMatchObject({ port: 3, host: 'b', gallery: true, limits: { running: 2, queued: 100_000 } });
    expect(readOptions([], {}, { AKEZORA_DEVICES: 'none', AKEZORA_CORS: '' }).options).toEqual({ devices: [] });
  });

  it('are also read under their former names, after the new ones', () => {
    const config = join(newFolder(), 'akezora.json');
    writeFileSync(config, JSON.stringify({ clipSeconds: 60, goneAfterSeconds: 5 }));
    expect(readOptions(['--config', config], {}, {}).options).toEqual({
      clipTtlSeconds: 60,
      heartbeatTimeoutSeconds: 5,
    });
    expect(readOptions(['--config', config, '--gone-after', '7'], {}, { AKEZORA_CLIP_SECONDS: '70' }).options).toEqual({
      clipTtlSeconds: 70,
      heartbeatTimeoutSeconds: 7,
    });
    const both = ['--clip-seconds', '1', '--clip-ttl-seconds', '2'];
    expect(readOptions(both, {}, { AKEZORA_CLIP_TTL_SECONDS: '3' }).options).toEqual({ clipTtlSeconds: 2 });
  });

  it('are refused by the name of their flag, variable or key', () => {
    const fault = (words: string[], environment = {}) => {
      try {
        readOptions(words, {}, environment);
      } catch (error) {
        return (error as { field: string }).field;
      }
      return undefined;
    };
    expect(fault(['--port', 'x'])).toBe('--port');
    expect(fault([], { AKEZORA_PORT: '70000' })).toBe('AKEZORA_PORT');
    expect(fault(['--upstreams', '{'])).toBe('--upstreams');
    expect(fault(['--no-such-thing'])).toBe('options');
    expect(fault(['--config', '/nowhere.json'])).toBe('--config');
  });

  it.each(['en', 'ja'] as const)('are in the guide (%s) as described', (language) => {
    const guide = fileURLToPath(new URL(`../../../../docs/${language}/server.md`, import.meta.url));
    expect(readFileSync(guide, 'utf8')).toContain(settingsTable(language));
    expect(readFileSync(guide, 'utf8')).toContain(budgetsTable(language));
  });
});
