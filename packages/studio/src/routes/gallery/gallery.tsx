import type { PublicClip } from '@akezora/contract/api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, errorOf } from '../../api/client.ts';
import { usePermissions } from '../../api/permissions.ts';
import { galleryQuery, sessionQuery } from '../../api/queries.ts';
import { Button, Segmented } from '../../components/controls.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Empty, ErrorNote, Waiting } from '../../components/states.tsx';
import { startDraft } from '../../compose/prompt-focus.ts';
import { useText } from '../../i18n/index.ts';
import './gallery.css';
import { languageOfText } from '../../util/text-language.ts';
import { PublicView } from './public-view.tsx';

/** The gallery: published clips, newest first or in random order. */
export function Gallery() {
  const t = useText();
  const words = t.library.gallery;
  const [order, setOrder] = useState<'newest' | 'random'>('newest');
  const [seed, setSeed] = useState(() => Math.floor(Math.random() * 1e6));
  const [open, setOpen] = useState<PublicClip | null>(null);
  const gallery = useInfiniteQuery(galleryQuery(order, seed));
  const signedIn = useQuery(sessionQuery).data?.signedIn === true;
  const { make, manage } = usePermissions();
  const off = gallery.error !== null && errorOf(gallery.error).code === 'not_found';
  const clips = gallery.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <div className="page">
      <header className="page-head">
        <h1>{words.title}</h1>
        {!off && (
          <Segmented
            label={t.library.sort}
            value={order}
            options={[
              { value: 'newest', text: words.newest },
              { value: 'random', text: words.random },
            ]}
            onChange={(next) => {
              setOrder(next);
              setSeed(Math.floor(Math.random() * 1e6));
            }}
          />
        )}
      </header>
      {gallery.isPending && <Waiting />}
      {off && (
        <Empty title={words.off}>
          {manage && (
            <Link to="/settings" hash="sharing" className="button button-soft">
              {words.turnOn}
            </Link>
          )}
        </Empty>
      )}
      {gallery.isError && !off && <ErrorNote error={gallery.error} onRetry={() => void gallery.refetch()} />}
      {gallery.isSuccess && clips.length === 0 && <Empty title={words.empty.title} text={words.empty.text} />}
      <ul className="gallery">
        {clips.map((clip) => (
          <li key={clip.id}>
            <button
              type="button"
              onClick={() => setOpen(clip)}
              aria-label={t.library.openClip(clip.title || clip.prompt)}
            >
              <img src={api.url(clip.urls.thumbnail)} alt="" loading="lazy" width={clip.width} height={clip.height} />
              <span lang={languageOfText(clip.title || clip.prompt)}>{clip.title || clip.prompt}</span>
            </button>
          </li>
        ))}
      </ul>
      {gallery.hasNextPage && (
        <Button disabled={gallery.isFetchingNextPage} onClick={() => void gallery.fetchNextPage()}>
          {t.shell.more}
        </Button>
      )}
      {open !== null && (
        <Dialog
          title={open.title || words.title}
          size="large"
          onClose={() => setOpen(null)}
          actions={
            signedIn &&
            make && (
              <Button
                kind="strong"
                icon="pencil"
                onClick={() => {
                  const { prompt } = open;
                  setOpen(null);
                  setTimeout(() => startDraft({ prompt }), 0);
                }}
              >
                {words.tryIt}
              </Button>
            )
          }
        >
          <PublicView clip={open} />
        </Dialog>
      )}
    </div>
  );
}
