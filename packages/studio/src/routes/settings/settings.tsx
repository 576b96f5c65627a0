import { aspects, formatBytes, resolutions } from '@akezora/contract';
import type { Settings, SettingsPatch } from '@akezora/contract/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../api/permissions.ts';
import { modelsQuery, sessionQuery, settingsQuery, storageQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { handsStore } from '../../app/hands.ts';
import { chooseLanguage } from '../../components/choose-language.ts';
import { Button, Segmented, Select, Switch } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { SignOut } from '../../components/sign-out.tsx';
import { StartTokenNote } from '../../components/start-token-note.tsx';
import { ErrorNote, Waiting } from '../../components/states.tsx';
import { toast } from '../../components/toast.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { keysStore, setKeys } from '../../preferences/keys.ts';
import { noticesOn, setNotices } from '../../preferences/notices.ts';
import { setTheme, themeStore, themes } from '../../preferences/theme.ts';
import { restartTour } from '../../preferences/tour.ts';
import { compact } from '../../util/compact.ts';
import { modelCalled } from '../../util/model-called.ts';
import { useStore } from '../../util/store.ts';
import { Accounts } from './accounts.tsx';
import { Keys } from './keys.tsx';
import { MarkSettings } from './marks.tsx';
import { OwnAccountSettings } from './own-account.tsx';
import { Part } from './part.tsx';
import { PromptHelpSettings } from './prompt-help.tsx';
import { Webhooks } from './webhooks.tsx';
import './settings.css';

/** The settings page: appearance, defaults, storage, sharing, prompt help, API keys, webhooks, accounts. */
export function SettingsPage() {
  const t = useText();
  const words = t.settings;
  const client = useQueryClient();
  const session = useQuery(sessionQuery);
  const settings = useQuery(settingsQuery);
  const storage = useQuery(storageQuery);
  const patch = useMutation({
    mutationFn: (body: SettingsPatch) => api.call('patchSettings', { body }),
    onSuccess: (next) => {
      client.setQueryData(settingsQuery.queryKey, next);
      void refresh(client, 'settings');
      toast(t.shell.saved);
    },
    onError: toastError,
  });
  const may = usePermissions();
  const loaded = !(session.isPending || settings.isPending || storage.isPending);
  const { hash } = useLocation();
  useEffect(() => {
    if (loaded && hash !== '') document.getElementById(hash)?.scrollIntoView();
  }, [loaded, hash]);
  // All sections appear at once: one that came later would shift the others down the page.
  if (!loaded) return <Waiting whole />;
  return (
    <div className="page settings">
      <header className="page-head">
        <h1>{words.title}</h1>
      </header>
      <Look />
      {settings.isError && <ErrorNote error={settings.error} onRetry={() => void settings.refetch()} />}
      {may.make && settings.data !== undefined && (
        <StartWith settings={settings.data} onChange={(defaults) => patch.mutate({ defaults })} />
      )}
      {storage.data !== undefined && (
        <Part title={words.storage} anchor="storage">
          <dl className="facts">
            <div>
              <dt>{words.clips}</dt>
              <dd>
                {t.shell.units.list([t.shell.units.clips(storage.data.clips), formatBytes(storage.data.clipBytes)])}
              </dd>
            </div>
            <div>
              <dt>{words.bin}</dt>
              <dd>
                {t.shell.units.list([t.shell.units.clips(storage.data.trash), formatBytes(storage.data.trashBytes)])}
              </dd>
            </div>
            <div>
              <dt>{words.uploads}</dt>
              <dd>{formatBytes(storage.data.uploadBytes)}</dd>
            </div>
            {storage.data.freeBytes !== null && (
              <div>
                <dt>{words.free}</dt>
                <dd>{formatBytes(storage.data.freeBytes)}</dd>
              </div>
            )}
          </dl>
        </Part>
      )}
      {may.manage && settings.data !== undefined && (
        <>
          <Part title={words.sharing} anchor="sharing">
            <Switch
              label={words.allowSharing}
              checked={settings.data.sharing}
              onChange={(sharing) => patch.mutate({ sharing })}
            />
            <Switch
              label={words.gallery}
              hint={words.galleryText}
              checked={settings.data.gallery}
              onChange={(gallery) => patch.mutate({ gallery })}
            />
          </Part>
          <MarkSettings value={settings.data} onChange={(marks) => patch.mutate(marks)} />
          <PromptHelpSettings value={settings.data.promptHelp} onSave={(promptHelp) => patch.mutate({ promptHelp })} />
        </>
      )}
      {may.needsToken && (
        <Part title={t.shell.startToken.title}>
          <StartTokenNote />
        </Part>
      )}
      {session.data?.access === 'accounts' && <OwnAccountSettings />}
      {may.make && !may.needsToken && (
        <>
          <Keys />
          <Webhooks />
        </>
      )}
      {may.manage && session.data?.access === 'accounts' && <Accounts />}
      <Part title={t.policy.title} text={t.policy.settingsText} anchor="policy">
        <div>
          <Link className="button button-soft" to="/policy">
            {t.policy.open}
          </Link>
        </div>
      </Part>
      {session.data !== undefined && (
        <Part title={words.about} anchor="about">
          <p>{words.version(session.data.version)}</p>
          <p className="quiet">{words.access[session.data.access]}</p>
          {session.data.access === 'accounts' && <SignOut />}
        </Part>
      )}
    </div>
  );
}

function Look() {
  const t = useText();
  const words = t.settings;
  const language = useLanguage();
  const { theme } = useStore(themeStore);
  const { on } = useStore(keysStore);
  const navigate = useNavigate();
  const [notices, setOn] = useState(noticesOn);
  const { make } = usePermissions();
  const blocked = 'Notification' in window && Notification.permission === 'denied';
  return (
    <Part title={words.look} anchor="look">
      <Segmented
        showLabel
        label={t.shell.theme.label}
        value={theme}
        options={themes.map((value) => ({ value, text: t.shell.theme[value] }))}
        onChange={setTheme}
      />
      <Segmented
        showLabel
        label={t.shell.language}
        value={language}
        options={[
          { value: 'ja', text: <span lang="ja">日本語</span> },
          { value: 'en', text: <span lang="en">English</span> },
        ]}
        onChange={chooseLanguage}
      />
      <div className="setting-keys">
        <Switch label={t.keys.on} hint={t.keys.onHint} checked={on} onChange={setKeys} />
        <Button onClick={() => handsStore.set({ shown: 'sheet' })}>{t.keys.open}</Button>
      </div>
      {make && (
        <>
          <Switch
            label={words.notice}
            hint={blocked ? words.noticeBlocked : words.noticeText}
            checked={notices}
            disabled={blocked}
            onChange={(on) => void setNotices(on).then(setOn)}
          />
          <div>
            <Button
              onClick={() => {
                restartTour();
                void navigate({ to: '/' });
              }}
            >
              {words.tour}
            </Button>
          </div>
        </>
      )}
    </Part>
  );
}

function StartWith({ settings, onChange }: { settings: Settings; onChange: (defaults: Settings['defaults']) => void }) {
  const t = useText();
  const words = t.settings;
  const models = useQuery(modelsQuery);
  const { defaults } = settings;
  const any = { value: '', text: words.asModel };
  const set = (change: object) => onChange(compact({ ...defaults, ...change }));
  return (
    <Part title={words.defaults} anchor="defaults">
      <div className="setting-grid">
        <Select
          label={t.compose.model}
          value={modelCalled(models.data ?? [], defaults.model)?.id ?? ''}
          options={[
            { value: '', text: words.anyModel },
            ...(models.data ?? [])
              .filter(({ installed }) => installed)
              .map(({ id, capabilities }) => ({ value: id, text: capabilities.name })),
          ]}
          onChange={(model) => set({ model: model === '' ? undefined : model })}
        />
        <Select
          label={t.compose.aspect}
          value={defaults.aspect ?? ''}
          options={[any, ...aspects.map((value) => ({ value, text: value }))]}
          onChange={(aspect) => set({ aspect: aspect === '' ? undefined : aspect })}
        />
        <Select
          label={t.compose.resolution}
          value={defaults.resolution ?? ''}
          options={[any, ...resolutions.map((value) => ({ value, text: value }))]}
          onChange={(resolution) => set({ resolution: resolution === '' ? undefined : resolution })}
        />
        <Select
          label={t.compose.seconds}
          value={defaults.seconds === undefined ? '' : String(defaults.seconds)}
          options={[
            any,
            ...[2, 5, 8, 10, 15, 20, 30].map((n) => ({ value: String(n), text: t.shell.units.seconds(n) })),
          ]}
          onChange={(seconds) => set({ seconds: seconds === '' ? undefined : Number(seconds) })}
        />
      </div>
    </Part>
  );
}
