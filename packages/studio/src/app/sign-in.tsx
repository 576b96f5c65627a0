import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { refreshAll } from '../api/refresh.ts';
import { Button } from '../components/controls.tsx';
import { Mark } from '../components/icon.tsx';
import { ErrorNote } from '../components/states.tsx';
import { useText } from '../i18n/index.ts';

/** The sign-in page of a server with accounts. */
export function SignIn({ oidc }: { oidc: { name: string; url: string } | null }) {
  const t = useText().shell.signIn;
  const client = useQueryClient();
  const enter = useMutation({
    mutationFn: (body: { name: string; password: string }) => api.call('signIn', { body }),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      void refreshAll(client);
    },
  });
  return (
    <main className="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          enter.mutate({ name: String(form.get('name')), password: String(form.get('password')) });
        }}
      >
        <Mark size={52} />
        <h1>{t.title}</h1>
        <p className="quiet">{t.text}</p>
        {enter.error !== null && <ErrorNote compact error={enter.error} />}
        <label className="field">
          <span className="label">{t.name}</span>
          <input type="text" name="name" autoComplete="username" required />
        </label>
        <label className="field">
          <span className="label">{t.password}</span>
          <input type="password" name="password" autoComplete="current-password" required />
        </label>
        <Button kind="strong" type="submit" disabled={enter.isPending}>
          {t.go}
        </Button>
        {oidc !== null && (
          <a className="button button-soft" href={oidc.url}>
            {t.with(oidc.name)}
          </a>
        )}
      </form>
    </main>
  );
}
