import type { GenerationRequestInput, ModelCapabilities } from '@akezora/contract';
import type { Clip, Origin } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { clipQuery, jobQuery, modelsQuery } from '../api/queries.ts';
import { Button, Select } from '../components/controls.tsx';
import { JobTile } from '../components/job-tile.tsx';
import { Player } from '../components/player.tsx';
import { ErrorNote } from '../components/states.tsx';
import { PlanLine } from '../compose/plan-line.tsx';
import { newKey, useSend } from '../compose/submit.ts';
import { usePlan } from '../compose/use-plan.ts';
import { useText } from '../i18n/index.ts';

/** Models that have a control, and the one chosen. */
export function useToolModel(control: keyof ModelCapabilities['controls'] | null, first?: string) {
  const models = useQuery(modelsQuery);
  const able = (models.data ?? [])
    .filter((entry) => entry.installed)
    .map((entry) => entry.capabilities)
    .filter((model) => (control === null ? model.conditions.video : model.controls[control]));
  const [id, setId] = useState(first);
  return { able, model: able.find((model) => model.id === id) ?? able[0], choose: setId, ready: models.isSuccess };
}

/** Before and after, what the tool needs to know, and the button: the same in every tool. */
export function Workbench({
  before,
  beforeName,
  origin,
  request,
  tool,
  wide,
  children,
}: {
  before: ReactNode;
  beforeName?: string;
  origin: Origin;
  /** What would be made; undefined while something is missing. */
  request: Partial<GenerationRequestInput> | undefined;
  tool: ReturnType<typeof useToolModel>;
  /** Under before and after, as wide as both. */
  wide?: ReactNode;
  children: ReactNode;
}) {
  const t = useText();
  const sending = useSend();
  const key = useRef({ text: '', key: '' });
  const [made, setMade] = useState<string | null>(null);
  const full =
    request && tool.model
      ? ({ ...request, model: tool.model.id, prompt: request.prompt ?? '' } as GenerationRequestInput)
      : undefined;
  const planned = usePlan(full, 1);
  const submit = () => {
    if (full === undefined) return;
    const text = JSON.stringify(full);
    if (key.current.text !== text) key.current = { text, key: newKey() };
    sending.mutate(
      { request: full, origin, key: key.current.key },
      {
        onSuccess: ({ data }) => {
          key.current = { text: '', key: '' };
          setMade(data[0]?.id ?? null);
        },
      },
    );
  };
  return (
    <div className="workbench">
      <div className="before-after">
        <figure>
          <figcaption>{beforeName ?? t.tools.before}</figcaption>
          {before}
        </figure>
        <figure aria-live="polite">
          <figcaption>{t.tools.after}</figcaption>
          {made === null ? <div className="after-blank">{t.tools.afterText}</div> : <Made key={made} id={made} />}
        </figure>
        {wide !== undefined && <div className="bench-wide">{wide}</div>}
      </div>
      <form
        className="tool-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {children}
        {tool.able.length > 1 && (
          <Select
            label={t.tools.sourceModel}
            value={tool.model?.id ?? ''}
            options={tool.able.map(({ id, name }) => ({ value: id, text: name }))}
            onChange={tool.choose}
          />
        )}
        {tool.ready && tool.able.length === 0 && (
          <p className="quiet">
            {t.compose.noModel} <Link to="/models">{t.compose.toModels}</Link>
          </p>
        )}
        {sending.error !== null && <ErrorNote compact error={sending.error} onRetry={submit} />}
        {sending.error === null && planned.error !== null && <ErrorNote compact error={planned.error} />}
        <div className="tool-go">
          <PlanLine planned={planned} />
          <Button kind="strong" type="submit" disabled={full === undefined || sending.isPending}>
            {t.tools.make}
          </Button>
        </div>
      </form>
    </div>
  );
}

function Made({ id }: { id: string }) {
  const job = useQuery(jobQuery(id));
  const t = useText().shell;
  const clipId = job.data?.clipId ?? null;
  const clip = useQuery({ ...clipQuery(clipId ?? ''), enabled: clipId !== null });
  if (clip.data !== undefined)
    return (
      <div className="made">
        <SourcePlayer clip={clip.data} />
        <Link className="button button-soft" to="/clips/$id" params={{ id: clip.data.id }}>
          {t.open}
        </Link>
      </div>
    );
  return job.data === undefined ? <div className="after-blank" /> : <JobTile job={job.data} />;
}

/** A clip with the player's controls. */
export function SourcePlayer({ clip }: { clip: Clip }) {
  return (
    <Player
      clip={clip}
      video={api.url(clip.urls.video)}
      poster={api.url(clip.urls.thumbnail)}
      sprites={clip.sprites}
      spriteSrc={clip.urls.sprites === null ? null : api.url(clip.urls.sprites)}
    />
  );
}
