import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { jobsQuery } from '../../api/queries.ts';
import { Segmented } from '../../components/controls.tsx';
import { SizeSwitch } from '../../components/size-switch.tsx';
import { ErrorNote, Waiting } from '../../components/states.tsx';
import { useText } from '../../i18n/index.ts';
import { storedRowSize, type TileSize } from '../../preferences/tile-size.ts';
import { Feed } from './feed.tsx';
import { groupsOf } from './groups.ts';
import { Hero } from './hero.tsx';
import './home.css';
import { MovingButton } from './moving-button.tsx';
import { Wall } from './wall.tsx';

/** Fewer submissions than these stand large, where no size is chosen. */
const few = 4;

/** The home page: running and recent jobs beside ideas, or a welcome where there are none. */
export function Home() {
  const { feed, ideas: t } = useText().compose;
  const jobs = useInfiniteQuery(jobsQuery('all'));
  const [shown, setShown] = useState<'lately' | 'ideas'>('lately');
  const [chosen, setChosen] = useState<TileSize | undefined>(() => storedRowSize.get());
  if (jobs.isPending) return <Waiting whole />;
  if (jobs.isError && jobs.data === undefined)
    return <ErrorNote error={jobs.error} onRetry={() => void jobs.refetch()} />;
  const groups = groupsOf(jobs.data.pages.flatMap((page) => page.data));
  if (groups.length === 0) return <Hero />;
  const size = chosen ?? (groups.length < few ? 'large' : 'medium');
  return (
    <div className="home">
      <header className="home-head">
        <h1 className="visually-hidden">{shown === 'lately' ? feed.title : t.title}</h1>
        <Segmented
          label={t.show}
          value={shown}
          options={[
            { value: 'lately', text: t.lately },
            { value: 'ideas', text: t.title },
          ]}
          onChange={setShown}
        />
        {shown === 'ideas' ? (
          <MovingButton />
        ) : (
          <SizeSwitch
            value={size}
            onChange={(next) => {
              setChosen(next);
              storedRowSize.set(next);
            }}
          />
        )}
      </header>
      {shown === 'ideas' ? (
        <Wall />
      ) : (
        <Feed groups={groups} size={size} {...(jobs.hasNextPage ? { onMore: () => void jobs.fetchNextPage() } : {})} />
      )}
    </div>
  );
}
