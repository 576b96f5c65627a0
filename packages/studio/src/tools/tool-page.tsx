import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Fragment } from 'react';
import { clipQuery } from '../api/queries.ts';
import { Broken, NotFound } from '../components/faults.tsx';
import { Icon } from '../components/icon.tsx';
import { Waiting } from '../components/states.tsx';
import { useText } from '../i18n/index.ts';
import { clipToolOf, clipTools } from './index.ts';
import './tools.css';

/** Scrolls a row of tabs to the one that is open, where they do not all fit. */
function showCurrent(row: HTMLElement | null): void {
  const tab = row?.querySelector<HTMLElement>('[aria-current]');
  if (row && tab) row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.clientWidth) / 2;
}

/** The page of a tool that was opened from a clip. */
export function ToolPage() {
  const { id, tool: toolId } = useParams({ from: '/clips/$id/$tool' });
  const t = useText();
  const clip = useQuery(clipQuery(id));
  const tool = clipToolOf(toolId);
  if (tool === undefined) return <NotFound />;
  if (clip.isPending) return <Waiting whole />;
  if (clip.data === undefined) return <Broken error={clip.error} reset={() => void clip.refetch()} />;
  const { backToClip } = t.tools;
  return (
    <div className="page tool-page">
      <header className="tool-head">
        <Link to="/clips/$id" params={{ id }} className="icon-button" aria-label={backToClip} title={backToClip}>
          <Icon name="back" />
        </Link>
        <h1>{tool.name(t)}</h1>
        <p className="tool-intro small quiet">{tool.intro(t)}</p>
        <nav className="tool-tabs" aria-label={t.tools.tabs} ref={showCurrent}>
          {clipTools.map((one) => (
            <Link
              key={one.id}
              to="/clips/$id/$tool"
              params={{ id, tool: one.id }}
              className="tool-tab"
              activeProps={{ 'aria-current': 'page' }}
            >
              <Icon name={one.icon} size={17} />
              <span>{one.name(t)}</span>
            </Link>
          ))}
        </nav>
      </header>
      <Fragment key={`${id}/${tool.id}`}>{tool.page(clip.data)}</Fragment>
    </div>
  );
}
