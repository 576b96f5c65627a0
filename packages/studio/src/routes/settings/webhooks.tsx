import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { webhooksQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { ErrorNote } from '../../components/states.tsx';
import { useText } from '../../i18n/index.ts';
import { Part } from './part.tsx';
import { fieldsOf, Row, Secret } from './rows.tsx';

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
          <Row key={hook.id} main={hook.url} side={hook.events.join(', ')}>
            <Button
              kind="plain"
              onClick={() => void api.call('deleteWebhook', { params: { id: hook.id } }).then(reload, toastError)}
            >
              {t.shell.remove}
            </Button>
          </Row>
        ))}
      </ul>
      {secret !== null && <Secret text={secret} note={words.secretOnce} />}
      <form
        className="setting-form"
        onSubmit={(event) => {
          const value = fieldsOf(event);
          void api.call('createWebhook', { body: { url: value('url').trim() } }).then((hook) => {
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
