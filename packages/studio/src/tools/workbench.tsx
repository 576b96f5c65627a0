import type { GenerationPlan } from '@akezora/contract';
import type { ClipDetail, Origin } from '@akezora/contract/api';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
import { Button, Select } from '../components/controls.tsx';
import { ErrorNote } from '../components/states.tsx';
import { PlanLine } from '../compose/plan-line.tsx';
import { useSend } from '../compose/submit.ts';
import { usePlan } from '../compose/use-plan.ts';
import { useText } from '../i18n/index.ts';
import { randomId } from '../util/random-id.ts';
import type { Compiled } from './compiled.ts';
import type { ToolModel } from './use-tool-model.ts';
import { Viewer } from './viewer.tsx';

/** The viewer, the tool's form, the plan and the button: the same for every tool. */
export function Workbench({
  before,
  beforeName,
  wiped,
  origin,
  compiled,
  tool,
  refuses,
  wide,
  children,
}: {
  before: ReactNode;
  beforeName?: string;
  /** The clip that results are compared with in one frame. Default: they are not. */
  wiped?: ClipDetail | undefined;
  origin: Origin;
  /** What would be made; undefined while something is missing. */
  compiled: Compiled | undefined;
  tool: ToolModel;
  /** Why a plan is not worth running; undefined where it is. Default: every plan is. */
  refuses?: (plan: GenerationPlan) => string | undefined;
  /** Below the viewer, as wide as it. */
  wide?: ReactNode;
  children: ReactNode;
}) {
  const t = useText();
  const sending = useSend();
  const key = useRef({ text: '', key: '' });
  const [takes, setTakes] = useState<readonly string[]>([]);
  const full =
    compiled && tool.model ? { ...compiled.part, model: tool.model.id, prompt: compiled.part.prompt ?? '' } : undefined;
  const planned = usePlan(full, 1);
  const refusal = planned.plan === undefined ? undefined : refuses?.(planned.plan.plan);
  const submit = () => {
    if (full === undefined || refusal !== undefined) return;
    const text = JSON.stringify({ full, join: compiled?.join });
    if (key.current.text !== text) key.current = { text, key: randomId() };
    sending.mutate(
      {
        request: full,
        origin,
        key: key.current.key,
        ...(compiled?.join === undefined ? {} : { join: compiled.join }),
      },
      {
        onSuccess: ({ data }) => {
          key.current = { text: '', key: '' };
          setTakes((before) => [...before, ...data.map(({ id }) => id)]);
        },
      },
    );
  };
  return (
    <div className="workbench">
      <div className="bench-front">
        <Viewer source={before} sourceName={beforeName} wiped={wiped} takes={takes} />
        {wide}
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
          {refusal !== undefined && (
            <p className="tool-refusal" role="status">
              {refusal}
            </p>
          )}
          <Button
            kind="strong"
            type="submit"
            disabled={full === undefined || refusal !== undefined || sending.isPending}
          >
            {t.tools.make}
          </Button>
        </div>
      </form>
    </div>
  );
}
