import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Select } from '../components/controls.tsx';
import { Icon } from '../components/icon.tsx';
import { Panel } from '../components/menu.tsx';
import { ErrorNote } from '../components/states.tsx';
import { ComposerFrame, MakeButton } from '../compose/composer-frame.tsx';
import { PlanLine } from '../compose/plan-line.tsx';
import { PromptBox } from '../compose/prompt-box.tsx';
import { useText } from '../i18n/index.ts';
import type { Making } from './use-making.ts';
import type { ToolModel } from './use-tool-model.ts';

/** The composer as the line of a tool: its words, its choices as chips, the plan, and Make. */
export function ToolLine({
  label,
  asks,
  words,
  onWords,
  tool,
  making,
  children,
}: {
  label: string;
  /** What the line asks for. */
  asks: string;
  words: string;
  onWords: (words: string) => void;
  tool: ToolModel;
  making: Making;
  /** The tool's chips. */
  children: ReactNode;
}) {
  const t = useText();
  return (
    <ComposerFrame label={label} className="tool-line" onSubmit={making.make}>
      {making.error !== null && (
        <ErrorNote compact error={making.error} {...(making.unsent && { onRetry: making.make })} />
      )}
      {making.refusal !== undefined && (
        <p className="tool-refusal small" role="status">
          {making.refusal}
        </p>
      )}
      <div className="composer-line">
        <PromptBox
          own={false}
          value={words}
          placeholder={asks}
          marks={making.planned.plan?.plan.unknownWords ?? []}
          onChange={onWords}
          onSubmit={making.make}
        />
        <MakeButton label={t.tools.make} title={t.tools.make} disabled={!making.ready} />
      </div>
      <div className="composer-foot">
        <div className="options">
          {tool.able.length > 1 && tool.model !== undefined && (
            <Panel
              label={t.tools.sourceModel}
              trigger={
                <button type="button" className="chip" aria-label={`${t.tools.sourceModel}: ${tool.model.name}`}>
                  <Icon name="cube" size={15} />
                  <span>{tool.model.name}</span>
                </button>
              }
            >
              <Select
                label={t.tools.sourceModel}
                value={tool.model.id}
                options={tool.able.map(({ id, name }) => ({ value: id, text: name }))}
                onChange={tool.choose}
              />
            </Panel>
          )}
          {children}
        </div>
        {tool.ready && tool.able.length === 0 ? (
          <p className="small">
            {t.compose.noModel} <Link to="/models">{t.compose.toModels}</Link>
          </p>
        ) : (
          <PlanLine planned={making.planned} />
        )}
      </div>
    </ComposerFrame>
  );
}
