import type { Scene } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { FrameFinisher } from '../../../../src/models/akezora/finisher/frame-finisher.ts';
import type { ConditioningPicture } from '../../../../src/models/akezora/inputs/conditioning-video.ts';
import type { Frame } from '../../../../src/video/frame.ts';

const size = { width: 2, height: 2 };
/** A patch-frame of four frames of one pixel, each with its number in the clip. */
const patch = (index: number) => Float32Array.from({ length: 12 }, (_, i) => 4 * index + Math.floor(i / 3));

interface Call {
  readonly painted: number;
  readonly index: number;
  readonly at: number;
  readonly end: (failure?: Error) => void;
}

/** A finisher whose frames end when they are told to; frames carry the number of the painted frame that lights them. */
function slowFinisher() {
  const calls: Call[] = [];
  let making = 0;
  const seen = { most: 0 };
  const finish = (painted: Float32Array, index: number, _scene: Scene, _time: number, at: number) => {
    making += 1;
    seen.most = Math.max(seen.most, making);
    return new Promise<Frame>((resolve, reject) => {
      const number = painted[0]!;
      const end = (failure?: Error) => {
        making -= 1;
        if (failure === undefined) resolve({ ...size, data: new Uint8Array(16).fill(number), at });
        else reject(failure);
      };
      calls.push({ painted: number, index, at, end });
    });
  };
  return { calls, seen, finisher: { finish, free: async () => {} } };
}

const shots = [{ from: 0, scene: {} as Scene }];
const nothing = { at: async () => undefined, close: async () => {} };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function drained(frames: AsyncGenerator<Frame, void, void>, to: Frame[]): Promise<void> {
  for await (const frame of frames) to.push(frame);
}

describe('frames in the making', () => {
  test('are so many at most, and come in order however they end', async () => {
    const { calls, seen, finisher } = slowFinisher();
    const finishing = new FrameFinisher({ finisher, shots, conditioningVideo: nothing, fps: 24, frames: 8, atOnce: 3 });
    const frames: Frame[] = [];
    const all = (async () => {
      for (const index of [0, 1]) await drained(finishing.take(index, patch(index)), frames);
      await drained(finishing.end(), frames);
    })();
    for (let ended = 0; ended < 8; ) {
      await turn();
      // The last one begun ends first.
      for (const call of calls.splice(0).reverse()) {
        expect(call.index).toBe(call.painted);
        call.end();
        ended += 1;
      }
    }
    await all;
    expect(frames.map((frame) => frame.data[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(frames.map((frame) => frame.at * 24)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(seen.most).toBe(3);
  });

  test('fail in their turn, and can be waited for', async () => {
    const { calls, finisher } = slowFinisher();
    const finishing = new FrameFinisher({ finisher, shots, conditioningVideo: nothing, fps: 24, frames: 4, atOnce: 3 });
    const frames: Frame[] = [];
    const taking = drained(finishing.take(0, patch(0)), frames);
    taking.catch(() => undefined);
    await turn();
    calls[1]!.end(new RangeError('broken'));
    await turn();
    expect(frames).toEqual([]);
    calls[0]!.end();
    await turn();
    calls[2]!.end();
    await turn();
    for (const call of calls.slice(3)) call.end();
    await expect(taking).rejects.toThrow('broken');
    expect(frames).toHaveLength(1);
    await finishing.settled();
  });

  test('are not made where a condition shows alone', async () => {
    const { calls, finisher } = slowFinisher();
    const shown: ConditioningPicture = { frame: { ...size, data: new Uint8Array(16).fill(99), at: 0 }, opacity: 1 };
    const asked: number[] = [];
    const conditioningVideo = {
      at: async (number: number) => {
        asked.push(number);
        return number === 1 ? shown : undefined;
      },
      close: async () => {},
    };
    const finishing = new FrameFinisher({ finisher, shots, conditioningVideo, fps: 12, frames: 2, atOnce: 3 });
    const frames: Frame[] = [];
    const taking = drained(finishing.take(0, patch(0)), frames);
    await turn();
    calls[0]!.end();
    await taking;
    await drained(finishing.end(), frames);
    expect(asked).toEqual([0, 1]);
    expect(frames.map((frame) => frame.data[0])).toEqual([0, 99]);
    expect(calls).toHaveLength(1);
  });
});
