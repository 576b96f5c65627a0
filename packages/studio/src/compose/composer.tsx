import type { GenerationRequestInput, ModelCapabilities } from '@akezora/contract';
import type { Defaults } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useMay } from '../api/permissions.ts';
import { charactersQuery, modelsQuery, settingsQuery } from '../api/queries.ts';
import { IconButton } from '../components/controls.tsx';
import { Icon } from '../components/icon.tsx';
import { ErrorNote } from '../components/states.tsx';
import { useText } from '../i18n/index.ts';
import { useStore } from '../util/store.ts';
import { AttachmentChip, useAttach } from './attach.tsx';
import { CharacterChips, charactersIn } from './characters.tsx';
import './composer.css';
import { draftStore, editDraft, emptyDraft, rememberPrompt, requestOf, sentPrompts } from './draft.ts';
import { Options } from './options.tsx';
import { PlanLine } from './plan-line.tsx';
import { StageChip } from './stage-chip.tsx';
import { newKey, useSend } from './submit.ts';
import { usePlan } from './use-plan.ts';

const noDefaults: Defaults = {};

/** The line at the bottom of every page: from a thought to a clip, or why this account makes none. */
export function Composer() {
  const t = useText();
  if (useMay().make) return <Making />;
  return (
    <section className="composer" aria-label={t.compose.label}>
      <div className="composer-horizon" aria-hidden="true" />
      <div className="composer-card">
        <p className="small">{t.shell.looking.cannotMake}</p>
      </div>
    </section>
  );
}

function Making() {
  const t = useText();
  const draft = useStore(draftStore);
  const models = useQuery(modelsQuery);
  const settings = useQuery(settingsQuery);
  const installed = models.data?.filter((entry) => entry.installed) ?? [];
  const defaults = settings.data?.defaults ?? noDefaults;
  const wanted = draft.model ?? defaults.model;
  const model = (installed.find(({ id }) => id === wanted) ?? installed[0])?.capabilities;
  const characters = useQuery({ ...charactersQuery, enabled: model?.controls.characters === true });
  const known = characters.data ?? [];
  const called = charactersIn(draft.prompt, known);
  const request =
    model && draft.prompt.trim() !== ''
      ? { ...requestOf(draft, model, defaults), ...(called === undefined ? {} : { characters: called }) }
      : undefined;
  const variants = draft.variants;
  const planned = usePlan(request, variants);
  const sending = useSend();
  const attach = useAttach();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });

  const [early, setEarly] = useState(false);
  const submit = () => {
    // Enter may come before the server has said which models it has: the press waits for that.
    if (request === undefined && model === undefined && draft.prompt.trim() !== '') setEarly(true);
    if (request === undefined || sending.isPending) return;
    setEarly(false);
    // Kept with the draft: if the answer is lost, sending again makes nothing twice.
    const key = draft.key ?? newKey();
    draftStore.set((now) => ({ ...now, key }));
    sending.mutate(
      {
        request,
        variants,
        origin: draft.origin ?? 'prompt',
        key,
        ...(draft.relaxed === undefined ? {} : { relaxed: draft.relaxed }),
      },
      {
        onSuccess: () => {
          rememberPrompt(draft.prompt);
          const {
            attachment: _a,
            scene: _s,
            parent: _p,
            origin: _o,
            key: _k,
            seed: _seed,
            ...choices
          } = draftStore.get();
          draftStore.set({ ...choices, prompt: draftStore.get().prompt === draft.prompt ? '' : choices.prompt });
          if (path !== '/') void navigate({ to: '/' });
          window.scrollTo({ top: 0 });
        },
      },
    );
  };

  useEffect(() => {
    if (early && request !== undefined) submit();
  });

  return (
    <section
      className={attach.over ? 'composer over' : 'composer'}
      aria-label={t.compose.label}
      onDragOver={attach.onDragOver}
      onDragLeave={attach.onDragLeave}
      onDrop={attach.onDrop}
      onPaste={attach.onPaste}
    >
      <div className="composer-horizon" aria-hidden="true" />
      <form
        className="composer-card"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {attach.over && <p className="composer-drop">{t.compose.drop}</p>}
        {sending.error !== null && <ErrorNote compact error={sending.error} onRetry={submit} />}
        {sending.error === null && planned.error !== null && <ErrorNote compact error={planned.error} />}
        <Notices attach={attach} model={model} request={request} />
        <CharacterChips prompt={draft.prompt} known={known} />
        <div className="composer-line">
          <IconButton
            icon="plus"
            label={t.compose.attach}
            onClick={attach.choose}
            disabled={model !== undefined && !model.conditions.image && !model.conditions.video}
          />
          <PromptBox
            value={draft.prompt}
            marks={planned.plan?.plan.unknownWords ?? []}
            onChange={(prompt) => editDraft({ prompt })}
            onSubmit={submit}
            onFiles={attach.take}
          />
          <button
            type="submit"
            className="make"
            disabled={(request === undefined && !(models.isPending && draft.prompt.trim() !== '')) || sending.isPending}
            title={t.compose.makeHint}
          >
            <Icon name="up" size={21} />
            <span className="visually-hidden">{sending.isPending || early ? t.compose.sending : t.compose.make}</span>
          </button>
        </div>
        <div className="composer-foot">
          {model ? (
            <Options draft={draft} model={model} models={installed} defaults={defaults} request={request} />
          ) : (
            models.isSuccess && (
              <p className="small">
                {t.compose.noModel} <Link to="/models">{t.compose.toModels}</Link>
              </p>
            )
          )}
          {model && <PlanLine planned={planned} />}
        </div>
      </form>
    </section>
  );
}

