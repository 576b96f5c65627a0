import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { refresh } from '../api/refresh.ts';
import { useText } from '../i18n/index.ts';
import { Button } from './controls.tsx';
import { toastError } from './error-toast.ts';

/** Ends this browser's session. */
export function SignOut() {
  const client = useQueryClient();
  return (
    <Button
      onClick={() =>
        void api
          .call('signOut')
          .catch(toastError)
          .finally(() => refresh(client, 'session'))
      }
    >
      {useText().shell.signIn.out}
    </Button>
  );
}
