import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { confirmationStore, type Waiting } from '../api/confirmation.ts';
import { passkeysWork, showPasskey } from '../api/passkey.ts';
import { ownAccountQuery, sessionQuery } from '../api/queries.ts';
import { Button, Field } from '../components/controls.tsx';
import { FormDialog } from '../components/dialog.tsx';
import { ErrorNote, Waiting as Loading } from '../components/states.tsx';
import { useText } from '../i18n/index.ts';
import { useStore } from '../util/store.ts';

/** Asks for password, code or passkey while a change waits for it. */
export function ConfirmDialog() {
  const { waiting } = useStore(confirmationStore);
  return waiting === null ? null : <Confirmation waiting={waiting} />;
}

function Confirmation({ waiting }: { waiting: Waiting }) {
  const words = useText().account;
  const account = useQuery({ ...ownAccountQuery, staleTime: 0 });
  const oidc = useQuery(sessionQuery).data?.features.oidc ?? null;
  const confirm = useMutation({
    mutationFn: async (proof: { password: string } | { code: string } | 'passkey') =>
      api.call('confirmSession', {
        body: proof === 'passkey' ? { passkey: await showPasskey(await api.call('passkeyOptions')) } : proof,
      }),
    onSuccess: () => waiting.done(true),
  });
  const ways = account.data?.confirm ?? [];
  const typed = ways.includes('password') || ways.includes('code');
  return (
    <FormDialog
      title={words.confirm}
      action={typed ? words.confirmGo : null}
      disabled={confirm.isPending}
      others={
        <>
          {ways.includes('passkey') && passkeysWork() && (
            <Button onClick={() => confirm.mutate('passkey')} disabled={confirm.isPending}>
              {words.passkeyContinue}
            </Button>
          )}
          {ways.includes('provider') && oidc !== null && (
            <a
              className="button button-soft"
              href={`${api.url(oidc.url)}?confirm=${encodeURIComponent(location.pathname + location.search)}`}
            >
              {words.provider(oidc.name)}
            </a>
          )}
        </>
      }
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const [password, code] = [String(form.get('password') ?? ''), String(form.get('code') ?? '').trim()];
        if (password !== '') confirm.mutate({ password });
        else if (code !== '') confirm.mutate({ code });
      }}
      onClose={() => waiting.done(false)}
    >
      <p className="quiet">{words.confirmText}</p>
      {confirm.error !== null && <ErrorNote compact error={confirm.error} />}
      {account.isError && <ErrorNote compact error={account.error} />}
      {account.isPending && <Loading />}
      {ways.includes('password') && (
        <Field label={words.password}>
          <input type="password" name="password" autoComplete="current-password" />
        </Field>
      )}
      {ways.includes('code') && (
        <Field label={ways.includes('password') ? words.orCode : words.code}>
          <input type="text" name="code" inputMode="numeric" autoComplete="one-time-code" maxLength={40} />
        </Field>
      )}
    </FormDialog>
  );
}
