import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field } from '../../components/controls.tsx';
import { ErrorNote } from '../../components/states.tsx';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';
import { NewPassword } from './rows.tsx';

/** Changing the password of one's own account. `name` is for the browser's password manager. */
export function OwnPassword({ name }: { name: string }) {
  const text = useText();
  const words = text.settings;
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (body: { current: string; password: string; revokeKeys: boolean }) => api.call('ownPassword', { body }),
    onSuccess: () => {
      toast(text.account.passwordChanged);
      void refresh(client, 'password');
    },
  });
  return (
    <form
      className="setting-form"
      onSubmit={(event) => {
        event.preventDefault();
        const target = event.currentTarget;
        const form = new FormData(target);
        const [current, password] = [String(form.get('current')), String(form.get('password'))];
        change.mutate({ current, password, revokeKeys: form.has('revokeKeys') }, { onSuccess: () => target.reset() });
      }}
    >
      <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
      {change.error !== null && <ErrorNote compact error={change.error} />}
      <Field label={words.passwordNow}>
        <input type="password" name="current" required autoComplete="current-password" />
      </Field>
      <NewPassword label={words.passwordNew} />
      <label className="small">
        <input type="checkbox" name="revokeKeys" /> {words.revokeOwnKeysToo}
      </label>
      <Button type="submit" disabled={change.isPending}>
        {words.passwordChange}
      </Button>
    </form>
  );
}
