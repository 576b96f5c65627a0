import type { OwnSession } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { ownAccountQuery, ownSessionsQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { ErrorNote } from '../../components/states.tsx';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';
import { moment } from '../../util/format.ts';
import { OwnPassword } from './own-password.tsx';
import { Part } from './part.tsx';
import { Row } from './rows.tsx';
import './settings.css';
import { SecondFactors } from './second-factors.tsx';

/**
 * One's own account: password, second factors, sessions.
 * @param onUnkept is told whether recovery codes are shown that the person has not yet kept.
 */
export function OwnAccountSettings({ onUnkept }: { onUnkept?: (unkept: boolean) => void }) {
  const account = useQuery(ownAccountQuery);
  const words = useText().account;
  if (account.data === undefined)
    return account.isError && <ErrorNote error={account.error} onRetry={() => void account.refetch()} />;
  return (
    <>
      <Part title={words.title} text={words.text(account.data.name)}>
        {account.data.confirm.includes('password') && <OwnPassword name={account.data.name} />}
      </Part>
      <SecondFactors account={account.data} onUnkept={onUnkept} />
      {!account.data.secondFactorRequired && <Sessions />}
    </>
  );
}

function Sessions() {
  const t = useText();
  const words = t.account;
  const client = useQueryClient();
  const sessions = useQuery(ownSessionsQuery);
  const reload = () => refresh(client, 'sessions');
  const sideOf = ({ current, lastSeenAt, network }: OwnSession) =>
    t.shell.units.list(
      [current ? words.current : words.seen(moment(lastSeenAt)), network].filter((part) => part !== ''),
    );
  const others = sessions.data?.some(({ current }) => !current) === true;
  return (
    <Part title={words.sessions} text={words.sessionsText}>
      {sessions.isError && <ErrorNote compact error={sessions.error} />}
      <ul>
        {sessions.data?.map((session) => (
          <Row
            key={session.id}
            main={session.device === '' ? words.unknownDevice : session.device}
            side={sideOf(session)}
          >
            {!session.current && (
              <Button
                kind="plain"
                onClick={() => void api.call('endSession', { params: { id: session.id } }).then(reload, toastError)}
              >
                {words.end}
              </Button>
            )}
          </Row>
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
