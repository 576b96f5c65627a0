import type { ClipDetail } from '@akezora/contract/api';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { clipQuery } from '../../api/queries.ts';
import { useText } from '../../i18n/index.ts';
import { clock } from '../../util/format.ts';
import { languageOfText } from '../../util/text-language.ts';
import { sourcesOf } from './clip-sources.ts';

/** The clips that a clip was made from, where there are several: joined, blended, or acted in. Deleted ones are left out. */
export function Sources({ clip }: { clip: ClipDetail }) {
  const t = useText().library.clip;
  const ids = sourcesOf(clip);
  const found = useQueries({
    queries: ids.length < 2 ? [] : ids.map((id) => ({ ...clipQuery(id), retry: false })),
  }).flatMap(({ data }) => data ?? []);
  if (found.length < 2) return null;
  return (
    <section aria-labelledby="sources">
      <h2 id="sources">{t.madeFrom(found.length)}</h2>
      <ul className="sources">
        {found.map((source) => (
          <li key={source.id}>
            <Link to="/clips/$id" params={{ id: source.id }}>
              <img src={api.url(source.urls.thumbnail)} alt="" loading="lazy" />
              <span className="source-words" lang={languageOfText(source.title || source.prompt)}>
                {source.title || source.prompt}
              </span>
              <span className="quiet numbers">{clock(source.seconds)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
