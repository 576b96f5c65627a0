/** H.264 as live streams have it; the name of this profile and level stands for all of them. */
const mime = 'video/mp4; codecs="avc1.640028"';

/** Whether this browser plays live streams: it has Media Source and H.264. */
export const playsLive = (): boolean => typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(mime);

/** Seconds that stay behind the picture that is shown, and most that are loaded ahead of it. */
const [keptBehind, mostAhead] = [10, 30];

/** Seconds of a stream that come at once to who joins late; the picture then begins near the edge. */
const late = 4;

/** Milliseconds in which what was there before has come. */
const catchUpMs = 600;

/** Milliseconds before a lost line is opened again, the longer the more often in a row. */
const reopenMs = [500, 1000, 2000, 4000, 8000] as const;

/** What a stream tells about itself. */
export interface LiveEvents {
  /** Opens the stream from its beginning. */
  readonly open: (signal: AbortSignal) => Promise<Response>;
  /** It cannot be played here, or has nothing to show. */
  readonly onFail: () => void;
}

/**
 * Plays a stream of fragmented MP4 in a video element while it comes: from the beginning or, joined late, near its edge. Where the
 * stream is slower than it plays the last picture stays until the next one is there. A lost line is opened again and goes on where it
 * broke. What was shown long ago is given up, so that memory does not grow with the length.
 * @returns a function that ends it
 */
export function playLive(video: HTMLVideoElement, events: LiveEvents): () => void {
  const stop = new AbortController();
  const source = new MediaSource();
  const address = URL.createObjectURL(source);
  video.src = address;
  const run = async () => {
    await happens(source, 'sourceopen', stop.signal);
    URL.revokeObjectURL(address);
    const buffer = source.addSourceBuffer(mime);
    let since: number | undefined;
    for await (const part of partsOf(events.open, stop.signal)) {
      await append(buffer, part, video, stop.signal);
      await trim(buffer, video, stop.signal);
      since ??= begin(video);
      const edge = endOf(buffer);
      if (performance.now() - since < catchUpMs && edge - video.currentTime > late) video.currentTime = edge - 1;
      await room(buffer, video, stop.signal);
    }
    if (since === undefined) throw new Error('the stream is empty');
    if (source.readyState === 'open') source.endOfStream();
  };
  run().catch(() => {
    if (!stop.signal.aborted) events.onFail();
  });
  return () => stop.abort();
}

function begin(video: HTMLVideoElement): number {
  // A browser that does not let it play shows its first picture.
  video.play().catch(() => undefined);
  return performance.now();
}

/** The bytes of a stream, each once, also over lost lines: every opening sends the same bytes from the beginning. */
async function* partsOf(open: LiveEvents['open'], signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let seen = 0;
  for (let failures = 0; ; ) {
    let skip = seen;
    try {
      const reader = ((await open(signal)).body ?? new ReadableStream<Uint8Array<ArrayBuffer>>()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        failures = 0;
        const news = value.subarray(Math.min(skip, value.length));
        skip -= value.length - news.length;
        seen += news.length;
        if (news.length > 0) yield news;
      }
    } catch (thrown) {
      const wait = reopenMs[failures];
      if (signal.aborted || wait === undefined || isRefusal(thrown)) throw thrown;
      failures += 1;
      await pause(wait, signal);
    }
  }
}

/** Whether the server has answered, and refused: another try would be refused, too. */
const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code !== 'server_unreachable';

const endOf = ({ buffered }: SourceBuffer): number => (buffered.length === 0 ? 0 : buffered.end(buffered.length - 1));

async function append(
  buffer: SourceBuffer,
  part: Uint8Array<ArrayBuffer>,
  video: HTMLVideoElement,
  signal: AbortSignal,
): Promise<void> {
  try {
    buffer.appendBuffer(part);
  } catch (thrown) {
    if (!(thrown instanceof DOMException) || thrown.name !== 'QuotaExceededError') throw thrown;
    await remove(buffer, video.currentTime - 1, signal);
    buffer.appendBuffer(part);
  }
  await happens(buffer, 'updateend', signal);
  if (video.error !== null) throw video.error;
}

async function trim(buffer: SourceBuffer, video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  const start = buffer.buffered.length === 0 ? 0 : buffer.buffered.start(0);
  if (video.currentTime - start > 2 * keptBehind) await remove(buffer, video.currentTime - keptBehind, signal);
}

async function remove(buffer: SourceBuffer, until: number, signal: AbortSignal): Promise<void> {
  if (until <= 0) return;
  buffer.remove(0, until);
  await happens(buffer, 'updateend', signal);
}

/** Waits while enough is loaded: the server keeps the rest. */
async function room(buffer: SourceBuffer, video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  while (endOf(buffer) - video.currentTime > mostAhead) await happens(video, 'timeupdate', signal);
}

/** Waits for an event. @throws the signal's reason. */
function happens(target: EventTarget, type: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const settled = new AbortController();
    const options = { once: true, signal: settled.signal };
    const settle = (act: () => void) => () => {
      settled.abort();
      act();
    };
    target.addEventListener(type, settle(resolve), options);
    signal.addEventListener(
      'abort',
      settle(() => reject(signal.reason)),
      options,
    );
  });
}

/** Waits. @throws the signal's reason. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const timer = new EventTarget();
  setTimeout(() => timer.dispatchEvent(new Event('over')), milliseconds);
  return happens(timer, 'over', signal);
}
