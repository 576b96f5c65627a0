import type { OwnAccount, OwnSession } from '@akezora/contract/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { ownAccountQuery, ownSessionsQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { ErrorNote } from '../../components/states.tsx';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';
import { moment } from '../../util/format.ts';
import { Part } from './part.tsx';
import './settings.css';
import { SecondFactors } from './second-factors.tsx';

/** One's own account: password, second factors, sessions. */
export function OwnAccountSettings() {
  const account = useQuery(ownAccountQuery);
  const words = useText().account;
  if (account.isError) return <ErrorNote error={account.error} onRetry={() => void account.refetch()} />;
  if (account.data === undefined) return null;
  return (
    <>
      <Part title={words.title} text={words.text(account.data.name)}>
        {account.data.confirm.includes('password') && <Password account={account.data} />}
      </Part>
      <SecondFactors account={account.data} />
      {!account.data.secondFactorRequired && <Sessions />}
    </>
  );
}

function Password({ account }: { account: OwnAccount }) {
  const words = useText().account;
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (body: { current: string; password: string }) => api.call('ownPassword', { body }),
    onSuccess: () => {
      toast(words.passwordChanged);
      void refresh(client, 'account');
    },
  });
  return (
    <form
      className="setting-form"
      onSubmit={(event) => {
        event.preventDefault();
        const target = event.currentTarget;
        const form = new FormData(target);
        change.mutate(
          { current: String(form.get('current')), password: String(form.get('password')) },
          { onSuccess: () => target.reset() },
        );
      }}
    >
      <input type="hidden" name="username" autoComplete="username" value={account.name} readOnly />
      {change.error !== null && <ErrorNote compact error={change.error} />}
      <Field label={words.passwordNow}>
        <input type="password" name="current" required autoComplete="current-password" />
      </Field>
      <Field label={words.passwordNew}>
        <input type="password" name="password" required autoComplete="new-password" />
      </Field>
      <Button type="submit" disabled={change.isPending}>
        {words.passwordChange}
      </Button>
    </form>
  );
}

function Sessions() {
  const words = useText().account;
  const client = useQueryClient();
  const sessions = useQuery(ownSessionsQuery);
  const reload = () => refresh(client, 'account');
  const others = sessions.data?.some(({ current }) => !current) === true;
  return (
    <Part title={words.sessions} text={words.sessionsText}>
      {sessions.isError && <ErrorNote compact error={sessions.error} />}
      <ul>
        {sessions.data?.map((session) => (
          <li key={session.id} className="access-row">
            <span>
              {session.device === '' ? words.unknownDevice : session.device}
              <SessionHint session={session} />
            </span>
            {!session.current && (
              <Button
                kind="plain"
                onClick={() => void api.call('endSession', { params: { id: session.id } }).then(reload, toastError)}
              >
                {words.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others && (
        <div>
          <Button
            onClick={() =>
              void api.call('endOtherSessions').then(({ ended }) => {
                toast(words.endedOthers(ended));
                return reload();
              }, toastError)
            }
          >
            {words.endOthers}
          </Button>
        </div>
      )}
    </Part>
  );
}

function SessionHint({ session }: { session: OwnSession }) {
  const t = useText();
  const used = session.current ? t.account.current : t.account.seen(moment(session.lastSeenAt));
  return <span className="hint">{t.shell.units.list([used, session.network].filter((part) => part !== ''))}</span>;
}
