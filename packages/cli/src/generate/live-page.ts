import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveConversion } from '@akezora/engine';
import type { Terminal } from '../terminal.ts';

/** A page on this machine that plays a clip while it is made. */
export interface LivePage {
  /** Its address, which only this machine reaches and nobody can guess. */
  readonly url: string;
  /** Takes the next piece of the clip, see `GenerateOptions.live`. */
  add(piece: Uint8Array): void;
  /** Ends the streams, waits a little until what was made is sent, and closes the page. */
  end(): Promise<void>;
}

/** Milliseconds that a browser has to fetch the rest. */
const lastMs = 3000;

interface Pieces {
  readonly all: Uint8Array[];
  readonly wake: Set<() => void>;
  ended: boolean;
}

/** Starts a page for one clip on a free port of the loopback address. The stream is kept in memory for those who open it late. */
export async function startLivePage({ language, say }: Pick<Terminal, 'language' | 'say'>): Promise<LivePage> {
  const token = randomBytes(16).toString('hex');
  const nonce = randomBytes(16).toString('hex');
  const mp4: Pieces = { all: [], wake: new Set(), ended: false };
  let webm: Pieces | undefined;
  const page = pageOf(language, say('livePage'), nonce);
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '';
    const isHere = request.headers.host === `127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (!isHere || request.method !== 'GET' || !path.startsWith(`/${token}/`)) response.writeHead(404).end();
    else if (path === `/${token}/`) response.writeHead(200, headersOf(nonce)).end(page);
    else if (path === `/${token}/live.mp4`) void send(response, 'video/mp4', mp4);
    else if (path === `/${token}/live.webm`) {
      webm ??= converted(mp4);
      void send(response, 'video/webm', webm);
    } else response.writeHead(404).end();
  };
  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    add: (piece) => {
      mp4.all.push(piece);
      ring(mp4);
    },
    end: async () => {
      mp4.ended = true;
      ring(mp4);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), lastMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

const headersOf = (nonce: string) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
});

/** The page: one video, in H.264 or else in VP9. `autoplay` alone would wait for a stream that is slower than it plays. */
const pageOf = (language: string, title: string, nonce: string): string => `<!doctype html>
<html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>:root{color-scheme:dark}body{margin:0;background:#111;display:grid;min-height:100vh;place-items:center}
video{max-width:100%;max-height:100vh}</style>
<video autoplay muted controls playsinline aria-label="${title}">
<source src="live.mp4" type='video/mp4; codecs="avc1.640028"'><source src="live.webm" type='video/webm; codecs="vp9"'>
</video><script nonce="${nonce}">document.querySelector('video').play()</script></html>`;

const ring = ({ wake }: Pieces): void => {
  for (const done of [...wake]) done();
};

/** The next pieces as they come. */
async function* follow(pieces: Pieces): AsyncGenerator<Uint8Array, void, void> {
  for (let sent = 0; ; ) {
    const piece = pieces.all[sent];
    if (piece !== undefined) {
      sent += 1;
      yield piece;
    } else if (pieces.ended) return;
    else {
      await new Promise<void>((resolve) => {
        const done = () => {
          pieces.wake.delete(done);
          resolve();
        };
        pieces.wake.add(done);
      });
    }
  }
}

async function send(response: ServerResponse, mime: string, pieces: Pieces): Promise<void> {
  response.writeHead(200, { 'content-type': mime, 'cache-control': 'no-store', connection: 'close' });
  for await (const piece of follow(pieces)) {
    if (response.destroyed) return;
    if (!response.write(piece)) {
      await new Promise<void>((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
    }
  }
  response.end();
}

/** The same stream in VP9, made when the first browser asks for it. */
function converted(mp4: Pieces): Pieces {
  const webm: Pieces = { all: [], wake: new Set(), ended: false };
  const convert = async () => {
    const { convertLive } = await import('@akezora/engine');
    const conversion: LiveConversion = convertLive();
    const put = (piece: Uint8Array) => {
      if (piece.length > 0) webm.all.push(piece);
      ring(webm);
    };
    try {
      for await (const piece of follow(mp4)) put(await conversion.add(piece));
      put(await conversion.finish());
    } finally {
      conversion.close();
    }
  };
  const end = () => {
    webm.ended = true;
    ring(webm);
  };
  // A stream that cannot be converted ends; the clip is made all the same.
  convert().then(end, end);
  return webm;
}
