import { AkezoraError, formatBytes, needsYes } from '@akezora/contract';
import type { ModelEntry } from '@akezora/contract/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../api/permissions.ts';
import { refresh } from '../../api/refresh.ts';
import { Button } from '../../components/controls.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { toastError } from '../../components/error-toast.ts';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/states.tsx';
import { editDraft } from '../../compose/draft.ts';
import { focusPrompt } from '../../compose/prompt-focus.ts';
import { useLanguage, useText } from '../../i18n/index.ts';
import { RemoveWeights } from './remove-weights.tsx';

/** What can be done with a model: use, download, stop, remove. */
export function ModelActions({ entry }: { entry: ModelEntry }) {
  const t = useText().models;
  const language = useLanguage();
  const may = usePermissions();
  const client = useQueryClient();
  const [agreeing, setAgreeing] = useState(false);
  const act = useMutation({
    mutationFn: async (what: 'pullModel' | 'agreeAndPull' | 'stopPull') => {
      const params = { id: entry.id };
      if (what === 'agreeAndPull') await api.call('pullModel', { params, query: { agree: 'true' } });
      else await api.call(what, { params });
    },
    onSettled: () => refresh(client, 'models'),
    onError: toastError,
  });
  const { capabilities: model, pull } = entry;
  return (
    <>
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
              <RemoveWeights id={entry.id} name={model.name} text={t.removeText} />
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
                onClick={() => (needsYes(model.licenceTerms) ? setAgreeing(true) : act.mutate('pullModel'))}
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
    </>
  );
}
