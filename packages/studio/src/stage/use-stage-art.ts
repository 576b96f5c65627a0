import type { ModelEntry } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { api } from '../api/client.ts';
import { actorsQuery, hasArtHere, modelArtQuery } from '../api/queries.ts';
import { fetchPicture } from './fetch-picture.ts';
import { actorUrl, pictureUrl } from './picture-urls.ts';
import { openPictures } from './pictures.ts';

/** What scenes of a model are drawn with; `coming` while it is asked for, undefined where its art is not on this server. */
export function useStageArt(model: ModelEntry | undefined) {
  const here = model !== undefined && hasArtHere(model);
  const list = useQuery({ ...modelArtQuery(model?.id ?? ''), enabled: here });
  const actors = useQuery({ ...actorsQuery, enabled: model?.capabilities.controls.actors === true });
  const [version, setVersion] = useState(0);
  const id = model?.id ?? '';
  const [art, cast] = [list.data, actors.data];
  const pictures = useMemo(
    () =>
      art == null
        ? undefined
        : openPictures({
            art,
            url: (key) => (key.actor === true ? actorUrl(key.name, cast ?? []) : pictureUrl(id, key, art)),
            onReady: () => setVersion((count) => count + 1),
          }),
    [art, cast, id],
  );
  useEffect(() => () => pictures?.close(), [pictures]);
  const own = useMemo(
    () => new Set((cast ?? []).filter(({ picture }) => picture !== null).map(({ name }) => name)),
    [cast],
  );
  const shown = useMemo(
    () => (art == null || pictures === undefined ? undefined : { list: art, pictures, version, own }),
    [art, pictures, version, own],
  );
  return { art: here && list.isPending ? ('coming' as const) : shown, actors: cast ?? [] };
}

/** A picture of an upload as canvases draw it; undefined until it is here. */
export function useUploadPicture(file: unknown): ImageBitmap | undefined {
  const id = typeof file === 'string' && file.startsWith('upload:') ? file.slice('upload:'.length) : undefined;
  const [picture, setPicture] = useState<ImageBitmap | undefined>();
  useEffect(() => {
    if (id === undefined) return;
    const stop = new AbortController();
    fetchPicture(api.url(`/api/uploads/${encodeURIComponent(id)}/file`), stop.signal)
      .then(createImageBitmap)
      .then(setPicture, () => stop.signal.aborted || setPicture(undefined));
    return () => stop.abort();
  }, [id]);
  return id === undefined ? undefined : picture;
}
