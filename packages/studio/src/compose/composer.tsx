import type { GenerationPlan, GenerationRequestInput, ModelCapabilities } from '@akezora/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { useConnection } from '../api/live-store.ts';
import { usePermissions } from '../api/permissions.ts';
import { actorsQuery, hasArtHere, modelsQuery, settingsQuery } from '../api/queries.ts';
import type { ComposerPlace } from '../app/composer-place.ts';
import { IconButton } from '../components/controls.tsx';
import { dockHeight } from '../components/height-of.ts';
import { Hint } from '../components/hint.tsx';
import { ErrorNote } from '../components/states.tsx';
import { useFileDrop } from '../components/use-file-drop.ts';
import { useText } from '../i18n/index.ts';
import { useStore } from '../util/store.ts';
import { ActorChips } from './actors.tsx';
import { AttachError, AttachmentChip, FurtherInputsChip, useAttach } from './attach.tsx';
import { BackdropChip } from './backdrop-chip.tsx';
import { castStore } from './cast.ts';
import { CastChips } from './cast-chips.tsx';
import { CastDialogs } from './cast-dialogs.tsx';
import { ComposerFrame, MakeButton } from './composer-frame.tsx';
import { draftStore, editDraft } from './draft.ts';
import { startsFrom } from './earlier-request.ts';
import { showKnown } from './knows/known-store.ts';
import { Options } from './options.tsx';
import { PlanLine } from './plan-line.tsx';
import { PromptBox } from './prompt-box.tsx';
import { focusPrompt } from './prompt-focus.ts';
import { modelOf, requestOf } from './request.ts';
import { SeedChip, StageChip } from './stage-chip.tsx';
import { usePlan } from './use-plan.ts';
import { useSubmission } from './use-submission.ts';

/** The prompt and its choices at the bottom of every page; for a viewer, why they cannot make clips. */
export function Composer({ place }: { place: ComposerPlace }) {
  const t = useText();
  if (usePermissions().make) return <PromptForm place={place} />;
  return (
    <section className="composer" aria-label={t.compose.label} ref={dockHeight}>
      <div className="composer-horizon" aria-hidden="true" />
      <div className="composer-card">
        <p className="small">{t.shell.viewOnly.cannotMake}</p>
      </div>
    </section>
  );
}

function PromptForm({ place }: { place: ComposerPlace }) {
  const t = useText();
  const [unfolded, setUnfolded] = useState(false);
  // Folded again on the next page.
  useEffect(() => {
    if (place !== 'folded') setUnfolded(false);
  }, [place]);
  const shown = place === 'open' || (place === 'folded' && unfolded);
  const navigate = useNavigate();
  const draft = useStore(draftStore);
  const models = useQuery(modelsQuery);
  const settings = useQuery(settingsQuery);
  const base = { models: models.data ?? [], defaults: settings.data?.defaults ?? {} };
  const model = modelOf(draft, { ...base, actors: [] });
  const actors = useQuery({ ...actorsQuery, enabled: model?.controls.actors === true });
  const context = { ...base, actors: actors.data ?? [] };
  const knows = base.models.some((entry) => entry.id === model?.id && hasArtHere(entry));
  const request = requestOf(draft, context);
  const planned = usePlan(request, draft.variants);
  // While other words are read, the plan is still that of the words before.
  const seed = planned.asking ? undefined : planned.plan?.plan.seed;
  const submission = useSubmission();
  const attach = useAttach({
    actors: model?.controls.actors === true,
    start: model?.conditions.image !== false,
    backdrop: model?.controls.backdrop === true,
  });
  const { submit, forgetError } = submission;
  const link = useConnection();
  // What failed because the server was away can be sent again.
  useEffect(() => {
    if (link === 'open') forgetError();
  }, [link, forgetError]);
  useFileDrop(({ files, clip }) => {
    if (clip !== null) editDraft({ conditions: [startsFrom(clip)] });
    if (files.length > 0) void attach.take(files);
    if (!shown) void navigate({ to: '/' });
  }, attach.setOver);
  // Before the models are loaded a prompt can be submitted: it is sent once they are.
  const ready = request !== undefined || (models.isPending && draft.prompt.trim() !== '');
  return (
    <>
      {place === 'folded' && !unfolded && (
        <IconButton
          icon="plus"
          className="composer-unfold"
          label={t.compose.unfold}
          onClick={() => {
            setUnfolded(true);
            setTimeout(focusPrompt, 0);
          }}
        />
      )}
      <ComposerFrame
        className={attach.over ? 'over' : ''}
        label={t.compose.label}
        hidden={!shown}
        onPaste={attach.onPaste}
        onSubmit={submit}
      >
        {attach.over && <p className="composer-drop">{t.compose.drop}</p>}
        {submission.error !== null && <ErrorNote compact error={submission.error} onRetry={submit} />}
        {submission.error === null && planned.error !== null && <ErrorNote compact error={planned.error} />}
        <Notices attach={attach} model={model} request={request} plan={planned.plan?.plan} seed={seed} />
        <ActorChips prompt={draft.prompt} actors={context.actors} />
        <Hint text={draft.prompt === '' ? t.compose.hints.line : t.compose.hints.plan} />
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
            {...(knows ? { onAllKnown: showKnown } : {})}
          />
          <MakeButton
            label={submission.isSending || submission.isWaiting ? t.compose.sending : t.compose.make}
            title={t.compose.makeHint}
            disabled={!ready || submission.isSending}
          />
        </div>
        <div className="composer-foot">
          {model ? (
            <Options
              draft={draft}
              model={model}
              models={base.models.filter((entry) => entry.installed)}
              defaults={base.defaults}
              request={request}
              seed={seed}
              knows={knows}
            />
          ) : (
            models.isSuccess && (
              <p className="small">
                {t.compose.noModel} <Link to="/models">{t.compose.toModels}</Link>
              </p>
            )
          )}
          {model && <PlanLine planned={planned} variants={draft.variants} />}
        </div>
      </ComposerFrame>
      {/* Outside: the composer lets clicks beside its card through. */}
      <CastDialogs />
    </>
  );
}

function Notices({
  attach,
  model,
  request,
  plan,
  seed,
}: {
  attach: ReturnType<typeof useAttach>;
  model: ModelCapabilities | undefined;
  request: GenerationRequestInput | undefined;
  plan: GenerationPlan | undefined;
  seed: number | undefined;
}) {
  const draft = useStore(draftStore);
  const cast = useStore(castStore);
  const parts: ReactNode[] = [];
  if (attach.asking || cast.adding || cast.error) parts.push(<CastChips key="c" attach={attach} />);
  if (attach.error) parts.push(<AttachError key="e" error={attach.error} onClose={attach.forgetError} />);
  if (draft.attachment || attach.progress) parts.push(<AttachmentChip key="a" attach={attach} />);
  if (draft.conditions) parts.push(<FurtherInputsChip key="f" count={draft.conditions.length} />);
  if (draft.backdrop && model?.controls.backdrop)
    parts.push(<BackdropChip key="b" backdrop={draft.backdrop} found={plan?.backdrop} />);
  if (draft.scene && model?.controls.scene) parts.push(<StageChip key="s" request={request} seed={seed} />);
  // A scene edited by hand holds whatever the seed.
  else if (draft.seed !== undefined && model?.controls.scene) parts.push(<SeedChip key="r" seed={draft.seed} />);
  if (parts.length === 0) return null;
  return <div className="composer-notices">{parts}</div>;
}
