import { type WebhookKind, webhookKinds } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { webhooksQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field, Select } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { ErrorNote } from '../../components/states.tsx';
import { toast } from '../../components/toast.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { Part } from './part.tsx';
import { fieldsOf, Row, Secret } from './rows.tsx';

/** What the address of each kind looks like. */
const examples: Readonly<Record<WebhookKind, string>> = {
  webhook: 'https://example.com/hook',
  discord: 'https://discord.com/api/webhooks/…',
  slack: 'https://hooks.slack.com/services/…',
  ntfy: 'https://ntfy.sh/my-topic',
};

/** Webhooks: addresses that are called when jobs end. */
export function Webhooks() {
  const t = useText();
  const words = t.settings;
  const client = useQueryClient();
  const hooks = useQuery(webhooksQuery);
  const language = useLanguage();
  const [kind, setKind] = useState<WebhookKind>('webhook');
  const [secret, setSecret] = useState<string | null>(null);
  const reload = () => refresh(client, 'webhooks');
  return (
    <Part title={words.webhooks} anchor="webhooks" text={words.webhooksText}>
      {hooks.isError && <ErrorNote compact error={hooks.error} />}
      {hooks.data?.length === 0 && secret === null && <p className="quiet small">{words.none}</p>}
      <ul>
        {hooks.data?.map((hook) => (
          <Row
            key={hook.id}
            main={hook.kind === 'webhook' ? hook.url : `${words.webhookKinds[hook.kind]} · ${new URL(hook.url).host}`}
            side={hook.disabledAt === null ? hook.events.join(', ') : words.webhookOff}
          >
            <Button
              kind="plain"
              onClick={() =>
                void api
                  .call('testWebhook', { params: { id: hook.id } })
                  .then(() => toast(words.webhookTested), toastError)
              }
            >
              {words.webhookTest}
            </Button>
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
          const token = kind === 'ntfy' ? value('token').trim() : '';
          const body = { url: value('url').trim(), kind, language, ...(token === '' ? {} : { token }) };
          void api.call('createWebhook', { body }).then((hook) => {
            setSecret(hook.secret);
            return reload();
          }, toastError);
        }}
      >
        <Select
          label={words.webhookKind}
          value={kind}
          options={webhookKinds.map((value) => ({ value, text: words.webhookKinds[value] }))}
          onChange={setKind}
        />
        <Field label={words.url}>
          <input type="url" name="url" required placeholder={examples[kind]} />
        </Field>
        {kind === 'ntfy' && (
          <Field label={words.webhookToken}>
            <input type="password" name="token" autoComplete="off" maxLength={500} />
          </Field>
        )}
        <Button type="submit">{words.webhookNew}</Button>
      </form>
    </Part>
  );
}
