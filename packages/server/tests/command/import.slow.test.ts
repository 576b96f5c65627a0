import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clip } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runServerCommand } from '../../src/command/run.ts';
import { newDataFolder, newFolder } from '../support/folders.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const clipFile = fileURLToPath(new URL('../support/clip.mp4', import.meta.url));

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.remove());

describe('akezora import', () => {
  const terminal = () => {
    const printed: string[] = [];
    const out = (text: string) => void printed.push(text);
    return { printed, out, err: out, live: false, language: 'en' as const, signal: new AbortController().signal };
  };
  const collection = () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'deep'));
    cpSync(clipFile, join(folder, 'deep/20250301_1200_an owl at night.mp4'));
    cpSync(clipFile, join(folder, 'b.mp4'));
    writeFileSync(join(folder, 'b.json'), JSON.stringify({ prompt: 'a bear', title: 'Bear' }));
    return folder;
  };

  it('imports a folder into a data folder', async () => {
    const data = await newDataFolder();
    const { printed, ...rest } = terminal();
    const args = [collection(), '--data', data, '--folder', 'old', '--json'];
    expect(await runServerCommand('import', args, rest)).toBe(0);
    const { clips } = JSON.parse(printed.join(''));
    expect(clips.map((clip: Clip) => clip.prompt)).toEqual(['a bear', 'an owl at night']);
    const again = await startTestServer({ dataFolder: data });
    const found = await again.api.call('clips', { query: { q: 'bear' } });
    expect(found.data).toMatchObject([{ title: 'Bear', origin: 'import' }]);
    await again.remove();
  });

  it('sends a folder to a running server', async () => {
    const { printed, ...rest } = terminal();
    const args = [collection(), '--url', test.server.url, '--folder', 'sent'];
    expect(await runServerCommand('import', args, rest)).toBe(0);
    expect(printed.join('')).toContain('2 clips');
    const folder = (await test.api.call('folders')).data.find(({ name }) => name === 'sent');
    expect(folder).toMatchObject({ clips: 2 });
  });

  it('refuses a path that does not exist', async () => {
    const { printed: _, ...rest } = terminal();
    const run = runServerCommand('import', ['/nowhere/at/all'], rest);
    await expect(run).rejects.toMatchObject({ code: 'input_missing' });
  });
});
