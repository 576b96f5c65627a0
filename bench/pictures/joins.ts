/** Joins: whether two windows of the painter, a clip and its extension, or a loop's end and its start follow each other as frames do. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extend, type GenerationRequestInput, loop } from '../../packages/contract/src/index.ts';
import { generate, openModel, planRequest, type VideoModel } from '../../packages/engine/src/index.ts';
import { framesPerPatch, nativeFps, patchesOf } from '../../packages/engine/src/models/akezora/config.ts';
import { planWindows } from '../../packages/engine/src/models/akezora/painter/windows.ts';
import { lumaPlane } from './engine.ts';

/** Mean absolute difference of luma over a join, in levels of 255, and over the frames around it (their median). */
export interface JoinMeasure {
  readonly at: number;
  readonly around: number;
  /** 1: nobody can see the join. */
  readonly ratio: number;
}

/** Prompts of what moves fast, of weather, of water, and of a moving camera. */
const prompts = [
  'a fox running through falling snow at dusk',
  'a taxi driving through the city in the rain',
  'a whale swimming in the sea at sunset',
  'a dog walking in the park, pan right',
] as const;

const form = { resolution: '360p', fps: nativeFps, seed: 1 } as const;
const [clipSeconds, extraSeconds] = [3, 2];

/** @param name a model's name, or a folder of its files */
export async function measureJoins(name: string): Promise<Record<'windows' | 'extension' | 'loop', JoinMeasure[]>> {
  const model = await openModel(name);
  const folder = await mkdtemp(join(tmpdir(), 'akezora-joins-'));
  const found = { windows: [] as JoinMeasure[], extension: [] as JoinMeasure[], loop: [] as JoinMeasure[] };
  try {
    for (const [i, prompt] of prompts.entries()) {
      const request: GenerationRequestInput = { ...form, model: name, prompt, seconds: 2 * clipSeconds };
      const whole = await lumasOf(model, request);
      const windows = planWindows(patchesOf(2 * clipSeconds)).slice(1);
      const differences = differencesOf(whole);
      for (const { paint } of windows) found.windows.push(measured(differences, paint[0]! * framesPerPatch));
      const file = join(folder, `${i}.mp4`);
      for await (const _ of generate({ ...request, seconds: clipSeconds }, { file }));
      const source = { source: { kind: 'video', file }, seconds: clipSeconds, width: 640, height: 360 } as const;
      const { part } = extend(source, extraSeconds, 'after', model.capabilities);
      const extended = await lumasOf(model, { ...request, ...part, ...form });
      found.extension.push(measured(differencesOf(extended), clipSeconds * nativeFps));
      const looped = await lumasOf(model, { ...request, ...loop('normal') });
      // The first frame comes after the last one.
      found.loop.push(measured(differencesOf([...looped, ...looped]), looped.length));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return found;
}

/** The luma of every frame, as the engine gives it before an encoder. */
async function lumasOf(model: VideoModel, input: GenerationRequestInput): Promise<Uint8Array[]> {
  const { request, plan, machine } = await planRequest(input, model);
  const lumas: Uint8Array[] = [];
  for await (const event of model.run(request, plan, { machine, signal: new AbortController().signal }))
    if (event.type === 'frame') lumas.push(lumaPlane(event.frame).slice());
  return lumas;
}

/** Entry i: how much frame i differs from the frame before it; 0 for the first. */
function differencesOf(lumas: readonly Uint8Array[]): number[] {
  return lumas.map((luma, i) => {
    const before = lumas[i - 1];
    if (before === undefined) return 0;
    let sum = 0;
    for (let k = 0; k < luma.length; k += 1) sum += Math.abs(luma[k]! - before[k]!);
    return ((sum / luma.length) * 255) / 219;
  });
}

/** Frames on each side of a join that it is compared with. */
const neighbours = 8;

function measured(differences: readonly number[], frame: number): JoinMeasure {
  const near = [
    ...differences.slice(Math.max(1, frame - neighbours), frame),
    ...differences.slice(frame + 1, frame + 1 + neighbours),
  ];
  const around = near.sort((a, b) => a - b)[near.length >> 1]!;
  const at = differences[frame]!;
  return { at, around, ratio: at / Math.max(around, 0.01) };
}
