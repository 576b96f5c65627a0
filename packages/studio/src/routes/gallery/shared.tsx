import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { errorOf } from '../../api/client.ts';
import { sharedQuery } from '../../api/queries.ts';
import { Broken } from '../../components/faults.tsx';
import { Waiting } from '../../components/states.tsx';
import { useText } from '../../i18n/index.ts';
import { languageOfText } from '../../util/text-language.ts';
import './gallery.css';
import { Locked } from './locked.tsx';
import { PublicView } from './public-view.tsx';

/** The page of a clip that was shared by link. */
export function SharedPage() {
  const { token } = useParams({ from: '/s/$token' });
  const t = useText().library.clip;
  const clip = useQuery(sharedQuery(token));
  if (clip.isPending) return <Waiting whole />;
  if (clip.data === undefined && errorOf(clip.error).code === 'link_password_needed') return <Locked token={token} />;
  if (clip.data === undefined) return <Broken error={clip.error} reset={() => void clip.refetch()} />;
  const title = clip.data.title || clip.data.prompt || t.untitled;
  return (
    <div className="page">
      <header className="page-head">
        <h1 lang={languageOfText(title)}>{title}</h1>
      </header>
      <PublicView clip={clip.data} prompt={clip.data.title !== ''} />
    </div>
  );
}
