import { type Heard, readProgress } from './progress.ts';

/** Most letters of a message that is read; longer ones, such as the state of a very large queue, are passed over. */
const textLength = 1_000_000;

/** A connection that tells what happens to a prompt. */
export interface Follower {
  /** Milliseconds, by `performance.now`, at which the prompt was last heard of; 0: never. */
  heardAt(): number;
  /** Resolves when it is connected. */
  readonly opened: Promise<void>;
  /** Resolves at the next word that the prompt ended. */
  readonly ended: Promise<void>;
  close(): void;
}

/**
 * Follows a prompt on ComfyUI's WebSocket, and connects again when that breaks. Nothing depends on it: the history says how a
 * prompt ended, this only says it sooner and shows how far it is.
 */
export function follow(
  base: string,
  about: {
    readonly promptId: string;
    readonly clientId: string;
    readonly nodes: readonly string[];
    readonly key?: string;
  },
  onHeard: (heard: Exclude<Heard, { kind: 'ended' }>) => void,
): Follower {
  const reader = readProgress(about.promptId, about.nodes);
  const address = `${base.replace(/^http/, 'ws')}/ws?clientId=${encodeURIComponent(about.clientId)}`;
  const init = about.key === undefined ? {} : { headers: { authorization: `Bearer ${about.key}` } };
  const opening = Promise.withResolvers<void>();
  const ending = Promise.withResolvers<void>();
  let closed = false;
  let heardAt = 0;
  let pause = 500;
  let socket: WebSocket | undefined;
  let timer: NodeJS.Timeout | undefined;
  const hear = (heard: Heard | undefined) => {
    if (heard === undefined) return;
    heardAt = performance.now();
    if (heard.kind === 'ended') ending.resolve();
    else onHeard(heard);
  };
  const connect = () => {
    if (closed) return;
    // Node's WebSocket takes headers; the types of the browser's do not know them.
    socket = new (WebSocket as unknown as new (url: string, init: object) => WebSocket)(address, init);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      pause = 500;
      opening.resolve();
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') hear(data.length > textLength ? undefined : reader.text(data));
      else if (data instanceof ArrayBuffer) hear(reader.binary(new Uint8Array(data)));
    });
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', () => {
      if (closed) return;
      timer = setTimeout(connect, pause);
      pause = Math.min(pause * 2, 15_000);
    });
  };
  connect();
  return {
    heardAt: () => heardAt,
    opened: opening.promise,
    ended: ending.promise,
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
