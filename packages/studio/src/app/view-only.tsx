import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sessionQuery } from '../api/queries.ts';
import { Empty } from '../components/states.tsx';
import { useText } from '../i18n/index.ts';
import { isToolPage } from './composer-place.ts';

/** Whether a page is of no use without the permission to make clips. */
export const isForMaking = (path: string): boolean =>
  path === '/' || /^\/(storyboards|cast)(\/|$)/.test(path) || isToolPage(path);

/** Shown to a view-only account in place of such a page: links to what it can view. */
export function ViewOnly() {
  const t = useText();
  const gallery = useQuery(sessionQuery).data?.features.gallery === true;
  const words = t.shell.viewOnly;
  return (
    <div className="page">
      <Empty heading="h1" title={words.title} text={gallery ? words.textGallery : words.text}>
        {gallery && (
          <Link to="/gallery" className="button button-strong">
            {t.shell.nav.gallery}
          </Link>
        )}
        <Link to="/library" className="button button-soft">
          {t.shell.nav.library}
        </Link>
      </Empty>
    </div>
  );
}
