import { roles } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api } from '../../api/client.ts';
import { accountsQuery, apiKeysQuery, webhooksQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field, IconButton, Select } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { ErrorNote } from '../../components/states.tsx';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';
import { moment } from '../../util/format.ts';
import { Part } from './part.tsx';

/** A secret that is shown only once, with a button to copy it. */
function Secret({ text }: { text: string }) {
  const t = useText();
  return (
    <div className="secret" role="status">
      <p className="small">{t.settings.secretOnce}</p>
      <code>{text}</code>
      <IconButton
        icon="copy"
        label={t.shell.copy}
        onClick={() => void navigator.clipboard.writeText(text).then(() => toast(t.shell.copied))}
      />
    </div>
  );
}

function Row({
  main,
  side,
  remove,
  onRemove,
  children,
}: {
  main: ReactNode;
  side: string;
  remove: string;
  onRemove: () => void;
  children?: ReactNode;
}) {
  return (
    <li className="access-row">
      <span>
        {main}
        <span className="hint">{side}</span>
      </span>
      {children}
      <Button kind="plain" onClick={onRemove}>
        {remove}
      </Button>
    </li>
  );
}

const textOf = (event: FormEvent<HTMLFormElement>) => {
  event.preventDefault();
  const form = new FormData(event.currentTarget);
  event.currentTarget.reset();
  return (name: string) => String(form.get(name) ?? '').trim();
};

/** API keys, for programs that use this server. */
export function Keys() {
  const t = useText();
  const words = t.settings;
  const client = useQueryClient();
  const keys = useQuery(apiKeysQuery);
  const [secret, setSecret] = useState<string | null>(null);
  const reload = () => refresh(client, 'apiKeys');
  return (
    <Part title={words.keys} text={words.keysText}>
      {keys.isError && <ErrorNote compact error={keys.error} />}
      {keys.data?.length === 0 && secret === null && <p className="quiet small">{words.none}</p>}
      <ul>
        {keys.data?.map((key) => (
          <Row
            key={key.id}
            main={
              <>
                {key.name} <code>{key.hint}</code>
              </>
            }
            side={key.usedAt === null ? words.neverUsed : words.used(moment(key.usedAt))}
            remove={words.revoke}
            onRemove={() => void api.call('revokeKey', { params: { id: key.id } }).then(reload, toastError)}
          />
        ))}
      </ul>
      {secret !== null && <Secret text={secret} />}
      <form
        className="setting-form"
        onSubmit={(event) => {
          const value = textOf(event);
          void api.call('createKey', { body: { name: value('name') } }).then((key) => {
            setSecret(key.secret);
            return reload();
          }, toastError);
        }}
      >
        <Field label={words.keyName}>
          <input type="text" name="name" required maxLength={100} />
        </Field>
        <Button type="submit">{words.keyNew}</Button>
      </form>
    </Part>
  );
}

/** Webhooks: addresses that are called when jobs end. */
export function Webhooks() {
  const t = useText();
  const words = t.settings;
  const client = useQueryClient();
  const hooks = useQuery(webhooksQuery);
  const [secret, setSecret] = useState<string | null>(null);
  const reload = () => refresh(client, 'webhooks');
  return (
    <Part title={words.webhooks} text={words.webhooksText}>
      {hooks.isError && <ErrorNote compact error={hooks.error} />}
      {hooks.data?.length === 0 && secret === null && <p className="quiet small">{words.none}</p>}
      <ul>
        {hooks.data?.map((hook) => (
          <Row
            key={hook.id}
            main={hook.url}
            side={hook.events.join(', ')}
            remove={t.shell.remove}
            onRemove={() => void api.call('deleteWebhook', { params: { id: hook.id } }).then(reload, toastError)}
          />
        ))}
      </ul>
      {secret !== null && <Secret text={secret} />}
      <form
        className="setting-form"
        onSubmit={(event) => {
          const value = textOf(event);
          void api.call('createWebhook', { body: { url: value('url') } }).then((hook) => {
            setSecret(hook.secret);
            return reload();
          }, toastError);
        }}
      >
        <Field label={words.url}>
          <input type="url" name="url" required />
        </Field>
        <Button type="submit">{words.webhookNew}</Button>
      </form>
    </Part>
  );
}

/** Accounts of this server and their roles. */
export function Accounts() {
  const t = useText();
  const words = t.settings;
  const client = useQueryClient();
  const accounts = useQuery(accountsQuery);
  const [role, setRole] = useState<(typeof roles)[number]>('member');
  const reload = () => refresh(client, 'accounts');
  const options = roles.map((value) => ({ value, text: words.roles[value] }));
  return (
    <Part title={words.accounts}>
      {accounts.isError && <ErrorNote compact error={accounts.error} />}
      <ul>
        {accounts.data?.map((account) => (
          <Row
            key={account.id}
            main={account.name}
            side={words.roles[account.role]}
            remove={account.disabled ? words.enable : words.disable}
            onRemove={() =>
              void api
                .call('patchAccount', { params: { id: account.id }, body: { disabled: !account.disabled } })
                .then(reload, toastError)
            }
          >
            <Select
              hideLabel
              label={`${words.role}: ${account.name}`}
              value={account.role}
              options={options}
              onChange={(next) =>
                void api
                  .call('patchAccount', { params: { id: account.id }, body: { role: next } })
                  .then(reload, toastError)
              }
            />
          </Row>
        ))}
      </ul>
      <form
        className="setting-form"
        onSubmit={(event) => {
          const value = textOf(event);
          void api
            .call('createAccount', { body: { name: value('name'), password: value('password'), role } })
            .then(reload, toastError);
        }}
      >
        <Field label={t.shell.signIn.name}>
          <input type="text" name="name" required autoComplete="off" />
        </Field>
        <Field label={words.password}>
          <input type="password" name="password" required minLength={8} autoComplete="new-password" />
        </Field>
        <Select label={words.role} value={role} options={options} onChange={setRole} />
        <Button type="submit">{words.accountNew}</Button>
      </form>
    </Part>
  );
}
