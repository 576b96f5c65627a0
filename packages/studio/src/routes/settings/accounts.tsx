import { type Account, roles } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { accountsQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field, Select } from '../../components/controls.tsx';
import { Confirm, FormDialog } from '../../components/dialog.tsx';
import { toastError } from '../../components/error-toast.ts';
import { ErrorNote } from '../../components/states.tsx';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';
import { Part } from './part.tsx';
import { fieldsOf, NewPassword, Row } from './rows.tsx';

/** What is open for one account. */
interface Open {
  readonly what: 'password' | 'keys' | 'delete';
  readonly account: Account;
}

/** Accounts of this server: their roles, keys and passwords. */
export function Accounts() {
  const t = useText();
  const words = t.settings;
  const client = useQueryClient();
  const accounts = useQuery(accountsQuery);
  const [role, setRole] = useState<(typeof roles)[number]>('member');
  const [open, setOpen] = useState<Open | null>(null);
  const reload = () => refresh(client, 'accounts');
  const patch = (id: string, body: object) =>
    api.call('patchAccount', { params: { id }, body }).then(reload, toastError);
  const options = roles.map((value) => ({ value, text: words.roles[value] }));
  const close = () => setOpen(null);
  return (
    <Part title={words.accounts}>
      {accounts.isError && <ErrorNote compact error={accounts.error} />}
      <ul>
        {accounts.data?.map((account) => (
          <Row
            key={account.id}
            main={account.name}
            side={[
              account.disabled ? words.disabled : words.roles[account.role],
              words.keyCount(account.keys),
              ...(account.email === null ? [] : [account.email]),
            ].join(' · ')}
          >
            <Select
              hideLabel
              label={`${words.role}: ${account.name}`}
              value={account.role}
              options={options}
              onChange={(next) => void patch(account.id, { role: next })}
            />
            <Button kind="plain" onClick={() => void patch(account.id, { disabled: !account.disabled })}>
              {account.disabled ? words.enable : words.disable}
            </Button>
            <Button kind="plain" onClick={() => setOpen({ what: 'password', account })}>
              {words.resetPassword}
            </Button>
            {account.keys > 0 && (
              <Button kind="plain" onClick={() => setOpen({ what: 'keys', account })}>
                {words.revokeAll}
              </Button>
            )}
            <Button kind="plain" onClick={() => setOpen({ what: 'delete', account })}>
              {t.shell.remove}
            </Button>
          </Row>
        ))}
      </ul>
      {open?.what === 'password' && <ResetPassword account={open.account} onDone={reload} onClose={close} />}
      {open?.what === 'keys' && (
        <Confirm
          title={words.revokeAll}
          text={words.revokeAllText(open.account.name, open.account.keys)}
          action={words.revoke}
          onConfirm={() => void patch(open.account.id, { revokeKeys: true })}
          onClose={close}
        />
      )}
      {open?.what === 'delete' && (
        <Confirm
          title={words.accountDelete}
          text={words.accountDeleteText(open.account.name)}
          action={t.shell.remove}
          onConfirm={() => void api.call('deleteAccount', { params: { id: open.account.id } }).then(reload, toastError)}
          onClose={close}
        />
      )}
      <form
        className="setting-form"
        onSubmit={(event) => {
          const value = fieldsOf(event);
          const body = { name: value('name').trim(), password: value('password'), role };
          void api.call('createAccount', { body }).then(reload, toastError);
        }}
      >
        <Field label={t.shell.signIn.name}>
          <input type="text" name="name" required maxLength={100} autoComplete="off" />
        </Field>
        <NewPassword label={words.password} />
        <Select label={words.role} value={role} options={options} onChange={setRole} />
        <Button type="submit">{words.accountNew}</Button>
      </form>
    </Part>
  );
}

function ResetPassword({
  account,
  onDone,
  onClose,
}: {
  account: Account;
  onDone: () => Promise<unknown>;
  onClose: () => void;
}) {
  const words = useText().settings;
  return (
    <FormDialog
      title={words.resetPasswordOf(account.name)}
      action={words.resetPassword}
      onSubmit={(event) => {
        const revokeKeys = new FormData(event.currentTarget).has('revokeKeys');
        const body = { password: fieldsOf(event)('password'), revokeKeys };
        void api.call('patchAccount', { params: { id: account.id }, body }).then(async () => {
          toast(words.passwordChanged);
          onClose();
          await onDone();
        }, toastError);
      }}
      onClose={onClose}
    >
      <NewPassword label={words.password} />
      <label className="small">
        <input type="checkbox" name="revokeKeys" defaultChecked /> {words.revokeKeysToo}
      </label>
    </FormDialog>
  );
}
