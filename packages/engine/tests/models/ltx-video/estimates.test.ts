import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AkezoraError, type GenerationPlan, generationRequestSchema } from '@akezora/contract';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Machine } from '../../../src/machine/machine.ts';
import { readSpeeds, recordSpeeds, speedKey } from '../../../src/machine/speeds.ts';
import { checkpoints } from '../../../src/models/ltx-video/checkpoints.ts';
import { openLtxFolder, openLtxModel } from '../../../src/models/ltx-video/index.ts';
import type { VideoModel } from '../../../src/models/model.ts';
import { newFolder } from '../new-folder.ts';
import { fixtures } from './tiny-model.ts';

/** The features of the processor on which the runs were recorded: what attention costs beside other products depends on them. */
vi.mock('../../../src/runtime/cpu.ts', async (original) => ({
  ...(await original<typeof import('../../../src/runtime/cpu.ts')>()),
  cpuFeatures: () => ['avx2', 'avx512f', 'avx512_vnni', 'avx512_bf16'],
}));

/** Whole runs of the 2B model at full size with random weights (`bench/ltx-clip.ts`): seconds of their stages, the share of others left out. */
interface Recorded {
  readonly configs: Readonly<Record<string, object>>;
  readonly prompt: string;
  readonly runs: readonly {
    readonly size: { readonly width: number; readonly height: number };
    readonly frames: number;
    readonly steps: number;
    readonly seconds: Readonly<Record<'encode-prompt' | 'denoise', number>>;
  }[];
}

const file = new URL('../../fixtures/estimates/ltx-2b.json', import.meta.url);
const recorded: Recorded = JSON.parse(readFileSync(fileURLToPath(file), 'utf8'));
const stages = ['encode-prompt', 'denoise'] as const;

/** Share of what it took by which a plan may be off. */
const within = 0.25;

let model: VideoModel;
beforeAll(async () => {
  process.env.AKEZORA_CACHE = newFolder();
  const folder = newFolder();
  cpSync(join(fixtures, 'ltx-video/pipeline-condition-two-images/hub'), folder, { recursive: true });
  cpSync(join(fixtures, 'tokenizer/t5-unigram'), join(folder, 'tokenizer'), { recursive: true });
  for (const [path, config] of Object.entries(recorded.configs)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(config));
  }
  // A clip is planned by the configs alone; the weights that the fixture has are not theirs.
  const published = checkpoints.find(({ id }) => id === 'ltx-video-2b-0.9.8-distilled')!;
  const files = await openLtxFolder(folder);
  const missing = async () => {
    throw new AkezoraError('weights_missing', { model: folder, path: folder });
  };
  model = await openLtxModel({ ...files, transformer: { ...files.transformer, open: missing } }, published);
});

const planOf = (run: Omit<Recorded['runs'][number], 'seconds'>, speeds: Machine['speeds']): Promise<GenerationPlan> => {
  const { size, frames, steps } = run;
  const asked = { prompt: recorded.prompt, size, seconds: frames / 24, fps: 24, steps, seed: 1 };
  const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 16e9, speeds, precision: 'int8' };
  return model.plan(generationRequestSchema.parse(asked), machine);
};

/** What is learnt from one run: the work that was planned over the seconds that it took. */
async function learnt(run: Recorded['runs'][number], machine: string): Promise<Machine['speeds']> {
  const plan = await planOf(run, {});
  const reached = plan.stages.flatMap(({ name, work, precision = plan.precision }) => {
    const seconds = run.seconds[name as (typeof stages)[number]];
    if (seconds === undefined || work === undefined) return [];
    return [[speedKey(plan.model, plan.device, precision, name), { speed: work / seconds, seconds }] as const];
  });
  await recordSpeeds(machine, Object.fromEntries(reached));
  return readSpeeds(machine);
}

describe('estimates of a second run', () => {
  const pairs = recorded.runs.flatMap((one) =>
    recorded.runs.flatMap((other) => (one === other ? [] : [{ one, other }])),
  );
  it.each(pairs)('are within a quarter of what it took: $one.size after $other.size', async ({ one, other }) => {
    const speeds = await learnt(other, `${other.frames} ${other.size.width}`);
    const plan = await planOf(one, speeds);
    expect(plan.frames).toBe(one.frames);
    for (const name of stages) {
      const estimated = plan.stages.find((stage) => stage.name === name)!.seconds;
      expect(Math.abs(estimated / one.seconds[name] - 1), `${name}: ${estimated} s`).toBeLessThan(within);
    }
  });

  it('are right for the same clip again', async () => {
    const [run] = recorded.runs;
    const plan = await planOf(run!, await learnt(run!, 'again'));
    for (const name of stages)
      expect(plan.stages.find((stage) => stage.name === name)!.seconds).toBeCloseTo(run!.seconds[name], 6);
  });
});

it('estimates a machine of a known kind before its first run: 93 s were measured on an idle one with Zen 5', async () => {
  const plan = await planOf({ size: { width: 864, height: 480 }, frames: 121, steps: 2 }, {});
  const { seconds } = plan.stages.find(({ name }) => name === 'denoise')!;
  expect(Math.abs(seconds / 93 - 1)).toBeLessThan(within);
});
