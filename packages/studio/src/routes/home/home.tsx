import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { jobsQuery, modelsQuery } from '../../api/queries.ts';
import { Button } from '../../components/controls.tsx';
import { ErrorNote, Waiting } from '../../components/states.tsx';
import { startDraft } from '../../compose/prompt-focus.ts';
import { useText } from '../../i18n/index.ts';
import { tourWanted } from '../../preferences/tour.ts';
import { Group } from './group.tsx';
import { groupsOf } from './groups.ts';
import './home.css';
import { Tour } from './tour.tsx';

/** The home page: running and recent jobs, or a welcome where there are none. */
export function Home() {
  const t = useText();
  const jobs = useInfiniteQuery(jobsQuery('all'));
  const [tour, setTour] = useState(tourWanted);
  if (jobs.isPending) return <Waiting />;
  if (jobs.isError && jobs.data === undefined)
    return <ErrorNote error={jobs.error} onRetry={() => void jobs.refetch()} />;
  const groups = groupsOf(jobs.data.pages.flatMap((page) => page.data));
  return (
    <div className="home">
      {groups.length === 0 ? (
        <Hero tour={tour} onTourEnd={() => setTour(false)} />
      ) : (
        <h1 className="visually-hidden">{t.compose.feed.title}</h1>
      )}
      {groups.map((group, index) => (
        <Group key={group[0]?.groupId ?? group[0]?.id} jobs={group} first={index === 0} />
      ))}
      {jobs.hasNextPage && (
        <Button className="home-more" onClick={() => void jobs.fetchNextPage()} disabled={jobs.isFetchingNextPage}>
          {t.shell.more}
        </Button>
      )}
      {groups.length > 0 && !jobs.hasNextPage && (
        <p className="home-end quiet small">
          <Link to="/library">{t.compose.feed.more}</Link>
        </p>
      )}
    </div>
  );
}

function Hero({ tour, onTourEnd }: { tour: boolean; onTourEnd: () => void }) {
  const t = useText().compose;
  const models = useQuery(modelsQuery);
  return (
    <div className="hero">
      <div className="hero-sun" aria-hidden="true" />
      <h1>{t.hero.title}</h1>
      <p className="quiet">{t.hero.text}</p>
      {tour ? (
        <Tour onEnd={onTourEnd} />
      ) : (
        <div className="hero-try">
          <p className="small quiet">{t.hero.try}</p>
          <ul>
            {t.placeholders.map((prompt) => (
              <li key={prompt}>
                <button type="button" onClick={() => startDraft({ prompt })} disabled={models.isPending}>
                  {prompt}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
