import type { ClipDetail } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { clipsBesideQuery } from '../../api/queries.ts';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../i18n/index.ts';

/** The way to the clips beside this one, as they lie in the library: also by the keys `[` and `]`. */
export function Beside({ clip }: { clip: ClipDetail }) {
  const t = useText().library.clip;
  const { newer = null, older = null } = useQuery(clipsBesideQuery(clip)).data ?? {};
  return (
    <nav className="beside" aria-label={t.beside}>
      {newer !== null && (
        <Link
          to="/clips/$id"
          params={{ id: newer }}
          className="button button-plain"
          aria-keyshortcuts="["
          title={t.key('[')}
        >
          <Icon name="back" size={17} />
          <span>{t.newer}</span>
        </Link>
      )}
      {older !== null && (
        <Link
          to="/clips/$id"
          params={{ id: older }}
          className="button button-plain beside-older"
          aria-keyshortcuts="]"
          title={t.key(']')}
        >
          <span>{t.older}</span>
          <Icon name="on" size={17} />
        </Link>
      )}
    </nav>
  );
}
