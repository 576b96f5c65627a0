import { frameAt } from '../util/play-range.ts';
import type { Film } from './piece.ts';

/** A name of the frame of a film at a time. */
export const frameName = (film: Film, time: number): string => `${film.video}#${frameAt(time, film.fps)}`;

/** The middle of the frame at a time, so that rounding never lands on the frame before; inside the film. */
export const middle = ({ fps, seconds }: Film, time: number): number =>
  Math.max(0, Math.min((frameAt(time, fps) + 0.5) / fps, seconds - 0.25 / fps));

/** Shows and plays stretches of films, one after another, in two videos that take turns. */
export interface FilmPlayer {
  /** Stands at a frame. While one is looked for, later wishes replace each other, and only the last one is followed. */
  show(film: Film, time: number): void;
  /** Plays from a time. */
  play(film: Film, time: number): void;
  /** Gets the video that is not seen ready to play from a time. */
  prepare(film: Film, time: number): void;
  pause(): void;
  /** Second of the film that plays; undefined while it is not there yet. */
  position(): number | undefined;
  /** The film that plays has come to its own end. */
  ended(): boolean;
  /** Stops, and lets the videos go. */
  close(): void;
}

/**
 * A player with two videos.
 * @param onShown Called when a video stands at a frame that was asked for, or begins to play: which one, and the name of the frame.
 */
export function createFilmPlayer(
  videos: readonly [HTMLVideoElement, HTMLVideoElement],
  onShown: (front: 0 | 1, frame: string) => void,
): FilmPlayer {
  let front: 0 | 1 = 0;
  let wish: { readonly film: Film; readonly time: number } | undefined;
  const films: [Film | undefined, Film | undefined] = [undefined, undefined];

  const load = (index: 0 | 1, film: Film) => {
    if (films[index]?.video === film.video) return;
    films[index] = film;
    videos[index].src = film.video;
  };
  /** The video that has the film: the one that is seen, else the other. */
  const choose = (film: Film): 0 | 1 => {
    if (films[front]?.video === film.video || films[front] === undefined) return front;
    return front === 0 ? 1 : 0;
  };
  const isAt = (index: 0 | 1, film: Film, time: number): boolean => {
    const video = videos[index];
    return (
      films[index]?.video === film.video &&
      !video.seeking &&
      video.readyState >= 2 &&
      frameAt(video.currentTime, film.fps) === frameAt(middle(film, time), film.fps)
    );
  };
  const follow = () => {
    if (wish === undefined) return;
    const { film, time } = wish;
    const index = choose(film);
    const video = videos[index];
    load(index, film);
    if (isAt(index, film, time)) {
      front = index;
      wish = undefined;
      onShown(index, frameName(film, time));
    } else if (!video.seeking && video.readyState >= 1) video.currentTime = middle(film, time);
  };
  for (const video of videos) {
    video.addEventListener('seeked', follow);
    video.addEventListener('loadeddata', follow);
  }
  return {
    show(film, time) {
      for (const video of videos) video.pause();
      wish = { film, time };
      follow();
    },
    play(film, time) {
      wish = undefined;
      const back = front === 0 ? 1 : 0;
      const index = isAt(back, film, time) ? back : choose(film);
      load(index, film);
      const video = videos[index];
      if (index !== front) videos[front].pause();
      front = index;
      if (!isAt(index, film, time)) video.currentTime = time;
      void video.play().catch(() => undefined);
      onShown(index, frameName(film, time));
    },
    prepare(film, time) {
      const back = front === 0 ? 1 : 0;
      load(back, film);
      videos[back].pause();
      videos[back].currentTime = middle(film, time);
    },
    pause() {
      for (const video of videos) video.pause();
    },
    position() {
      const video = videos[front];
      return video.seeking || video.readyState < 2 ? undefined : video.currentTime;
    },
    ended: () => videos[front].ended,
    close() {
      wish = undefined;
      for (const video of videos) {
        video.removeEventListener('seeked', follow);
        video.removeEventListener('loadeddata', follow);
        video.pause();
        video.removeAttribute('src');
        video.load();
      }
    },
  };
}
