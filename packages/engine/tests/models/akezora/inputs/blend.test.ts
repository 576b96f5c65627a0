import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Brief,
  blend,
  type ClipFacts,
  combine,
  generationRequestSchema,
  type Scene,
  type Transition,
} from '@akezora/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planBlend } from '../../../../src/models/akezora/inputs/blend.ts';
import { openConditioningVideo } from '../../../../src/models/akezora/inputs/conditioning-video.ts';
import { frameDifference, movementBetween } from '../../../../src/models/akezora/inputs/frames-apart.ts';
import { edgeWidth, shareBehind, wiped } from '../../../../src/models/akezora/inputs/wipe.ts';
import { briefSubject, emptyBrief } from '../../../../src/models/akezora/prompt/brief.ts';
import { stage } from '../../../../src/models/akezora/scene/stage.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';
import { encodeAll } from '../../../../src/video/encode.ts';
import type { Frame } from '../../../../src/video/frame.ts';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const world = readWorld(json('../../../../../../models/akezora-2/world.json'));
const folder = mkdtempSync(join(tmpdir(), 'akezora-blend-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const size = { width: 64, height: 64 };
const flat = (value: number): Frame => ({ ...size, data: new Uint8Array(64 * 64 * 4).fill(value), at: 0 });
const seconds = 4;
const clips: Record<string, { file: string; grey: number; scene?: Scene }> = {};

const sceneOf = (name: string, place: Brief['place'], motion: 'left' | 'right', seed: number, count = 1) =>
  stage(
    world,
    { ...emptyBrief, place, time: 'day', weather: 'clear', subjects: [{ ...briefSubject(name), count, motion }] },
    seed,
    seconds,
    '16:9',
  );

const factsOf = (scene: Scene): ClipFacts => ({
  ...{ generator: 'Akezora', model: 'akezora-2', modelVersion: '1', kernels: 'cpu:int8', seed: 1, prompt: 'x', scene },
  ...{ unknownWords: [], ...size, fps: 24, seconds, frames: 96, steps: 2, guidance: 1, codec: 'h264' },
  request: generationRequestSchema.parse({ prompt: 'x' }),
});

beforeAll(async () => {
  Object.assign(clips, {
    dark: { grey: 60 },
    dim: { grey: 75 },
    bright: { grey: 200 },
    horse: { grey: 60, scene: sceneOf('horse', 'beach', 'right', 2) },
    cow: { grey: 200, scene: sceneOf('cow', 'farm', 'right', 42) },
    back: { grey: 200, scene: sceneOf('cow', 'farm', 'left', 41) },
    left: { grey: 60, scene: sceneOf('horse', 'beach', 'left', 2) },
    shore: { grey: 200, scene: sceneOf('cow', 'beach', 'left', 9) },
  });
  for (const [name, clip] of Object.entries(clips)) {
    clip.file = join(folder, `${name}.mp4`);
    const facts = clip.scene && factsOf(clip.scene);
    await encodeAll(
      Array.from({ length: seconds * 24 }, () => flat(clip.grey)),
      { file: clip.file, ...size, fps: 24, codec: 'h264', ...(facts && { facts }) },
    );
  }
});

const measured = (name: string) => ({ source: { kind: 'video', file: clips[name]!.file } as const, seconds, ...size });

/** The request of a blend of two clips over 6 s, which overlap from 2 s to 4 s. */
const blended = (first: string, second: string, transition: Transition | undefined) =>
  generationRequestSchema.parse({
    ...combine(blend(measured(first), measured(second), 6, transition)),
    prompt: 'x',
    aspect: '16:9',
  });

const context = { world, shown: (scene: Scene) => ({ scene, whole: true }) };
const canvas = { aspect: '16:9', seconds: 6, seed: 1 } as const;
const planned = (first: string, second: string, transition: Transition = 'auto', how = context) =>
  planBlend(blended(first, second, transition), canvas, how);

/** The transition that is said, and its wipe. */
async function kindOf(first: string, second: string, transition?: Transition, how = context) {
  const { notices, wipe } = (await planned(first, second, transition, how))!;
  const kind = /\((wipe|match|dissolve)\)/.exec(notices[0]!.message.en)![1];
  return wipe === undefined ? kind : `${kind} ${wipe.towards}`;
}

/** Least and greatest grey of every frame's pixels that the conditions show; undefined where none shows. */
async function shown(first: string, second: string, transition: Transition) {
  const { request, joined, wipe } = (await planned(first, second, transition))!;
  const clip = { ...size, fps: 24, seconds: 6 };
  const video = await openConditioningVideo(request, clip, new AbortController().signal, { joined, wipe });
  try {
    const rows: (Uint8Array | undefined)[] = [];
    for (let n = 0; n < 144; n += 1) {
      const picture = await video.at(n);
      rows.push(picture && Uint8Array.from({ length: 64 }, (_, x) => picture.frame.data[(32 * 64 + x) * 4]!));
    }
    return rows;
  } finally {
    await video.close();
  }
}

/** Whether a grey is a mixture of the dark and the bright clip. */
const isMixed = (grey: number) => grey > 70 && grey < 190;

describe('the transition of a blend', () => {
  it('is a match where the subjects of both scenes can stand at the same place', async () => {
    expect(await kindOf('horse', 'cow')).toBe('match');
    const { request, shots, joined } = (await planned('horse', 'cow'))!;
    expect(shots!.map(({ from, scene }) => [from, scene.place])).toEqual([
      [0, 'beach'],
      [3, 'farm'],
    ]);
    expect(joined).toEqual([0]);
    // The first clip's own scene is painted for the second and a quarter in which the camera moves.
    expect(request.conditions).toMatchObject([
      { at: 0, to: 1.75, strength: 1 },
      { at: 3, from: 1, strength: 1 },
    ]);
  });

  it('is a wipe in the direction of movement where places differ, a dissolve where they do not', async () => {
    expect(await kindOf('horse', 'back')).toBe('wipe right');
    expect(await kindOf('left', 'cow')).toBe('wipe left');
    expect(await kindOf('horse', 'shore')).toBe('dissolve');
  });

  it('of other clips is a dissolve where their frames are alike, else a wipe', async () => {
    expect(await kindOf('dark', 'dim')).toBe('dissolve');
    expect(await kindOf('dark', 'bright')).toBe('wipe right');
    expect(await kindOf('dark', 'cow')).toBe('wipe right');
  });

  it('is the one that is asked for; where a match is not possible, another is made and said', async () => {
    expect(await kindOf('horse', 'cow', 'wipe')).toBe('wipe right');
    expect(await kindOf('dark', 'bright', 'dissolve')).toBe('dissolve');
    const { notices } = (await planned('dark', 'bright', 'match'))!;
    expect(notices[0]!.message.en).toContain('cannot stand at the same place');
    const herd = sceneOf('cow', 'farm', 'right', 42, 4);
    const grouped = { world, shown: (scene: Scene) => ({ scene: scene.place === 'farm' ? herd : scene, whole: true }) };
    expect(await kindOf('horse', 'cow', 'auto', grouped)).toBe('wipe right');
    const missing = { ...context, shown: (scene: Scene) => ({ scene, whole: false }) };
    expect(await kindOf('horse', 'cow', 'auto', missing)).toBe('wipe right');
  });

  it('is none without the option, and none where the clips do not overlap', async () => {
    expect(await planBlend(blended('dark', 'bright', undefined), canvas, context)).toBeUndefined();
    const apart = { ...blended('dark', 'bright', 'wipe') };
    const later = apart.conditions!.map((one, i) => (i === 0 ? one : { ...one, at: 4 }));
    const request = { ...apart, conditions: later };
    const without = (await planBlend(request, canvas, context))!;
    expect(without.request).toBe(request);
    expect(without.notices[0]!.message.en).toContain('No two videos overlap');
  });
});

describe('the frames of a blend', () => {
  it('of a wipe mix both pictures only within the soft edge', async () => {
    const rows = await shown('dark', 'bright', 'wipe');
    const changing = rows.filter((row) => row!.some((grey) => grey > 70) && row!.some((grey) => grey < 190));
    expect(changing.length).toBeGreaterThan(12);
    expect(changing.length).toBeLessThanOrEqual(0.8 * 24);
    for (const row of rows) {
      const mixed = [...row!.keys()].filter((x) => isMixed(row![x]!));
      // Two columns more: the pictures come from H.264.
      const width = mixed.length === 0 ? 0 : mixed.at(-1)! - mixed[0]! + 1;
      expect(width).toBeLessThanOrEqual(edgeWidth * 64 + 2);
    }
    expect([rows[0]![5], rows.at(-1)![5]].map((grey) => grey! > 190)).toEqual([false, true]);
  });

  it('of a dissolve are mixed for at most half a second', async () => {
    const rows = await shown('dark', 'bright', 'dissolve');
    const mixed = rows.filter((row) => row!.some(isMixed));
    expect(mixed.length).toBeGreaterThan(4);
    expect(mixed.length).toBeLessThanOrEqual(12);
  });

  it('of a match are never mixed: one clip, what is painted, then the other', async () => {
    const rows = await shown('horse', 'cow', 'match');
    expect(rows.filter((row) => row?.some(isMixed))).toEqual([]);
    expect(rows.map((row) => (row === undefined ? 'painted' : row[5]! < 130 ? 'first' : 'second'))).toEqual([
      ...Array<string>(42).fill('first'),
      ...Array<string>(30).fill('painted'),
      ...Array<string>(72).fill('second'),
    ]);
  });
});

describe('a wipe', () => {
  it('has one picture at its start and the other at its end, and goes either way', () => {
    const at = (progress: number, towards: 'left' | 'right', x: number) =>
      wiped(flat(60), flat(200), progress, towards).data[x * 4];
    expect([0, 63].map((x) => at(0, 'right', x))).toEqual([60, 60]);
    expect([0, 63].map((x) => at(1, 'right', x))).toEqual([200, 200]);
    expect([0, 63].map((x) => at(0.5, 'right', x))).toEqual([200, 60]);
    expect([0, 63].map((x) => at(0.5, 'left', x))).toEqual([60, 200]);
    for (let progress = 0; progress <= 1; progress += 0.05)
      expect(shareBehind(0.2, progress)).toBeGreaterThanOrEqual(shareBehind(0.4, progress));
  });
});

describe('frames of clips that are not known', () => {
  /** A bright bar on a dark ground, its left side at a share of the width. */
  const bar = (from: number): Frame => {
    const frame = flat(40);
    for (let y = 0; y < 64; y += 1) frame.data.fill(220, (y * 64 + from) * 4, (y * 64 + from + 10) * 4);
    return frame;
  };

  it('differ by their share of black and white, and move left, right or not at all', () => {
    expect(frameDifference(flat(0), flat(255))).toBeCloseTo(1, 6);
    expect(frameDifference(flat(60), flat(60))).toBe(0);
    expect(movementBetween(bar(20), bar(25))).toBe('right');
    expect(movementBetween(bar(30), bar(26))).toBe('left');
    expect(movementBetween(bar(30), bar(30))).toBeUndefined();
    expect(movementBetween(flat(30), flat(90))).toBeUndefined();
  });
});
