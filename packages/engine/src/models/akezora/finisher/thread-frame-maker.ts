import { AkezoraError } from '@akezora/contract';
import type { Layer } from '../compositor/layer.ts';
import type { Picture, PictureOf } from '../compositor/picture.ts';
import type { FrameMaker, FrameParts } from './frame-maker.ts';
import type { FrameAnswer, FrameQuestion } from './frame-messages.ts';

/** A thread that makes frames: one of Node, or a worker of a page. */
export interface FrameThread {
  post(question: FrameQuestion, move: ArrayBuffer[]): void;
  /** Begins to listen: to its answers, and to its end with the reason. */
  listen(onAnswer: (answer: FrameAnswer) => void, onEnd: (reason: string, cause?: unknown) => void): void;
  terminate(): Promise<unknown>;
}

/**
 * Makes frames in threads, so that the painter, several frames and the encoder are at work at once; onnxruntime-node blocks the
 * thread that calls it. A picture is sent to a thread once.
 */
export class ThreadFrameMaker implements FrameMaker {
  readonly #threads: readonly Thread[];
  readonly #spare: Uint8Array[] = [];
  /** The thread that has the light of the last frame, and its number. */
  #lit: { readonly light: number; readonly thread: Thread } | undefined;

  private constructor(threads: readonly Thread[]) {
    this.#threads = threads;
  }

  /**
   * Starts `count` threads, and resolves when each has loaded its net.
   * @throws AkezoraError `runtime_failed`
   */
  static async start(open: () => FrameThread, count: number): Promise<ThreadFrameMaker> {
    const maker = new ThreadFrameMaker(Array.from({ length: count }, () => new Thread(open())));
    try {
      await Promise.all(maker.#threads.map((thread) => thread.ask({ type: 'ready' })));
      return maker;
    } catch (failure) {
      await maker.close();
      throw failure;
    }
  }

  async make(parts: FrameParts, pictures: PictureOf): Promise<Uint8Array> {
    const thread = this.#threadFor(parts);
    const into = this.#spare.pop();
    const question = { type: 'make', parts, pictures: thread.unknown(parts.layers, pictures), into } as const;
    const planes = await thread.ask(question, into === undefined ? [] : [into.buffer as ArrayBuffer]);
    return planes!;
  }

  giveBack(planes: Uint8Array): void {
    this.#spare.push(planes);
  }

  forget(): void {
    this.#lit = undefined;
    for (const thread of this.#threads) thread.forget();
  }

  /** The thread that has the light of a frame; else the one with the least to do. */
  #threadFor({ light }: FrameParts): Thread {
    if (light !== undefined && this.#lit?.light === light) return this.#lit.thread;
    const thread = this.#threads.reduce((best, other) => (other.asked < best.asked ? other : best));
    this.#lit = light === undefined ? undefined : { light, thread };
    return thread;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

interface Waiting {
  readonly resolve: (planes: Uint8Array | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

type Asked<T> = T extends unknown ? Omit<T, 'id'> : never;

/** One thread, and the questions it has not answered. */
class Thread {
  readonly #worker: FrameThread;
  readonly #waiting = new Map<number, Waiting>();
  readonly #sent = new Set<string>();
  #next = 0;
  #failure: AkezoraError | undefined;

  constructor(worker: FrameThread) {
    this.#worker = worker;
    worker.listen(
      (answer) => {
        const waiting = this.#waiting.get(answer.id);
        this.#waiting.delete(answer.id);
        if ('failure' in answer) waiting?.reject(failed(answer.failure));
        else waiting?.resolve(answer.planes);
      },
      (reason, cause) => this.#end(failed(reason, cause)),
    );
  }

  /** How many questions it has not answered. */
  get asked(): number {
    return this.#waiting.size;
  }

  /** The pictures of layers that it has not seen yet; it has then. */
  unknown(layers: readonly Layer[], pictures: PictureOf): (readonly [string, Picture])[] {
    const names = new Set(layers.map((layer) => layer.texture).filter((name) => !this.#sent.has(name)));
    return [...names].flatMap((name) => {
      const picture = pictures(name);
      if (picture === undefined) return [];
      this.#sent.add(name);
      return [[name, picture] as const];
    });
  }

  ask(question: Asked<FrameQuestion>, move: ArrayBuffer[] = []): Promise<Uint8Array | undefined> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.post({ ...question, id }, move);
    });
  }

  /** Forgets what it was sent; a thread answers in order, so before the next frame. */
  forget(): void {
    this.#sent.clear();
    this.ask({ type: 'forget' }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.ask({ type: 'close' }).catch(() => undefined);
    this.#end(failed('the threads were closed'));
    await this.#worker.terminate();
  }

  #end(failure: AkezoraError): void {
    this.#failure ??= failure;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

const failed = (reason: string, cause?: unknown) =>
  new AkezoraError('runtime_failed', { stage: 'finish', reason }, { cause });
