import { useQuery } from '@tanstack/react-query';
import { usePermissions } from '../../api/permissions.ts';
import { modelsQuery } from '../../api/queries.ts';
import { StartTokenNote } from '../../components/start-token-note.tsx';
import { Empty, ErrorNote, Waiting } from '../../components/states.tsx';
import { useText } from '../../i18n/index.ts';
import { familiesOf } from './families.ts';
import { FamilyCard } from './family-card.tsx';
import './models.css';

/** The models page: what is installed, and what this machine can run, a card for every family. */
export function Models() {
  const t = useText().models;
  const { needsToken } = usePermissions();
  const models = useQuery({
    ...modelsQuery,
    refetchInterval: (query) => (query.state.data?.some((entry) => entry.pull?.state === 'running') ? 2000 : false),
  });
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{t.title}</h1>
          <p>{t.text}</p>
        </div>
      </header>
      {needsToken && (
        <div className="models-note">
          <StartTokenNote />
        </div>
      )}
      {models.isPending && <Waiting />}
      {models.isError && <ErrorNote error={models.error} onRetry={() => void models.refetch()} />}
      {models.data?.length === 0 && <Empty title={t.empty} />}
      <ul className="models">
        {familiesOf(models.data ?? []).map((family) => (
          <li key={family.id}>
            <FamilyCard family={family} />
          </li>
        ))}
      </ul>
    </div>
  );
}
