import type { Session } from '@akezora/contract/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, errorOf } from '../api/client.ts';
import { passkeysWork, showPasskey } from '../api/passkey.ts';
import { sessionQuery } from '../api/queries.ts';
import { refresh, refreshAll } from '../api/refresh.ts';
import { Button, Field } from '../components/controls.tsx';
import { Mark } from '../components/icon.tsx';
import { ErrorNote } from '../components/states.tsx';
import { useText } from '../i18n/index.ts';

/** The sign-in page of a server with accounts: the password, then the second factor where the account has one. */
export function SignIn({ session }: { session: Session }) {
  const step = session.secondFactor;
  return <main className="sign-in">{step === null ? <FirstStep session={session} /> : <SecondStep {...step} />}</main>;
}

/** Takes a session that a step of the sign-in has opened. */
function useEnter() {
  const client = useQueryClient();
  return {
    onSuccess: (session: Session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      void refreshAll(client);
    },
    reload: () => refresh(client, 'session'),
  };
}

function FirstStep({ session }: { session: Session }) {
  const t = useText();
  const words = t.shell.signIn;
  const { onSuccess, reload } = useEnter();
  const enter = useMutation({
    mutationFn: (body: { name: string; password: string }) => api.call('signIn', { body }),
    onSuccess,
    // The session then says what the second step takes.
    onError: (thrown) => (errorOf(thrown).code === 'second_factor_needed' ? reload() : undefined),
  });
  const passkey = useMutation({
    mutationFn: async () => api.call('signInByPasskey', { body: await showPasskey(await api.call('passkeyOptions')) }),
    onSuccess,
  });
  const error = enter.error ?? passkey.error;
  const { oidc } = session.features;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        passkey.reset();
        enter.mutate({ name: String(form.get('name')), password: String(form.get('password')) });
      }}
    >
      <Mark size={52} />
      <h1>{words.title}</h1>
      <p className="quiet">{words.text}</p>
      {error !== null && errorOf(error).code !== 'second_factor_needed' && <ErrorNote compact error={error} />}
      <Field label={words.name}>
        <input type="text" name="name" autoComplete="username" required />
      </Field>
      <Field label={words.password}>
        <input type="password" name="password" autoComplete="current-password" required />
      </Field>
      <Button kind="strong" type="submit" disabled={enter.isPending}>
        {words.go}
      </Button>
      {passkeysWork() && (
        <Button
          onClick={() => {
            enter.reset();
            passkey.mutate();
          }}
          disabled={passkey.isPending}
        >
          {t.account.passkeyUse}
        </Button>
      )}
      {oidc !== null && (
        <a className="button button-soft" href={api.url(oidc.url)}>
          {words.with(oidc.name)}
        </a>
      )}
    </form>
  );
}

function SecondStep({ code, passkey }: { code: boolean; passkey: boolean }) {
  const t = useText();
  const words = t.account;
  const { onSuccess, reload } = useEnter();
  const finish = useMutation({
    mutationFn: async (proof: { code: string } | 'passkey') =>
      api.call('secondFactor', {
        body: proof === 'passkey' ? { passkey: await showPasskey(await api.call('passkeyOptions')) } : proof,
      }),
    onSuccess,
    // Too late, or too many wrong codes: the sign-in begins again.
    onError: (thrown) => (errorOf(thrown).code === 'unauthorized' ? reload() : undefined),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        finish.mutate({ code: String(new FormData(event.currentTarget).get('code')) });
      }}
    >
      <Mark size={52} />
      <h1>{words.stepTitle}</h1>
      <p className="quiet">{words.stepText}</p>
      {finish.error !== null && <ErrorNote compact error={finish.error} />}
      {code && (
        <>
          <Field label={words.code} hint={words.codeHint}>
            {/* biome-ignore lint/a11y/noAutofocus: it is the one thing to do on this page */}
            <input type="text" name="code" autoComplete="one-time-code" maxLength={40} required autoFocus />
          </Field>
          <Button kind="strong" type="submit" disabled={finish.isPending}>
            {words.stepGo}
          </Button>
        </>
      )}
      {passkey && passkeysWork() && (
        <Button kind={code ? 'soft' : 'strong'} onClick={() => finish.mutate('passkey')} disabled={finish.isPending}>
          {words.passkeyContinue}
        </Button>
      )}
      <Button kind="plain" onClick={() => void api.call('signOut').then(reload, reload)}>
        {t.shell.cancel}
      </Button>
    </form>
  );
}
