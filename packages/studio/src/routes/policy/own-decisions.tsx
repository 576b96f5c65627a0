import type { Decision } from '@akezora/contract/api';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import { decisionsQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { ErrorNote, Waiting } from '../../components/states.tsx';
import { useText } from '../../i18n/index.ts';
import { DecisionRow } from './decision.tsx';

/** Decisions about what one wrote oneself, with their appeals. An address that names one leads to it. */
export function OwnDecisions() {
  const t = useText();
  const words = t.policy;
  const own = useInfiniteQuery(decisionsQuery('own'));
  const rows = own.data?.pages.flatMap((page) => page.data) ?? [];
  const named = useLocation({ select: ({ hash }) => hash });
  const isHere = rows.some(({ id }) => id === named);
  useEffect(() => {
    if (!isHere) return;
    const row = document.getElementById(named);
    row?.scrollIntoView({ block: 'center' });
    row?.focus({ preventScroll: true });
  }, [named, isHere]);
  return (
    <section aria-labelledby="own-decisions">
      <h2 id="own-decisions">{words.decisions}</h2>
      {own.isPending && <Waiting />}
      {own.isError && own.data === undefined && <ErrorNote error={own.error} onRetry={() => void own.refetch()} />}
      {own.isSuccess && rows.length === 0 && <p className="quiet">{words.none}</p>}
      <ul className="decision-list">
        {rows.map((decision) => (
          <DecisionRow key={decision.id} decision={decision}>
            <Appeal decision={decision} />
          </DecisionRow>
        ))}
      </ul>
      {own.hasNextPage && (
        <Button disabled={own.isFetchingNextPage} onClick={() => void own.fetchNextPage()}>
          {t.shell.more}
        </Button>
      )}
    </section>
  );
}

/** Where an appeal stands; a form for one where none was made. */
function Appeal({ decision: { id, action, appeal } }: { decision: Decision }) {
  const t = useText();
  const words = t.policy;
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [statement, setStatement] = useState('');
  const [sending, setSending] = useState(false);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    void api
      .call('appeal', { params: { id }, body: { statement } })
      .then(() => refresh(client, 'decisions'), toastError)
      .finally(() => setSending(false));
  };
  if (appeal.state === 'upheld' || appeal.state === 'overturned')
    return (
      <div className={`decision-answer decision-${appeal.state}`}>
        <p>{words[appeal.state]}</p>
        {appeal.answer !== null && appeal.answer !== '' && <blockquote>{appeal.answer}</blockquote>}
      </div>
    );
  if (appeal.statement !== null)
    return (
      <div className="decision-answer">
        <p>{words.appealed}</p>
        <blockquote>{appeal.statement}</blockquote>
      </div>
    );
  // What was made needs no appeal.
  if (action === 'warn') return null;
  return (
    <>
      {appeal.state === 'open' && <p>{words.waits}</p>}
      {open ? (
        <form className="decision-form" onSubmit={send}>
          <Field label={words.statement}>
            <textarea
              className="area"
              required
              rows={3}
              maxLength={2000}
              value={statement}
              // biome-ignore lint/a11y/noAutofocus: it opens because somebody asked to write
              autoFocus
              onChange={(event) => setStatement(event.target.value)}
            />
          </Field>
          <div className="decision-do">
            <Button kind="strong" type="submit" disabled={sending || statement.trim() === ''}>
              {words.send}
            </Button>
            <Button kind="plain" onClick={() => setOpen(false)}>
              {t.shell.cancel}
            </Button>
          </div>
        </form>
      ) : (
        <div className="decision-do">
          <Button onClick={() => setOpen(true)}>{appeal.state === 'open' ? words.addReason : words.appeal}</Button>
        </div>
      )}
    </>
  );
}
