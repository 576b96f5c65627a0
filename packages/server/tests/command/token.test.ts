import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  openStartToken,
  readStartToken,
  startAddress,
  writeOpening,
  writeStartToken,
} from '../../src/access/start-token.ts';
import { runServerCommand } from '../../src/command/run.ts';
import { newFolder } from '../support/folders.ts';

const url = 'http://127.0.0.1:7860';

async function run(folder: string, ...args: string[]): Promise<string> {
  let out = '';
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    err: () => undefined,
    live: false,
    language: 'en' as const,
    signal: new AbortController().signal,
  };
  expect(await runServerCommand('token', ['--data', folder, ...args], terminal)).toBe(0);
  return out.trim();
}

describe('akezora token', () => {
  it('prints the address of the server that was started last, with its token', async () => {
    const folder = newFolder();
    const { token } = await openStartToken(folder);
    await expect(run(folder)).rejects.toMatchObject({ code: 'input_missing' });
    await writeStartToken(folder, { token, url });
    expect(await run(folder)).toBe(`${url}/?token=${token}`);
  });

  it('makes a new token on demand, so that the old one ends with the next start', async () => {
    const folder = newFolder();
    const old = await openStartToken(folder);
    await writeStartToken(folder, { token: old.token, url });
    const address = await run(folder, '--renew');
    const { token, matches } = await openStartToken(folder);
    expect(address).toBe(startAddress(url, token));
    expect([matches(token), matches(old.token)]).toEqual([true, false]);
  });

  it('does not trust a file that others could have read', async () => {
    const folder = newFolder();
    const { token } = await openStartToken(folder);
    chmodSync(join(folder, 'start-token.json'), 0o644);
    expect(await readStartToken(folder)).toBeUndefined();
    const next = await openStartToken(folder);
    expect(next.token).not.toBe(token);
    expect(statSync(join(folder, 'start-token.json')).mode & 0o777).toBe(0o600);
  });

  it('opens the browser by a file of its own, since every user can read the arguments of a program', async () => {
    const page = await writeOpening(newFolder(), startAddress(url, 'x&"y'));
    expect(statSync(page).mode & 0o777).toBe(0o600);
    expect(readFileSync(page, 'utf8')).toContain('content="0; url=http://127.0.0.1:7860/?token=x%26%22y"');
  });
});
