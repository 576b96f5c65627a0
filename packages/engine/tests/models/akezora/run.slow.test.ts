import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeReader } from '../../../src/models/akezora/reader/reader.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import { decodeVideo } from '../../../src/video/decode.ts';
import type { Frame } from '../../../src/video/frame.ts';
import { resample } from '../../../src/video/resample.ts';
import { openWeights } from '../../../src/weights/store.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const run = promisify(execFile);
const minutes = 60_000;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'akezora-long-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('a clip of 20 seconds', () => {
  const [fps, seconds] = [24, 20];
  /** Peak resident bytes of a process that makes the first three seconds only, and of one that makes all. */
  const peaks: number[] = [];
  /** Frames at the size they were painted at, and what every full-size frame hashes to. */
  const frames: Frame[] = [];
  const hashes: string[] = [];

  beforeAll(async () => {
    const child = at('../../generate-child.ts');
    const file = join(folder, 'clip.mp4');
    for (const length of [3, seconds]) {
      peaks.push(Number((await run(process.execPath, [child, file, String(length)])).stdout.trim()));
    }
    for await (const frame of decodeVideo(file, { field: 'clip' })) {
      hashes.push(createHash('sha1').update(frame.data).digest('hex'));
      frames.push(resample(frame, 160, 90));
    }
  }, 20 * minutes);

  test('takes at most a tenth more memory than one of 3 seconds', () => {
    const [short, long] = peaks as [number, number];
    expect(short).toBeGreaterThan(100e6);
    expect(long / short).toBeLessThanOrEqual(1.1);
  });

  test('shows hardly a frame twice', () => {
    expect(hashes).toHaveLength(seconds * fps);
    // Frames in which next to nothing moves may come out of the encoder alike.
    expect(new Set(hashes).size).toBeGreaterThan(0.98 * hashes.length);
  });

  test('moves in every two seconds', () => {
    for (let from = 0; from < seconds; from += 2) {
      const changed = share(frames[from * fps]!, frames[(from + 1) * fps]!);
      expect([from, changed > 0.02]).toEqual([from, true]);
    }
  });

  test('shows its subject in every two seconds', async () => {
    const store = await openWeights(at('../../../../../models/akezora-2/reader.safetensors'));
    const about = JSON.parse(readFileSync(at('../../../../../models/akezora-2/reader.json'), 'utf8'));
    const reader = makeReader(await onnxNodeRuntime(), store, about);
    for (let from = 0; from < seconds; from += 2) {
      const picked = Array.from({ length: reader.frames }, (_, i) => frames[Math.round((from + i / 4) * fps)]!);
      const { subjects } = await reader.read(picked);
      expect([from, subjects.map(({ name }) => name)]).toEqual([from, expect.arrayContaining(['horse'])]);
    }
    await store.close();
  });
});

/** Share of pixels whose brightness differs by more than 8 of 255. */
function share(a: Frame, b: Frame): number {
  const light = ({ data }: Frame, i: number) => 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
  let changed = 0;
  for (let i = 0; i < a.data.length; i += 4) if (Math.abs(light(a, i) - light(b, i)) > 8) changed += 1;
  return changed / (a.data.length / 4);
}
