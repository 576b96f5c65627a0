import { type ReactNode, useRef } from 'react';
import { IconButton } from '../components/controls.tsx';
import { useText } from '../i18n/index.ts';
import type { KeyHandlers } from '../keys/registry.ts';
import { useLineKeys } from '../timeline/use-line-keys.ts';
import { LineControls } from './line-controls.tsx';
import type { StripProps } from './tool.ts';

/** The row under a strip: play, step by frames, the time, what the tool adds, undo and redo. */
export function StripTools({
  line,
  steps,
  seconds,
  keys,
  children,
}: Pick<StripProps<unknown>, 'line' | 'steps'> & {
  /** Length of the line. */
  seconds: number;
  /** What more of a player's keys do. */
  keys?: KeyHandlers;
  children?: ReactNode;
}) {
  const t = useText();
  const area = useRef<Element | null>(null);
  useLineKeys(line, keys, area);
  return (
    <div
      className="strip-tools"
      ref={(row) => {
        area.current = row?.parentElement ?? null;
      }}
    >
      <LineControls line={line} seconds={seconds} marks={keys?.in === undefined} />
      <span className="strip-gap" />
      {children !== undefined && <span className="strip-actions">{children}</span>}
      <IconButton icon="undo" label={t.shell.undo} disabled={!steps.canUndo} onClick={steps.undo} />
      <IconButton icon="redo" label={t.shell.redo} disabled={!steps.canRedo} onClick={steps.redo} />
    </div>
  );
}