function Notices({
  attach,
  model,
  request,
}: {
  attach: ReturnType<typeof useAttach>;
  model: ModelCapabilities | undefined;
  request: GenerationRequestInput | undefined;
}) {
  const draft = useStore(draftStore);
  const parts: ReactNode[] = [];
  if (draft.attachment || attach.progress || attach.error) parts.push(<AttachmentChip key="a" attach={attach} />);
  if (draft.scene && model?.controls.scene) parts.push(<StageChip key="s" request={request} />);
  if (parts.length === 0) return null;
  return <div className="composer-notices">{parts}</div>;
}

/** The text field of prompts: grows with its text, sends on Enter but never while an input method is converting. */
function PromptBox({
  value,
  marks,
  onChange,
  onSubmit,
  onFiles,
}: {
  value: string;
  marks: readonly { word: string; start: number; end: number }[];
  onChange: (value: string) => void;
  onSubmit: () => void;
  onFiles: (files: readonly File[]) => void;
}) {
  const t = useText().compose;
  const box = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const composing = useRef(false);
  const [back, setBack] = useState(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const area = box.current;
    if (area === null) return;
    area.style.height = '0';
    area.style.height = `${area.scrollHeight}px`;
  }, [value]);
  useEffect(() => {
    const wide = matchMedia('(hover: hover)').matches;
    if (wide) box.current?.focus({ preventScroll: true });
  }, []);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // 229 is what browsers send for keys an input method takes; Safari ends composition before the Enter that ends it.
    if (event.nativeEvent.isComposing || composing.current || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      onSubmit();
    } else if (event.key === 'ArrowUp' && (value === '' || (back >= 0 && sentPrompts()[back] === value))) {
      const old = sentPrompts()[back + 1];
      if (old === undefined) return;
      event.preventDefault();
      setBack(back + 1);
      onChange(old);
    }
  };
  return (
    <div className="prompt">
      <div className="prompt-mirror" ref={mirror} aria-hidden="true">
        {underlined(value, marks)}
      </div>
      <textarea
        ref={box}
        className="prompt-box"
        rows={1}
        value={value}
        aria-label={t.placeholder}
        placeholder={t.placeholder}
        enterKeyHint="send"
        onScroll={(event) => {
          if (mirror.current) mirror.current.scrollTop = event.currentTarget.scrollTop;
        }}
        onChange={(event) => {
          setBack(-1);
          onChange(event.target.value);
        }}
        onCompositionStart={() => {
          composing.current = true;
        }}
        onCompositionEnd={() => {
          // After the keydown that ends the conversion has passed.
          setTimeout(() => {
            composing.current = false;
          }, 0);
        }}
        onPaste={(event) => {
          const files = [...event.clipboardData.files];
          if (files.length === 0) return;
          event.preventDefault();
          event.stopPropagation();
          onFiles(files);
        }}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

function underlined(text: string, marks: readonly { word: string; start: number; end: number }[]): ReactNode {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const { word, start, end } of marks) {
    // The plan may be of an older text: mark only what still stands there.
    if (start < from || text.slice(start, end) !== word) continue;
    parts.push(text.slice(from, start), <mark key={start}>{word}</mark>);
    from = end;
  }
  parts.push(text.slice(from), '\n');
  return parts;
}

/** Puts a prompt into the composer and the cursor after it. */
export function writePrompt(prompt: string): void {
  draftStore.set({ ...emptyDraft, prompt });
  document.querySelector<HTMLTextAreaElement>('.prompt-box')?.focus();
}
