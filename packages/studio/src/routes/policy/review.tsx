import type { Decision } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { policyQuery, reviewStatisticsQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { toast } from '../../components/toast.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { DecisionList } from './decision.tsx';

/** What waits for an answer of the server's owner. */
export function ReviewQueue() {
  const words = useText().policy;
  return (
    <DecisionList
      whose="waiting"
      title={words.review}
      text={words.reviewText}
      none={words.nothingWaits}
      act={(decision) => <Answer decision={decision} />}
    />
  );
}

function Answer({ decision: { id, appeal } }: { decision: Decision }) {
  const words = useText().policy;
  const client = useQueryClient();
  const [answer, setAnswer] = useState('');
  const [sending, setSending] = useState(false);
  const decide = (outcome: 'upheld' | 'overturned') => {
    setSending(true);
    void api
      .call('review', { params: { id }, body: { outcome, answer } })
      .then(() => {
        toast(outcome === 'overturned' ? words.allowed : words.kept);
        return refresh(client, 'decisions');
      }, toastError)
      .finally(() => setSending(false));
  };
  return (
    <div className="decision-form">
      <blockquote className={appeal.statement === null ? 'quiet' : undefined}>
        {appeal.statement ?? words.noStatement}
      </blockquote>
      <Field label={words.answer}>
        <textarea
          className="area"
          rows={2}
          maxLength={2000}
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
        />
      </Field>
      <div className="decision-do">
        <Button kind="strong" disabled={sending} onClick={() => decide('overturned')}>
          {words.allow}
        </Button>
        <Button disabled={sending} onClick={() => decide('upheld')}>
          {words.keep}
        </Button>
      </div>
    </div>
  );
}

const columns = ['warned', 'held', 'refused', 'appealed', 'overturned'] as const;

/** How often each rule decided, and how often it was overturned. */
export function RuleStatistics() {
  const words = useText().policy;
  const language = useLanguage();
  const rules = useQuery(reviewStatisticsQuery).data ?? [];
  const policy = useQuery(policyQuery).data;
  if (rules.length === 0) return null;
  const nameOf = (category: string) =>
    policy?.categories.find((one) => one.category === category)?.name[language] ?? category;
  return (
    <section>
      <h2>{words.statistics}</h2>
      <p className="quiet">{words.statisticsText}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on phones, by the arrow keys too */}
      <section className="policy-scroll" tabIndex={0} aria-label={words.statistics}>
        <table className="policy-table numbers">
          <thead>
            <tr>
              <th scope="col">{words.rule}</th>
              {columns.map((column) => (
                <th key={column} scope="col" className="policy-count">
                  {words.columns[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.rule}>
                <th scope="row">
                  {nameOf(rule.category)} <code className="quiet">{rule.rule}</code>
                </th>
                {columns.map((column) => (
                  <td key={column} className="policy-count">
                    {rule[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
