import { type ApiKey, type KeyScope, keyScopes } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../api/permissions.ts';
import { apiKeysQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field, Select, Switch } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { ErrorNote } from '../../components/states.tsx';
import { useText } from '../../i18n/index.ts';
import { moment } from '../../util/format.ts';
import { Part } from './part.tsx';
import { fieldsOf, Row, Secret } from './rows.tsx';

/** Days that a new key can work; 0 for ever. */
const lifetimes = ['0', '7', '30', '90', '365'] as const;

/** API keys, for programs that use this server; whoever manages it can also see and revoke those of others. */
export function Keys() {
  const t = useText();
  const words = t.settings;
  const may = usePermissions();
  const client = useQueryClient();
  const [all, setAll] = useState(false);
  const keys = useQuery(apiKeysQuery(all));
  const [secret, setSecret] = useState<string | null>(null);
  const [days, setDays] = useState<(typeof lifetimes)[number]>('90');
  const reload = () => refresh(client, 'apiKeys');
  const offered = keyScopes.filter((scope) => scope !== 'admin' || may.manage);
  const sideOf = (key: ApiKey) =>
    [
      ...(all ? [key.account?.name ?? words.keyOfMachine] : []),
      t.shell.units.list(key.scopes.map((scope) => words.scopes[scope])),
      key.usedAt === null ? words.neverUsed : words.used(moment(key.usedAt), key.usedFrom ?? ''),
      key.expiresAt === null
        ? words.neverExpires
        : key.expired
          ? words.expired(moment(key.expiresAt))
          : words.expires(moment(key.expiresAt)),
    ].join(' · ');
  return (
    <Part title={words.keys} anchor="keys" text={words.keysText}>
      {may.manage && <Switch label={words.keysOfAll} checked={all} onChange={setAll} />}
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
            side={sideOf(key)}
          >
            <Button
              kind="plain"
              onClick={() => void api.call('revokeKey', { params: { id: key.id } }).then(reload, toastError)}
            >
              {words.revoke}
            </Button>
          </Row>
        ))}
      </ul>
      {secret !== null && <Secret text={secret} note={words.secretOnce} />}
      <form
        className="setting-form"
        onSubmit={(event) => {
          const form = new FormData(event.currentTarget);
          const scopes = offered.filter((scope) => form.has(scope)) as KeyScope[];
          const name = fieldsOf(event)('name').trim();
          const life = days === '0' ? {} : { expiresInDays: Number(days) };
          void api.call('createKey', { body: { name, scopes, ...life } }).then((key) => {
            setSecret(key.secret);
            return reload();
          }, toastError);
        }}
      >
        <Field label={words.keyName}>
          <input type="text" name="name" required maxLength={100} />
        </Field>
        <Select
          label={words.keyLife}
          value={days}
          options={lifetimes.map((value) => ({ value, text: words.lifetime(Number(value)) }))}
          onChange={setDays}
        />
        <fieldset className="key-scopes">
          <legend className="label">{words.keyScopes}</legend>
          {offered.map((scope) => (
            <label key={scope} className="small">
              <input type="checkbox" name={scope} defaultChecked={scope !== 'admin'} /> {words.scopes[scope]}
            </label>
          ))}
        </fieldset>
        <Button type="submit">{words.keyNew}</Button>
      </form>
    </Part>
  );
}
