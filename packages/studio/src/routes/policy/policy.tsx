import { useQuery } from '@tanstack/react-query';
import { usePermissions } from '../../api/permissions.ts';
import { policyQuery } from '../../api/queries.ts';
import { ErrorNote, Waiting } from '../../components/states.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { OwnDecisions } from './own-decisions.tsx';
import './policy.css';
import { ReviewQueue, RuleStatistics } from './review.tsx';

/** The policy page: decisions about one's own words, what waits for the server's owner, and the rules. */
export function PolicyPage() {
  const words = useText().policy;
  const { manage } = usePermissions();
  return (
    <div className="page policy-page">
      <header className="page-head">
        <div>
          <h1>{words.title}</h1>
          <p>{words.text}</p>
        </div>
      </header>
      {manage && <ReviewQueue />}
      <OwnDecisions />
      <Rules />
      {manage && <RuleStatistics />}
    </div>
  );
}

function Rules() {
  const words = useText().policy;
  const language = useLanguage();
  const policy = useQuery(policyQuery);
  return (
    <section aria-labelledby="rules">
      <h2 id="rules">{words.rules}</h2>
      {policy.isPending && <Waiting />}
      {policy.isError && <ErrorNote error={policy.error} onRetry={() => void policy.refetch()} />}
      {policy.data !== undefined && (
        <>
          <p className="quiet">{words.version(policy.data.title[language], policy.data.version)}</p>
          <table className="policy-table policy-rules">
            <thead>
              <tr>
                <th scope="col">{words.category}</th>
                <th scope="col">{words.leadsTo}</th>
                <th scope="col">{words.why}</th>
              </tr>
            </thead>
            <tbody>
              {policy.data.categories.map(({ category, name, action, reason }) => (
                <tr key={category}>
                  <th scope="row">{name[language]}</th>
                  <td>
                    <span className={`decision-action decision-${action}`}>{words.actions[action]}</span>
                  </td>
                  <td>{reason[language]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
