import type { Decision } from '@akezora/contract/api';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import { decisionsQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { useText } from '../../i18n/index.ts';
import { DecisionList } from './decision.tsx';

/** Decisions about what one wrote oneself, with their appeals. An address that names one leads to it. */
export function OwnDecisions() {
  const words = useText().policy;
  const own = useInfiniteQuery(decisionsQuery('own'));
  const named = useLocation({ select: ({ hash }) => hash });
  const isHere = own.data?.pages.some((page) => page.data.some(({ id }) => id === named)) === true;
  useEffect(() => {
    if (!isHere) return;
    const row = document.getElementById(named);
    row?.scrollIntoView({ block: 'center' });
    row?.focus({ preventScroll: true });
  }, [named, isHere]);
  return (
    <DecisionList
      whose="own"
      title={words.decisions}
      none={words.none}
      act={(decision) => <Appeal decision={decision} />}
    />
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
