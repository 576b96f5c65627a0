import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';
import { Part } from './part.tsx';
import { fieldsOf } from './rows.tsx';

/** Changing the password of one's own account. */
export function OwnPassword() {
  const words = useText().settings;
  const client = useQueryClient();
  return (
    <Part title={words.ownPassword} text={words.ownPasswordText}>
      <form
        className="setting-form"
        onSubmit={(event) => {
          const revokeKeys = new FormData(event.currentTarget).has('revokeKeys');
          const value = fieldsOf(event);
          const body = { current: value('current'), password: value('password'), revokeKeys };
          void api.call('ownPassword', { body }).then(() => {
            toast(words.passwordChanged);
            return refresh(client, 'apiKeys');
          }, toastError);
        }}
      >
        <Field label={words.passwordNow}>
          <input type="password" name="current" required autoComplete="current-password" />
        </Field>
        <Field label={words.passwordNew} hint={words.passwordRule}>
          <input type="password" name="password" required minLength={12} autoComplete="new-password" />
        </Field>
        <label className="small">
          <input type="checkbox" name="revokeKeys" /> {words.revokeOwnKeysToo}
        </label>
        <Button type="submit">{words.passwordChange}</Button>
      </form>
    </Part>
  );
}
