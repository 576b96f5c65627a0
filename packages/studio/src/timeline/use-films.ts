import { type RefObject, useEffect, useRef, useState } from 'react';
import { createFilmPlayer, type FilmPlayer, frameName } from './film-player.ts';
import { pieceAt } from './geometry.ts';
import type { LinePiece } from './piece.ts';
import type { Line } from './use-line.ts';

/** Seconds before the end of a piece at which the next one begins: less than half a frame. */
const early = 0.012;

/**
 * Shows the clips of a line in two videos: the frame at its playhead; and while it plays, one stretch after another, timed by the
 * videos themselves, and by the clock where there is no clip.
 */
export function useFilms(
  pieces: readonly LinePiece[],
  line: Line,
): {
  readonly refs: readonly [RefObject<HTMLVideoElement | null>, RefObject<HTMLVideoElement | null>];
  /** The video that is seen. */
  readonly front: 0 | 1;
  /** It shows the frame at the playhead, rather than one that it is leaving. */
  readonly exact: boolean;
} {
  const first = useRef<HTMLVideoElement>(null);
  const second = useRef<HTMLVideoElement>(null);
  const player = useRef<FilmPlayer | null>(null);
  const [shown, setShown] = useState<{ readonly front: 0 | 1; readonly frame: string }>({ front: 0, frame: '' });
  useEffect(() => {
    const [one, two] = [first.current, second.current];
    if (one === null || two === null) return undefined;
    const made = createFilmPlayer([one, two], (front, frame) => setShown({ front, frame }));
    player.current = made;
    return () => {
      player.current = null;
      made.close();
    };
  }, []);

  const place = pieceAt(pieces, line.time);
  const clip = place?.piece.kind === 'clip' ? place.piece : undefined;
  const film = clip?.film;
  const media = clip === undefined || place === undefined ? 0 : clip.from + line.time - place.at;
  const { playing } = line;
  useEffect(() => {
    if (playing) return;
    if (film === undefined) player.current?.pause();
    else player.current?.show(film, media);
  }, [playing, film, media]);

  const latest = useRef({ pieces, line });
  latest.current = { pieces, line };
  useEffect(() => {
    if (!playing) return undefined;
    let now = latest.current.line.time;
    let runs: string | undefined;
    let last = performance.now();
    let handle = requestAnimationFrame(function frame(stamp) {
      handle = requestAnimationFrame(frame);
      const passed = Math.min(0.25, Math.max(0, stamp - last) / 1000);
      last = stamp;
      const next = advance(player.current, latest.current.pieces, now, runs, passed);
      now = latest.current.line.tick(next.now);
      runs = now < next.now ? undefined : next.runs;
    });
    return () => cancelAnimationFrame(handle);
  }, [playing]);

  const exact =
    film !== undefined && (playing ? shown.frame.startsWith(`${film.video}#`) : shown.frame === frameName(film, media));
  return { refs: [first, second], front: shown.front, exact };
}

/** The line a moment later: its time, and the key of the clip that runs. */
function advance(
  player: FilmPlayer | null,
  pieces: readonly LinePiece[],
  now: number,
  runs: string | undefined,
  passed: number,
): { now: number; runs: string | undefined } {
  const place = pieceAt(pieces, now);
  if (place === undefined || player === null) return { now, runs };
  const { piece, at, index } = place;
  const end = at + piece.seconds;
  if (piece.kind !== 'clip') {
    if (runs !== undefined) player.pause();
    return { now: Math.min(end, now + passed), runs: undefined };
  }
  if (runs !== piece.key) {
    player.play(piece.film, piece.from + now - at);
    const next = pieces.slice(index + 1).find(({ kind }) => kind === 'clip');
    if (next?.kind === 'clip') player.prepare(next.film, next.from);
    return { now, runs: piece.key };
  }
  const position = player.position();
  if (position === undefined) return { now, runs };
  const to = at + position - piece.from;
  return to >= end - early || player.ended() ? { now: end, runs } : { now: Math.max(at, to), runs };
}
