import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openFrameMarks } from '../../src/provenance/marks/mark-frames.ts';
import { payloadOf } from '../../src/provenance/marks/payload.ts';
import { payloadText } from '../../src/provenance/marks/payload-text.ts';
import { readMark } from '../../src/provenance/marks/read-mark.ts';
import { encodeAll } from '../../src/video/encode.ts';
import type { Frame } from '../../src/video/frame.ts';
import { i420Of, planarFrame } from '../../src/video/planar-frame.ts';

const folder = mkdtempSync(join(tmpdir(), 'akezora-marks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [width, height, fps] = [640, 360, 12];
const id = 'clip_01a225be7ee732ec171407503c12c247';

/** A slope with waves that move. */
function* moving(count: number): Generator<Frame> {
  for (let n = 0; n < count; n += 1) {
    const data = new Uint8Array(width * height * 4).fill(255);
    for (let i = 0; i < width * height; i += 1) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const light = 70 + x / 8 + 30 * Math.sin((y + n * 3) / 31) + (x > 400 ? 14 * Math.sin((x * y) / 700 + n) : 0);
      for (let colour = 0; colour < 3; colour += 1) data[4 * i + colour] = light + 10 * colour;
    }
    yield { width, height, data, at: n / fps };
  }
}

async function written(name: string, marks: Omit<Parameters<typeof openFrameMarks>[0], 'width' | 'height' | 'fps'>) {
  const file = join(folder, name);
  const mark = await openFrameMarks({ width, height, fps, ...marks });
  const codec = name.endsWith('.webm') ? 'vp9' : name.endsWith('.gif') ? 'gif' : 'h264';
  await encodeAll(moving(fps), { file, width, height, fps, codec, ...(mark === undefined ? {} : { mark }) });
  return file;
}

const ffmpeg = (...args: readonly string[]) => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);

describe('the marks of a clip', () => {
  test('hold the last digits of a library id, and a hash of other texts', () => {
    expect(payloadText(payloadOf(id))).toBe('171407503c12c247');
    expect(payloadText(payloadOf('fox'))).toBe('776cb326ab0cd5f0');
  });

  test('are read from the file, and from a smaller copy that ffmpeg encoded again', async () => {
    const file = await written('clip.mp4', { payload: payloadOf(id) });
    expect(await readMark(file)).toMatchObject({ found: true, payload: payloadOf(id) });
    const copy = join(folder, 'copy.mp4');
    ffmpeg('-i', file, '-vf', 'crop=512:288:40:30', '-crf', '23', '-pix_fmt', 'yuv420p', copy);
    expect(await readMark(copy)).toMatchObject({ found: true, payload: payloadOf(id) });
    const picture = join(folder, 'frame.png');
    ffmpeg('-i', file, '-frames:v', '1', picture);
    expect(await readMark(picture)).toMatchObject({ found: true, payload: payloadOf(id) });
  });

  test('are the same bytes in each run', async () => {
    const [one, two] = [await written('one.mp4', { payload: 5n }), await written('two.mp4', { payload: 5n })];
    expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  });

  test('are in VP9, too, and none is found where none was asked for', async () => {
    expect(await readMark(await written('clip.webm', { payload: 7n }))).toMatchObject({ found: true, payload: 7n });
    expect(await readMark(await written('plain.mp4', {}))).toMatchObject({ found: false });
  });

  test('mark a frame once that comes twice', async () => {
    const mark = (await openFrameMarks({ width, height, fps, payload: 9n }))!;
    const frame = planarFrame(width, height, new Uint8Array(width * height * 1.5).fill(128), 0);
    const once = Uint8Array.from(i420Of(mark(frame, 0))!);
    expect(once.some((value) => value !== 128)).toBe(true);
    expect(i420Of(mark(frame, 1))).toEqual(once);
  });

  test('draw a sign in a corner, and a label for two seconds only', async () => {
    const changed = async (kind: 'corner' | 'opening-label', index: number) => {
      const mark = (await openFrameMarks({ width, height, fps, visible: { kind } }))!;
      const planes = i420Of(
        mark(planarFrame(width, height, new Uint8Array(width * height * 1.5).fill(128), 0), index),
      )!;
      const places = [...planes.subarray(0, width * height).entries()].filter(([, value]) => value !== 128);
      return places.map(([i]) => [i % width, Math.floor(i / width)] as const);
    };
    const sign = await changed('corner', 0);
    expect(sign.length).toBeGreaterThan(200);
    expect(sign.every(([x, y]) => x > width / 2 && y > height * 0.85)).toBe(true);
    expect((await changed('corner', 6 * fps)).every(([x, y]) => x < width / 2 && y < height * 0.15)).toBe(true);
    const label = (await changed('opening-label', 0)).map(([, y]) => y);
    expect(Math.max(...label) - Math.min(...label)).toBeGreaterThan(0.05 * height);
    expect(await changed('opening-label', 2 * fps)).toEqual([]);
  });

  test('are in pictures of odd sides', async () => {
    const mark = (await openFrameMarks({ width: 401, height: 303, fps, payload: 3n }))!;
    const data = new Uint8Array(401 * 303 * 4).fill(120);
    const out = mark({ width: 401, height: 303, data, at: 0 }, 0);
    expect(out.data.some((value) => value !== 120)).toBe(true);
    expect(out.data.every((value) => Math.abs(value - 120) < 5)).toBe(true);
  });
});
