import { AkezoraError } from '@akezora/contract';
import { type KeyScope, keyScopes, roles } from '@akezora/contract/api';
import { accountOfName, createAccount, listAccounts, patchAccount } from '../access/accounts.ts';
import { createKey, listAllKeys, revokeKey } from '../access/keys.ts';
import { daysFromNow } from '../access/manage-keys.ts';
import { deleteAccount } from '../access/remove-account.ts';
import type { ReadOptions } from '../config/read-options.ts';
import type { Store } from '../platform/store/database.ts';
import { ensureOwner } from '../platform/store/owners.ts';
import { say } from './messages.ts';
import { readPassword } from './read-password.ts';
import type { Command, CommandTerminal } from './terminal.ts';
import { withStore } from './with-store.ts';

const invalid = (field: string, choices: readonly string[]) => {
  const list = choices.join(', ');
  return new AkezoraError('request_invalid', {
    field,
    reason: { en: `choose ${list}`, ja: `${list} から選んでください` },
  });
};

/** One of some words. @throws AkezoraError `request_invalid` naming the field. */
function oneOf<T extends string>(given: unknown, choices: readonly T[], field: string): T {
  const found = choices.find((choice) => choice === given);
  if (found === undefined) throw invalid(field, choices);
  return found;
}

type Action = (store: Store, args: ReadOptions, terminal: CommandTerminal) => Promise<void>;

const textOf = (args: ReadOptions, name: string): string | undefined => {
  const value = args.extra[name];
  return typeof value === 'string' ? value : undefined;
};

const accountActions: Readonly<Record<string, Action>> = {
  list: async (store, _, terminal) => {
    for (const { id, name, role, disabled_at: disabled, keys, email } of await listAccounts(store.db)) {
      terminal.out(
        `${[id, name, disabled === null ? role : 'disabled', String(keys), email ?? ''].join('\t').trimEnd()}\n`,
      );
    }
  },
  create: async (store, args, terminal) => {
    const name = args.rest[1] ?? '';
    const [email, subject] = [textOf(args, 'email'), textOf(args, 'oidc-subject')];
    const password = email === undefined && subject === undefined ? await readPassword(terminal, name) : undefined;
    const role = oneOf(textOf(args, 'role') ?? 'member', roles, '--role');
    const issuer = args.options.oidc?.issuer;
    if (subject !== undefined && issuer === undefined) {
      const reason = { en: 'it needs --oidc with the issuer', ja: '--oidc の issuer も指定してください' };
      throw new AkezoraError('request_invalid', { field: '--oidc-subject', reason });
    }
    const identity = subject === undefined ? undefined : `${issuer} ${subject}`;
    await createAccount(store, { name, password, role, email, subject: identity });
    terminal.err(`${say(terminal, 'account', { name })}\n`);
  },
  passwd: async (store, args, terminal) => {
    const { id, name } = await accountOfName(store.db, args.rest[1] ?? '');
    const revokeKeys = args.extra['revoke-keys'] === true;
    const { keys } = await patchAccount(store, id, { password: await readPassword(terminal, name), revokeKeys });
    terminal.err(`${say(terminal, 'passwordChanged', { name, keys })}\n`);
  },
  role: async (store, args) => {
    const { id } = await accountOfName(store.db, args.rest[1] ?? '');
    await patchAccount(store, id, { role: oneOf(args.rest[2], roles, 'role') });
  },
  disable: async (store, args) => {
    const { id } = await accountOfName(store.db, args.rest[1] ?? '');
    await patchAccount(store, id, { disabled: true, revokeKeys: args.extra['revoke-keys'] === true });
  },
  enable: async (store, args) => {
    const { id } = await accountOfName(store.db, args.rest[1] ?? '');
    await patchAccount(store, id, { disabled: false });
  },
  delete: async (store, args) => {
    const { id } = await accountOfName(store.db, args.rest[1] ?? '');
    await deleteAccount(store, id, args.extra['with-library'] === true);
  },
};

const keyActions: Readonly<Record<string, Action>> = {
  list: async (store, _, terminal) => {
    for (const key of await listAllKeys(store.db)) {
      const { id, name, account_name: account, scopes, used_at: used, expires_at: end } = key;
      const cells = [
        id,
        name,
        account ?? 'local',
        scopes.join(','),
        used?.toISOString() ?? '-',
        end?.toISOString() ?? '-',
      ];
      terminal.out(`${cells.join('\t')}\n`);
    }
  },
  create: async (store, args, terminal) => {
    const name = args.rest[1] ?? '';
    const account = textOf(args, 'account');
    const of =
      account === undefined ? { owner: 'local', role: 'owner' as const } : await accountOfName(store.db, account);
    if (account === undefined) await ensureOwner(store.db, 'local', 'local');
    const given = textOf(args, 'scopes')?.split(',') ?? ['generate', 'library'];
    const scopes: KeyScope[] = given.map((scope) => oneOf(scope, keyScopes, '--scopes'));
    const days = textOf(args, 'days');
    if (days !== undefined && !(Number(days) > 0)) throw invalid('--days', ['1', '…']);
    const expiresAt = days === undefined ? null : await daysFromNow(store.db, Number(days));
    const made = await createKey(store, { owner: of.owner, role: of.role, name, scopes, expiresAt });
    terminal.out(`${say(terminal, 'key', { key: made.secret })}\n`);
  },
  revoke: async (store, args, terminal) => {
    const id = args.rest[1] ?? '';
    const revoked = await revokeKey(store, undefined, id);
    if (revoked.length === 0) throw new AkezoraError('not_found', { field: 'id', what: id });
    terminal.out(`${revoked.join('\n')}\n`);
  },
};

const run =
  (actions: Readonly<Record<string, Action>>): Command =>
  async (args, terminal) => {
    const action = actions[oneOf(args.rest[0] ?? 'list', Object.keys(actions), 'command')];
    await withStore(args, async (store) => action?.(store, args, terminal));
    return 0;
  };

/** `akezora accounts`: lists and changes the accounts of a server. */
export const accountsCommand: Command = run(accountActions);

/** `akezora keys`: lists, makes and revokes the API keys of all accounts. */
export const keysCommand: Command = run(keyActions);
