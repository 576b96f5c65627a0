import type { Clip, SpriteIndex } from '@akezora/contract/api';
import { api } from '../api/client.ts';

/** What a line needs to know of a clip to show and play it. */
export interface Film {
  readonly seconds: number;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly video: string;
  readonly poster: string;
  /** Small pictures of its frames. Default: the poster stands for all of them. */
  readonly sheet?: { readonly src: string; readonly index: SpriteIndex };
}

interface PieceBase {
  /** Its identity while pieces are moved and trimmed. */
  readonly key: string;
  /** Its length on the line. */
  readonly seconds: number;
  /** Words that go with it. Default none. */
  readonly words?: string;
}

/** A part of a line: seconds of a clip, a still picture, words alone, or seconds that are yet to be painted. */
export type LinePiece =
  | (PieceBase & {
      readonly kind: 'clip';
      readonly film: Film /** Second of the clip where it begins. */;
      readonly from: number;
    })
  | (PieceBase & { readonly kind: 'still'; readonly picture: string })
  | (PieceBase & { readonly kind: 'words' /** Behind the words. Default none. */; readonly picture?: string })
  | (PieceBase & { readonly kind: 'new' });

/** An end of a piece. */
export type Edge = 'start' | 'end';

/** An end of one piece of a line. */
export interface EdgeOf {
  readonly key: string;
  readonly edge: Edge;
}

/** A clip of the library as a film. */
export const filmOf = (clip: Pick<Clip, 'seconds' | 'fps' | 'width' | 'height' | 'urls' | 'sprites'>): Film => ({
  seconds: clip.seconds,
  fps: clip.fps,
  width: clip.width,
  height: clip.height,
  video: api.url(clip.urls.video),
  poster: api.url(clip.urls.thumbnail),
  ...(clip.sprites === null || clip.urls.sprites === null
    ? {}
    : { sheet: { src: api.url(clip.urls.sprites), index: clip.sprites } }),
});

/** A whole clip of the library as a piece of a line. */
export const wholeClip = (clip: Parameters<typeof filmOf>[0]): LinePiece => ({
  kind: 'clip',
  key: 'clip',
  film: filmOf(clip),
  from: 0,
  seconds: clip.seconds,
});
