import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeSettings, readOptions } from '../../src/config/settings.ts';
import { newFolder } from '../support/folders.ts';

describe('options of the service', () => {
  it('come from flags before the environment before the file', () => {
    const config = join(newFolder(), 'akezora.json');
    writeFileSync(config, JSON.stringify({ port: 1, host: 'a', gallery: true, limits: { running: 2 } }));
    const { options } = readOptions(['--config', config, '--port', '3'], {}, { AKEZORA_PORT: '2', AKEZORA_HOST: 'b' });
    expect(options).toMatchObject({ port: 3, host: 'b', gallery: true, limits: { running: 2, queued: 100_000 } });
    expect(readOptions([], {}, { AKEZORA_DEVICES: 'none', AKEZORA_CORS: '' }).options).toEqual({ devices: [] });
  });

  it('are refused by the name they were given under', () => {
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

  it.each(['en', 'ja'] as const)('stand in the guide (%s) as they are', (language) => {
    const guide = fileURLToPath(new URL(`../../../../docs/${language}/server.md`, import.meta.url));
    expect(readFileSync(guide, 'utf8')).toContain(describeSettings(language));
  });
});
