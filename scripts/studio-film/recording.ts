/** Pictures of a page as they change, cut to a film of constant rate. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** A picture of the page: its file, and the second of the film from which it is seen. */
interface Shot {
  readonly file: string;
  readonly at: number;
}

/** What a page shows while it is recorded. */
export interface Recording {
  /** Seconds of the film so far, without pauses. */
  seconds(): number;
  /** Leaves out what happens until `go`. */
  pause(): void;
  go(): void;
  /** Ends the recording. @returns its pictures as JPEG, `fps` a second: the one that was seen at each time. */
  end(fps: number): Promise<AsyncGenerator<Uint8Array, void, void>>;
}

/**
 * Records a page by Chromium's screencast, which sends a picture when something changes.
 * @param folder where the pictures are kept until the film is written
 * @param slowness How many seconds pass for one of the film.
 */
export async function record(page: Page, folder: string, slowness: number): Promise<Recording> {
  mkdirSync(folder, { recursive: true });
  const session = await page.context().newCDPSession(page);
  const shots: Shot[] = [];
  let left = 0;
  let paused: number | undefined;
  const begun = performance.now();
  const now = () => (((paused ?? performance.now()) - begun) / 1000 - left) / slowness;
  session.on('Page.screencastFrame', ({ data, sessionId }) => {
    const file = join(folder, `${String(shots.length).padStart(5, '0')}.jpg`);
    writeFileSync(file, Buffer.from(data, 'base64'));
    shots.push({ file, at: now() });
    // The page may be gone.
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  const { width, height } = page.viewportSize()!;
  await session.send('Page.startScreencast', { format: 'jpeg', quality: 92, maxWidth: width, maxHeight: height });
  return {
    seconds: now,
    pause() {
      paused ??= performance.now();
    },
    go() {
      if (paused !== undefined) left += (performance.now() - paused) / 1000;
      paused = undefined;
    },
    async end(fps) {
      const seconds = now();
      await session.send('Page.stopScreencast');
      return pictures(shots, seconds, fps);
    },
  };
}

async function* pictures(shots: readonly Shot[], seconds: number, fps: number) {
  let next = 0;
  for (let frame = 0; frame < Math.round(seconds * fps); frame += 1) {
    while (next + 1 < shots.length && shots[next + 1]!.at <= frame / fps) next += 1;
    yield new Uint8Array(readFileSync(shots[next]!.file));
  }
}
