import type { GenerationPlan } from '@akezora/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Button, Select } from '../components/controls.tsx';
import { ErrorNote } from '../components/states.tsx';
import { PlanLine } from '../compose/plan-line.tsx';
import { useText } from '../i18n/index.ts';
import type { Compiled } from './compiled.ts';
import type { TakesOf } from './takes.ts';
import { useMaking } from './use-making.ts';
import type { ToolModel } from './use-tool-model.ts';
import { Viewer } from './viewer.tsx';

/** The viewer, a form, the plan and the button, for what is more than a line of words. */
export function Workbench({
  before,
  beforeName,
  place,
  compiled,
  tool,
  notes,
  wide,
  children,
}: {
  before: ReactNode;
  beforeName?: string;
  place: TakesOf;
  /** What would be made; undefined while something is missing. */
  compiled: Compiled | undefined;
  tool: ToolModel;
  /** How the remarks of the plan are shown. Default: one after another. */
  notes?: (plan: GenerationPlan) => ReactNode;
  /** Below the viewer, as wide as it. */
  wide?: ReactNode;
  children: ReactNode;
}) {
  const t = useText();
  const making = useMaking(place, compiled, tool);
  return (
    <div className="workbench">
      <div className="bench-front">
        <Viewer source={before} sourceName={beforeName} takes={making.takes} onTake={making.add} />
        {wide}
      </div>
      <form
        className="tool-form"
        onSubmit={(event) => {
          event.preventDefault();
          making.make();
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
        {making.error !== null && (
          <ErrorNote compact error={making.error} {...(making.unsent && { onRetry: making.make })} />
        )}
        <div className="tool-go">
          <PlanLine planned={making.planned} notes={notes} />
          <Button kind="strong" type="submit" disabled={!making.ready}>
            {t.tools.make}
          </Button>
        </div>
      </form>
    </div>
  );
}
