import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  blend,
  combine,
  type GenerationRequestInput,
  generationRequestSchema,
  imageToVideo,
  storyboard,
  videoAt,
} from '@akezora/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConditioningVideo } from '../../../../src/models/akezora/inputs/conditioning-video.ts';
import { overlay } from '../../../../src/models/akezora/inputs/overlay.ts';
import { encodeAll } from '../../../../src/video/encode.ts';
import type { Frame } from '../../../../src/video/frame.ts';
import { still } from '../../../../src/video/stills.ts';

const folder = mkdtempSync(join(tmpdir(), 'akezora-conditioning-'));
const size = { width: 64, height: 64 };
const flat = (value: number): Frame => ({ ...size, data: new Uint8Array(64 * 64 * 4).fill(value), at: 0 });
const clips = { dark: join(folder, 'dark.mp4'), bright: join(folder, 'bright.mp4') };

const darkVideo = { kind: 'video', file: clips.dark } as const;
const brightVideo = { kind: 'video', file: clips.bright } as const;

beforeAll(async () => {
  // Two seconds each: one of 60, one of 200.
  for (const [file, value] of [
    [clips.dark, 60],
    [clips.bright, 200],
  ] as const)
    await encodeAll(
      Array.from({ length: 48 }, () => flat(value)),
      { file, ...size, fps: 24, codec: 'h264' },
    );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The grey and the opacity of a request's conditions at frames of a clip; undefined where none shows. */
async function picturesAt(part: Partial<GenerationRequestInput>, seconds: number, numbers: readonly number[]) {
  const request = generationRequestSchema.parse({ prompt: 'x', ...part });
  const video = await openConditioningVideo(request, { ...size, fps: 24, seconds }, new AbortController().signal);
  try {
    const out: ([number, number] | undefined)[] = [];
    for (const number of numbers) {
      const found = await video.at(number);
      out.push(found && [found.frame.data[32 * 64 * 4]!, Number(found.opacity.toFixed(3))]);
    }
    return out;
  } finally {
    await video.close();
  }
}

const near = (value: number, opacity = 1) => [expect.closeTo(value, -0.6), opacity];

describe('conditions shown in a clip of akezora-2', () => {
  it('a blend shows one clip, then both, then the other', async () => {
    const [dark, bright] = [
      { source: darkVideo, seconds: 2, ...size },
      { source: brightVideo, seconds: 2, ...size },
    ] as const;
    expect(await picturesAt(blend(dark, bright, 2), 2, [0, 12, 24, 36, 47])).toEqual(
      [60, 95, 130, 165, 197].map((value) => near(value)),
    );
    expect(await picturesAt(blend(dark, bright, 3), 3, [0, 23, 36, 48, 71])).toEqual(
      [60, 60, 130, 200, 200].map((value) => near(value)),
    );
  });

  it('strengths below 1 leave the rest to the generated frame', async () => {
    const faint = combine(videoAt(darkVideo, { strength: 0.25 }), videoAt(brightVideo, { strength: 0.25 }));
    const [half] = await picturesAt(faint, 2, [24]);
    expect(half).toEqual(near(130, 0.5));
    const over = overlay(flat(30), { frame: flat(130), opacity: 0.5 });
    expect([over.data[0], over.width]).toEqual([80, 64]);
  });

  it('an image shows at its time and fades in and out around it', async () => {
    const picture = join(folder, 'picture.png');
    writeFileSync(picture, await still(flat(90), { format: 'png' }));
    const source = { kind: 'image', file: picture } as const;
    const first = await picturesAt(imageToVideo(source), 4, [0, 9, 17, 18, 40]);
    expect(first).toEqual([near(90), near(90, 0.5), near(90, 0.009), undefined, undefined]);
    const middle = await picturesAt(imageToVideo(source, { at: 2 }), 4, [29, 30, 39, 48, 57, 66]);
    expect(middle).toEqual([undefined, undefined, near(90, 0.5), near(90), near(90, 0.5), undefined]);
    const cards = [
      { at: 0, prompt: 'a' },
      { at: 2, prompt: 'b', source },
    ];
    const cut = storyboard(cards, 4);
    expect(await picturesAt(cut, 4, [39, 47, 48, 57])).toEqual([undefined, undefined, near(90), near(90, 0.5)]);
    expect(await picturesAt(imageToVideo(source, { strength: 0.4 }), 4, [0])).toEqual([near(90, 0.4)]);
  });

  it('a clip of strength 1 is shown as it is, a single clip below that is not shown', async () => {
    const whole = await picturesAt(videoAt(brightVideo, { at: 1 }), 4, [0, 23, 24, 71, 72]);
    expect(whole).toEqual([undefined, undefined, near(200), near(200), undefined]);
    expect(await picturesAt(videoAt(brightVideo, { strength: 0.8 }), 2, [0, 24])).toEqual([undefined, undefined]);
  });
});
