import type { DraftCard } from '@akezora/contract/api';
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../api/client.ts';
import { clipQuery, uploadQuery } from '../../api/queries.ts';
import { type Film, filmOf } from '../../timeline/piece.ts';

/** Frames a second of a video of which only the file is known. */
const usualFps = 24;

/** The films of the cards that show a clip or an uploaded video, by card; a deleted one is missing. */
export function useCardFilms(cards: readonly DraftCard[]): ReadonlyMap<string, Film> {
  const videos = cards.filter(({ kind }) => kind === 'video');
  const clips = [...new Set(videos.flatMap(({ clip }) => clip ?? []))];
  const uploads = [...new Set(videos.flatMap(({ clip, upload }) => (clip === undefined ? (upload ?? []) : [])))];
  const ofClips = useQueries({
    queries: clips.map((id) => ({ ...clipQuery(id), retry: false })),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  const ofUploads = useQueries({
    queries: uploads.map((id) => ({ ...uploadQuery(id), retry: false })),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  // The cards change with every stroke; which of them show what, hardly ever.
  const shown = JSON.stringify(videos.map(({ id, clip, upload }) => [id, clip ?? null, upload ?? null]));
  return useMemo(() => {
    const films = new Map<string, Film>();
    for (const [id, clip, upload] of JSON.parse(shown) as [string, string | null, string | null][]) {
      const known = ofClips.find((one) => one.id === clip);
      const file = ofUploads.find((one) => one.id === upload);
      if (known !== undefined) films.set(id, filmOf(known));
      else if (file !== undefined && file.seconds !== null)
        films.set(id, {
          seconds: file.seconds,
          fps: usualFps,
          width: file.width ?? 16,
          height: file.height ?? 9,
          video: api.url(file.urls.file),
          poster: api.url(file.urls.thumbnail),
        });
    }
    return films;
  }, [shown, ofClips, ofUploads]);
}
