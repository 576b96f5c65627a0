import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { secondFactorsOf } from '../../src/access/second-factors.ts';
import { runServerCommand } from '../../src/command/run.ts';
import { listAudit } from '../../src/platform/audit.ts';
import { openStore } from '../../src/platform/store/database.ts';
import { newDataFolder } from '../support/folders.ts';

let folder: string;
beforeAll(async () => {
  folder = await newDataFolder();
  vi.stubEnv('AKEZORA_PASSWORD', 'a password at the terminal');
}, 120_000);
afterAll(() => vi.unstubAllEnvs());

/** Runs a command on the data folder and answers what it printed, as rows of cells. */
async function run(command: 'accounts' | 'keys' | 'serve', ...args: string[]): Promise<string[][]> {
  let printed = '';
  const out = (text: string) => {
    printed += text;
  };
  const { signal } = new AbortController();
  const terminal = { out, err: () => undefined, live: false, language: 'en' as const, signal };
  expect(await runServerCommand(command, [...args, '--data', folder], terminal)).toBe(0);
  return printed
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));
}

it('makes, lists and changes accounts and keys by the rules of the server', async () => {
  await run('accounts', 'create', 'ame', '--role', 'owner');
  await run('accounts', 'create', 'yuki', '--email', 'Yuki@example.invalid');
  expect((await run('accounts')).map(([, ...cells]) => cells)).toEqual([
    ['ame', 'owner', '0'],
    ['yuki', 'member', '0', 'yuki@example.invalid'],
  ]);
  for (const args of [
    ['role', 'AME', 'member'],
    ['disable', 'ame'],
    ['delete', 'ame'],
    ['create', 'YUKI'],
  ]) {
    await expect(run('accounts', ...args)).rejects.toMatchObject({ code: 'state_conflict' });
  }
  await expect(run('accounts', 'create', 'local')).rejects.toMatchObject({ field: 'name' });
  await expect(run('accounts', 'role', 'ame', 'king')).rejects.toMatchObject({ field: 'role' });
  await expect(run('accounts', 'dance')).rejects.toMatchObject({ field: 'command' });
  await expect(run('accounts', 'enable', 'nobody')).rejects.toMatchObject({ code: 'not_found' });

  const made = await run('keys', 'create', 'laptop', '--account', 'yuki', '--scopes', 'library', '--days', '7');
  expect(made.flat().join('')).toMatch(/ak-/);
  await run('keys', 'create', 'machine');
  const keys = await run('keys');
  expect(keys.map(([, name, account, scopes]) => [name, account, scopes])).toEqual([
    ['laptop', 'yuki', 'library'],
    ['machine', 'local', 'generate,library'],
  ]);
  const [id = ''] = keys[0] ?? [];
  expect(await run('keys', 'revoke', id)).toEqual([[id]]);
  await expect(run('keys', 'revoke', id)).rejects.toMatchObject({ code: 'not_found' });
  await run('keys', 'create', 'another', '--account', 'yuki');
  await run('accounts', 'passwd', 'yuki', '--revoke-keys');
  expect((await run('keys')).map(([, name]) => name)).toEqual(['machine']);
  await run('accounts', 'disable', 'yuki');
  expect((await run('accounts'))[1]?.[2]).toBe('disabled');
  await run('accounts', 'delete', 'yuki');
  expect(await run('accounts')).toHaveLength(1);
}, 120_000);

it('takes the second factors of an account away at the terminal, ends its sessions, and records it', async () => {
  await run('accounts', 'create', 'kaze', '--role', 'owner');
  const [id = ''] = (await run('accounts')).find(([, name]) => name === 'kaze') ?? [];
  const before = await openStore({ folder });
  const confirmed = { account_id: id, secret: 'sealed', confirmed_at: new Date() };
  await before.db.insertInto('totp').values(confirmed).execute();
  await before.db.insertInto('recovery_codes').values({ account_id: id, hash: 'x' }).execute();
  await before.close();
  await expect(run('serve', '--reset-second-factor', 'nobody')).rejects.toMatchObject({ code: 'not_found' });
  await run('serve', '--reset-second-factor', 'KAZE');
  const store = await openStore({ folder });
  expect(await secondFactorsOf(store.db, id)).toEqual({ totp: false, recoveryCodes: 0, passkeys: 0 });
  const { data } = await listAudit(store.db, { action: 'second-factor-changed' });
  expect(data).toMatchObject([{ object: id, outcome: 'ok', detail: { change: 'reset on the command line' } }]);
  await store.close();
}, 120_000);
