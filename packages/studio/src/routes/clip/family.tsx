import type { ClipDetail } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { familyQuery } from '../../api/queries.ts';
import { PromptText } from '../../components/prompt-text.tsx';
import { useText } from '../../i18n/index.ts';
import { type Branch, treeOf } from './family-tree.ts';

/** The clips that this one was made from, and those made from it. */
export function Family({ clip }: { clip: ClipDetail }) {
  const t = useText().library.clip;
  const family = useQuery(familyQuery(clip.id));
  if (family.data === undefined || family.data.data.length < 2) return null;
  return (
    <section className="family" aria-labelledby="family">
      <h2 id="family">{t.family}</h2>
      <p className="quiet small">{t.familyText}</p>
      <Branches branches={treeOf(family.data.data, family.data.root, family.data.children)} current={clip.id} />
    </section>
  );
}

function Branches({ branches, current }: { branches: readonly Branch[]; current: string }) {
  const t = useText().library.clip;
  return (
    <ul className="branches">
      {branches.map(({ clip, children }) => (
        <li key={clip.id}>
          <Link to="/clips/$id" params={{ id: clip.id }} aria-current={clip.id === current ? 'page' : undefined}>
            <img src={api.url(clip.urls.thumbnail)} alt="" width={72} height={41} loading="lazy" />
            <span>
              <strong>{clip.id === current ? t.thisClip : t.origins[clip.origin]}</strong>
              <span className="quiet">
                <PromptText text={clip.title || clip.prompt} />
              </span>
            </span>
          </Link>
          {children.length > 0 && <Branches branches={children} current={current} />}
        </li>
      ))}
    </ul>
  );
}
