import type { Decision } from '@akezora/contract/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { decisionsQuery } from '../../api/queries.ts';
import { Button } from '../../components/controls.tsx';
import { ErrorNote, Waiting } from '../../components/states.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { moment } from '../../util/format.ts';
import { languageOfText } from '../../util/text-language.ts';

/** One decision: what was asked for, which words met which rule, why, and what to do instead; the children are what can be done about it. */
function DecisionRow({ decision, children }: { decision: Decision; children: ReactNode }) {
  const words = useText().policy;
  const language = useLanguage();
  const { id, action, categoryName, text, evidence, rule, reason, remedy, policy } = decision;
  return (
    <li className="decision" id={id} tabIndex={-1}>
      <p className="decision-head small">
        <span className={`decision-action decision-${action}`}>{words.decided[action]}</span>
        <strong>{categoryName[language]}</strong>
        <span className="quiet numbers">
          {moment(decision.createdAt)} · {words.checked[decision.checked]} · {words.times(decision.times)}
        </span>
      </p>
      <blockquote lang={languageOfText(text)}>{text}</blockquote>
      <p>
        {words.met}: <q lang={languageOfText(evidence)}>{evidence}</q>
      </p>
      <p>
        {words.why}: {reason[language]}
      </p>
      <p>{remedy[language]}</p>
      <p className="small quiet">
        {words.rule}: <code>{rule}</code> · {words.version(policy.name, policy.version)}
      </p>
      {children}
    </li>
  );
}

/** Decisions, page by page, under a heading. @param act what can be done about one */
export function DecisionList({
  whose,
  title,
  text,
  none,
  act,
}: {
  whose: Parameters<typeof decisionsQuery>[0];
  title: string;
  text?: string;
  /** Said where there are none. */
  none: string;
  act: (decision: Decision) => ReactNode;
}) {
  const t = useText();
  const id = useId();
  const listed = useInfiniteQuery(decisionsQuery(whose));
  const rows = listed.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {text !== undefined && <p className="quiet">{text}</p>}
      {listed.isPending && <Waiting />}
      {listed.isError && listed.data === undefined && (
        <ErrorNote error={listed.error} onRetry={() => void listed.refetch()} />
      )}
      {listed.isSuccess && rows.length === 0 && <p className="quiet">{none}</p>}
      <ul className="decision-list">
        {rows.map((decision) => (
          <DecisionRow key={decision.id} decision={decision}>
            {act(decision)}
          </DecisionRow>
        ))}
      </ul>
      {listed.hasNextPage && (
        <Button disabled={listed.isFetchingNextPage} onClick={() => void listed.fetchNextPage()}>
          {t.shell.more}
        </Button>
      )}
    </section>
  );
}
