import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { clipQuery } from '../api/queries.ts';
import { Broken, NotFound } from '../components/faults.tsx';
import { Icon } from '../components/icon.tsx';
import { Waiting } from '../components/states.tsx';
import { useText } from '../i18n/index.ts';
import { Blend } from './blend/panel.tsx';
import { Extend } from './extend/panel.tsx';
import { Loop } from './loop/panel.tsx';
import { Recut } from './recut/panel.tsx';
import { Remix } from './remix/panel.tsx';
import './tools.css';

const pages = { remix: Remix, recut: Recut, blend: Blend, loop: Loop, extend: Extend };

/** A tool opened from a clip. */
export function ToolPage() {
  const { id, tool } = useParams({ from: '/clips/$id/$tool' });
  const t = useText().tools;
  const clip = useQuery(clipQuery(id));
  const Page = pages[tool as keyof typeof pages];
  if (Page === undefined) return <NotFound />;
  if (clip.isPending) return <Waiting />;
  if (clip.data === undefined) return <Broken error={clip.error} reset={() => void clip.refetch()} />;
  const name = tool as keyof typeof pages;
  return (
    <div className="page tool-page">
      <header className="tool-head">
        <Link to="/clips/$id" params={{ id }} className="icon-button" aria-label={t.backToClip} title={t.backToClip}>
          <Icon name="back" />
        </Link>
        <div>
          <h1>{t.names[name]}</h1>
          <p className="quiet">{t.intro[name]}</p>
        </div>
      </header>
      <Page key={`${id}/${tool}`} clip={clip.data} />
    </div>
  );
}
