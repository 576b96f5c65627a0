import { AkezoraError, formatBytes } from '@akezora/contract';
import type { ModelEntry } from '@akezora/contract/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../api/permissions.ts';
import { modelsQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button } from '../../components/controls.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { toastError } from '../../components/error-toast.ts';
import { Icon } from '../../components/icon.tsx';
import { StartTokenNote } from '../../components/start-token-note.tsx';
import { Empty, ErrorNote, Waiting } from '../../components/states.tsx';
import { editDraft } from '../../compose/draft.ts';
import { focusPrompt } from '../../compose/prompt-focus.ts';
import { useLanguage, useText } from '../../i18n/index.ts';
import './models.css';

/** The models page: what is installed, and what this machine can run. */
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
        {models.data?.map((entry) => (
          <li key={entry.id}>
            <Model entry={entry} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Model({ entry }: { entry: ModelEntry }) {
  const t = useText().models;
  const units = useText().shell.units;
  const language = useLanguage();
  const may = usePermissions();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [agreeing, setAgreeing] = useState(false);
  const act = useMutation({
    mutationFn: async (what: 'pullModel' | 'agreeAndPull' | 'stopPull' | 'removeModel') => {
      const params = { id: entry.id };
      if (what === 'agreeAndPull') await api.call('pullModel', { params, query: { agree: 'true' } });
      else await api.call(what, { params });
    },
    onSettled: () => refresh(client, 'models'),
    onError: toastError,
  });
  const { capabilities: model, pull } = entry;
  const controls = (Object.keys(t.controls) as (keyof typeof t.controls)[]).filter((key) => model.controls[key]);
  const can = [...(model.conditions.image ? [t.image] : []), ...controls.map((key) => t.controls[key])];
  return (
    <article className={entry.installed ? 'model installed' : 'model'}>
      <div className="model-words">
        <h2>{model.name}</h2>
        <p className="small quiet">
          {t.place[entry.place]}
          {entry.version !== null && ` · ${t.version} ${entry.version}`}
          {entry.bytes !== null && entry.installed && ` · ${formatBytes(entry.bytes)}`}
          {` · ${t.licence}: ${model.licence}`}
        </p>
        {model.licenceTerms !== undefined && <p className="small">{model.licenceTerms.text[language]}</p>}
        <p>{model.summary[language]}</p>
        <p className={`model-fits fits-words-${entry.fits}`}>
          <span className={`fits fits-${entry.fits}`} aria-hidden="true" />
          <span>
            {t.fits[entry.fits]}
            {entry.reason !== null && <span className="hint">{entry.reason[language]}</span>}
          </span>
        </p>
        <dl className="model-facts numbers">
          <div>
            <dt>{t.length}</dt>
            <dd>{units.seconds(units.range(model.seconds.min, model.seconds.max))}</dd>
          </div>
          <div>
            <dt>{t.sizes}</dt>
            <dd>
              {model.resolutions.length > 1
                ? units.range(model.resolutions[0] ?? '', model.resolutions.at(-1) ?? '')
                : model.resolutions[0]}
            </dd>
          </div>
          <div>
            <dt>{t.languages}</dt>
            <dd>{units.list(model.languages.map((code) => t.language[code]))}</dd>
          </div>
        </dl>
        {can.length > 0 && (
          <ul className="model-can" aria-label={t.can}>
            {can.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
      </div>
      <div className="model-actions">
        {entry.installed ? (
          <>
            <span className="model-state">
              <Icon name="check" size={16} /> {t.installed}
            </span>
            {may.make && (
              <Button
                onClick={() => {
                  editDraft({ model: entry.id });
                  focusPrompt();
                }}
              >
                {t.use}
              </Button>
            )}
            {may.manage && entry.place === 'local' && (
              <Button kind="plain" icon="bin" onClick={() => setAsking(true)}>
                {t.remove}
              </Button>
            )}
          </>
        ) : pull?.state === 'running' ? (
          <div className="pull" role="status">
            <progress
              aria-label={model.name}
              max={pull.totalBytes ?? 1}
              {...(pull.totalBytes === null ? {} : { value: pull.doneBytes })}
            />
            <span className="small numbers">
              {t.pulling(formatBytes(pull.doneBytes), pull.totalBytes === null ? '—' : formatBytes(pull.totalBytes))}
            </span>
            {may.manage && (
              <Button kind="plain" onClick={() => act.mutate('stopPull')}>
                {t.stop}
              </Button>
            )}
          </div>
        ) : (
          <>
            <span className="model-state quiet">{t.notInstalled}</span>
            {may.manage ? (
              <Button
                icon="down"
                disabled={act.isPending}
                onClick={() => (model.licenceTerms?.commercial === 'no' ? setAgreeing(true) : act.mutate('pullModel'))}
              >
                {entry.bytes === null ? t.pull : t.pullOf(formatBytes(entry.bytes))}
              </Button>
            ) : (
              <span className="hint">{t.ownerGets}</span>
            )}
          </>
        )}
        {pull?.error && <ErrorNote compact error={AkezoraError.fromShape(pull.error)} />}
      </div>
      {agreeing && model.licenceTerms !== undefined && (
        <Confirm
          title={t.agree(model.licence)}
          text={model.licenceTerms.text[language]}
          action={t.pull}
          onConfirm={() => act.mutate('agreeAndPull')}
          onClose={() => setAgreeing(false)}
        />
      )}
      {asking && (
        <Confirm
          title={t.removeSure(model.name)}
          text={t.removeText}
          action={t.remove}
          onConfirm={() => act.mutate('removeModel')}
          onClose={() => setAsking(false)}
        />
      )}
    </article>
  );
}
