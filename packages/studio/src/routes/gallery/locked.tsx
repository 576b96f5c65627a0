import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Button, Field } from '../../components/controls.tsx';
import { ErrorNote } from '../../components/states.tsx';
import { useText } from '../../i18n/index.ts';

/** The page of a link that asks for a password. */
export function Locked({ token }: { token: string }) {
  const t = useText().library.shareLink;
  const client = useQueryClient();
  const unlock = useMutation({
    mutationFn: (password: string) => api.call('unlockShared', { params: { token }, body: { password } }),
    onSuccess: (clip) => client.setQueryData(keys.shared(token), clip),
  });
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t.locked}</h1>
      </header>
      <form
        className="locked"
        onSubmit={(event) => {
          event.preventDefault();
          unlock.mutate(String(new FormData(event.currentTarget).get('password') ?? ''));
        }}
      >
        <Field label={t.password}>
          <input type="password" name="password" maxLength={200} required autoComplete="off" />
        </Field>
        {unlock.isError && <ErrorNote error={unlock.error} />}
        <Button kind="strong" type="submit" disabled={unlock.isPending}>
          {t.open}
        </Button>
      </form>
    </div>
  );
}
