import type { VideoEncoder, VideoFrame } from '@napi-rs/webcodecs';
import { describe, expect, it } from 'vitest';
import { EncodeQueue } from '../../src/video/encode-queue.ts';

/** An encoder that is done with a frame when the test says so; it throws when it is asked while it is at work. */
class SlowEncoder {
  ondequeue: (() => void) | undefined;
  readonly taken: number[] = [];
  #busy = false;

  encode({ timestamp }: { readonly timestamp: number }): void {
    if (this.#busy) throw new Error('asked while it was at work');
    if (timestamp < 0) throw new Error('no such frame');
    this.#busy = true;
    this.taken.push(timestamp);
  }

  done(): void {
    this.#busy = false;
    this.ondequeue?.();
  }
}

function open() {
  const encoder = new SlowEncoder();
  const closed: number[] = [];
  const picture = (timestamp: number) => ({ timestamp, close: () => closed.push(timestamp) }) as unknown as VideoFrame;
  const queue = new EncodeQueue(encoder as unknown as VideoEncoder);
  return { encoder, queue, closed, add: (i: number) => queue.add(picture(i), false, 0, 2) };
}

/** Whether a promise has resolved by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const waiting = Symbol('waiting');
  return (await Promise.race([promise, new Promise((resolve) => setImmediate(resolve, waiting))])) !== waiting;
}

describe('frames for an encoder', () => {
  it('go to it one at a time, in order, and are closed', async () => {
    const { encoder, queue, closed, add } = open();
    await Promise.all([add(0), add(1), add(2)]);
    expect(encoder.taken).toEqual([0]);
    const settled = queue.settled();
    encoder.done();
    encoder.done();
    expect(await isSettled(settled)).toBe(false);
    encoder.done();
    await settled;
    expect(encoder.taken).toEqual([0, 1, 2]);
    expect(closed).toEqual([0, 1, 2]);
    expect(queue.failure).toBeUndefined();
  });

  it('wait while too many wait before them', async () => {
    const { encoder, add } = open();
    await Promise.all([add(0), add(1), add(2)]);
    const fourth = add(3);
    expect(await isSettled(fourth)).toBe(false);
    encoder.done();
    await fourth;
  });

  it('are dropped, and nobody waits, when it fails', async () => {
    const { encoder, queue, closed, add } = open();
    await Promise.all([add(0), add(-1)]);
    const settled = queue.settled();
    encoder.done();
    await settled;
    expect(queue.failure).toMatchObject({ message: 'no such frame' });
    queue.fail(new Error('later'));
    expect(queue.failure).toMatchObject({ message: 'no such frame' });
    await add(2);
    expect(encoder.taken).toEqual([0]);
    expect(closed).toEqual([0, -1, 2]);
  });
});
