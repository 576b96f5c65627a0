import { element } from './elements.ts';

/** H.264 as the pieces have it; the name of this profile and level stands for all of them. */
const mime = 'video/mp4; codecs="avc1.640028"';

/** A video that plays a clip while it is made. */
export interface LiveVideo {
  readonly element: HTMLVideoElement;
  /** Takes the next piece of fragmented MP4. */
  add(piece: Uint8Array<ArrayBuffer>): void;
  /** Ends it. Returns the seconds that it has shown. */
  close(): number;
}

/**
 * Opens a video for pieces of fragmented MP4. Where they come slower than it plays, the last picture stays until the next one is
 * there. It is hidden until it shows something, and again when it fails.
 * @param tell called with true when it shows its first picture, and with false when it fails
 * @returns undefined where the browser plays no such streams, or the visitor wants little motion
 */
export function openLiveVideo(tell: (isShown: boolean) => void): LiveVideo | undefined {
  if (typeof MediaSource === 'undefined' || !MediaSource.isTypeSupported(mime)) return undefined;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
  const source = new MediaSource();
  const url = URL.createObjectURL(source);
  const video = element('video', { playsinline: true, hidden: true });
  video.muted = true;
  const waiting: Uint8Array<ArrayBuffer>[] = [];
  let buffer: SourceBuffer | undefined;
  let failed = false;
  const fail = () => {
    failed = true;
    video.hidden = true;
    tell(false);
  };
  const next = () => {
    const [piece] = waiting;
    if (piece === undefined || buffer === undefined || buffer.updating || failed) return;
    waiting.shift();
    try {
      buffer.appendBuffer(piece);
    } catch {
      fail();
    }
  };
  source.addEventListener('sourceopen', () => {
    URL.revokeObjectURL(url);
    buffer = source.addSourceBuffer(mime);
    buffer.addEventListener('updateend', next);
    next();
  });
  video.addEventListener('error', fail);
  video.addEventListener('loadeddata', () => {
    if (failed) return;
    video.hidden = false;
    tell(true);
  });
  // A browser that does not let it play shows its first picture.
  const play = () => void video.play().catch(() => undefined);
  // Browsers pause what nobody sees.
  const onVisible = () => {
    if (document.visibilityState === 'visible') play();
  };
  document.addEventListener('visibilitychange', onVisible);
  video.src = url;
  play();
  return {
    element: video,
    add(piece) {
      waiting.push(piece);
      next();
    },
    close() {
      const shown = failed ? 0 : video.currentTime;
      failed = true;
      document.removeEventListener('visibilitychange', onVisible);
      URL.revokeObjectURL(url);
      video.removeAttribute('src');
      video.load();
      return shown;
    },
  };
}
