/**
 * What every model family does, whatever its networks are. A family's test states a tiny configuration and calls `conforms`;
 * what its capabilities leave out must be refused, what they promise is run.
 */
import { cpSync, existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  AkezoraError,
  type GenerationPlan,
  type GenerationRequest,
  type GenerationRequestInput,
  generationPlanSchema,
  generationRequestSchema,
  modelCapabilitiesSchema,
  problemsOf,
  stages,
} from '@akezora/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Machine } from '../../src/machine/machine.ts';
import type { ModelFamily } from '../../src/models/family.ts';
import type { ModelEvent, VideoModel } from '../../src/models/model.ts';
import { planRequest } from '../../src/plan.ts';
import { newFolder } from './new-folder.ts';
import { unsupportedRequests } from './unsupported-requests.ts';

/** The tiny configuration of a family: weights that run in seconds on a CPU, and the smallest request. */
export interface TinyConfig {
  /** Writes or finds the weights as a folder. */
  readonly folder: () => Promise<string>;
  /** Writes the same weights as a single file; left out by families without single files. */
  readonly singleFile?: (folder: string) => Promise<string>;
  /** The smallest request, with a seed. */
  readonly request: GenerationRequestInput;
  /** Weight files that only a run may read; every `.safetensors` file by default. */
  readonly runOnly?: readonly string[];
  /** Writes a LoRA that fits; needed where the capabilities promise LoRAs. */
  readonly lora?: (folder: string) => Promise<string>;
}

const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 8e9, speeds: {} };

/** Runs the suite for a family. */
export function conforms(family: ModelFamily, tiny: TinyConfig): void {
  let folder = '';
  let model: VideoModel;
  beforeAll(async () => {
    process.env.AKEZORA_CACHE = newFolder();
    folder = await tiny.folder();
    model = await open(folder);
  });

  async function open(reference: string): Promise<VideoModel> {
    const opened = await family.open(reference);
    if (opened === undefined) throw new Error(`${family.id} does not open ${reference}`);
    return opened;
  }

  const requestOf = (more: Partial<GenerationRequestInput> = {}): GenerationRequest =>
    generationRequestSchema.parse({ ...tiny.request, ...more });

  async function run(
    more: Partial<GenerationRequestInput> = {},
    on: { readonly model?: VideoModel; readonly machine?: Machine } = {},
  ): Promise<{ plan: GenerationPlan; events: ModelEvent[]; frames: Uint8Array[] }> {
    const { model: by = model, machine: here = machine } = on;
    const request = requestOf(more);
    const plan = await by.plan(request, here);
    const events: ModelEvent[] = [];
    for await (const event of by.run(request, plan, { machine: here, signal: new AbortController().signal }))
      events.push(event);
    const frames = events.flatMap((event) => (event.type === 'frame' ? [event.frame.data] : []));
    return { plan, events, frames };
  }

  let plainRun: ReturnType<typeof run> | undefined;
  /** The tiny request as it is, run once for all tests that only look at it. */
  const plain = () => (plainRun ??= run());

  describe('the family', () => {
    it('publishes complete capabilities under unique names', () => {
      const capabilities = family.published.map((model) => modelCapabilitiesSchema.parse(model.capabilities));
      expect(new Set(capabilities.map(({ id }) => id)).size).toBe(capabilities.length);
      for (const { family: name } of capabilities) expect(name).toBe(family.id);
    });

    it('opens its own weights and leaves other references to other families', async () => {
      expect(modelCapabilitiesSchema.parse(model.capabilities).family).toBe(family.id);
      expect(model.version).not.toBe('');
      expect(await family.open('no/such-model')).toBeUndefined();
      expect(await family.open(newFolder())).toBeUndefined();
    });
  });

  describe('a plan', () => {
    it('is complete and the same for the same request', async () => {
      const plan = generationPlanSchema.parse(await model.plan(requestOf(), machine));
      expect(plan).toEqual(generationPlanSchema.parse(await model.plan(requestOf(), machine)));
      expect(plan.model).toBe(model.capabilities.id);
      expect(plan.seed).toBe(tiny.request.seed);
      for (const stage of plan.stages) {
        expect(stage.seconds).toBeGreaterThan(0);
        expect(stage.memoryBytes).toBeGreaterThan(0);
        expect(stage.memoryBytes).toBeLessThanOrEqual(plan.peakMemoryBytes);
      }
    });

    it('reads none of the weights that a run needs', async () => {
      const copy = newFolder();
      cpSync(folder, copy, { recursive: true });
      const opened = await open(copy);
      const files = tiny.runOnly ?? readdirSync(copy, { recursive: true }).map(String).filter(isWeights);
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) rmSync(join(copy, file));
      await expect(opened.plan(requestOf(), machine)).resolves.toMatchObject({ seed: tiny.request.seed });
    });

    it('is refused where the memory is not enough, with the stage that does not fit', async () => {
      const refused = model.plan(requestOf(), { ...machine, freeMemoryBytes: 1e6 });
      const error = await refused.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AkezoraError);
      expect(error).toMatchObject({ code: 'not_enough_memory', details: { stage: expect.anything() } });
    });

    it('is refused for everything that the capabilities leave out, by the field', async () => {
      const unsupported = unsupportedRequests(model.capabilities);
      expect(unsupported.length).toBeGreaterThan(0);
      for (const more of unsupported) {
        const [problem] = problemsOf(requestOf(more), model.capabilities);
        const error = await planRequest({ ...tiny.request, ...more }, model).catch((thrown: unknown) => thrown);
        const name = Object.keys(more).join();
        expect([name, error]).toMatchObject([name, { code: problem?.code, details: { field: problem?.field } }]);
      }
    });
  });

  describe('a run', () => {
    it('makes the planned frames, the same for the same seed and others for another', async () => {
      const { plan, events, frames } = await plain();
      expect(frames.length).toBe(plan.frames);
      const made = events.flatMap((event) => (event.type === 'frame' ? [event.frame] : []));
      for (const [index, frame] of made.entries()) {
        expect([frame.width, frame.height, frame.data.length]).toEqual([
          plan.width,
          plan.height,
          plan.width * plan.height * 4,
        ]);
        expect(frame.at).toBeCloseTo(index / plan.fps, 6);
      }
      expect(same(frames, (await run()).frames)).toBe(true);
      expect(same(frames, (await run({ seed: (tiny.request.seed ?? 0) + 1 })).frames)).toBe(false);
    });

    it('reports only stages of its plan, in order, with steps within their total', async () => {
      const { plan, events } = await plain();
      const planned = new Set(plan.stages.map(({ name }) => name));
      for (const event of events) {
        if (event.type === 'stage') {
          expect(planned).toContain(event.name);
          expect(stages).toContain(event.name);
          expect(event.index).toBeLessThan(event.of);
        }
        if (event.type === 'step') expect(event.index).toBeLessThanOrEqual(event.total);
      }
      expect(events[0]).toMatchObject({ type: 'stage', index: 0 });
    });

    it('takes no more memory than its plan says', async () => {
      const before = process.memoryUsage.rss();
      let peak = before;
      const timer = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage.rss());
      }, 5);
      const { plan } = await run();
      clearInterval(timer);
      expect(peak - before).toBeLessThanOrEqual(plan.peakMemoryBytes);
    });

    it('stops when its signal aborts, closes its files, and runs again', async () => {
      const whole = await plain();
      const open = openWeightFiles();
      const controller = new AbortController();
      const request = requestOf();
      const plan = await model.plan(request, machine);
      const stopped = (async () => {
        for await (const event of model.run(request, plan, { machine, signal: controller.signal }))
          if (event.type === 'step') controller.abort(new AkezoraError('cancelled'));
      })();
      await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
      for await (const event of model.run(request, plan, { machine, signal: new AbortController().signal }))
        if (event.type === 'step') break;
      expect(openWeightFiles()).toEqual(open);
      expect(same(whole.frames, (await run()).frames)).toBe(true);
    });

    it.runIf(tiny.singleFile !== undefined)('makes from a single file what it makes from the folder', async () => {
      const single = await open(await tiny.singleFile!(folder));
      const exact = { ...machine, precision: 'f32' } as const;
      const [one, two] = [await run({}, { machine: exact }), await run({}, { model: single, machine: exact })];
      expect(same(one.frames, two.frames)).toBe(true);
    });

    it('applies LoRAs by their strength, and refuses one that does not fit', async ({ skip }) => {
      if (!model.capabilities.controls.loras) return skip('the family takes no LoRAs');
      if (tiny.lora === undefined) throw new Error('the capabilities promise LoRAs: the tiny configuration needs one');
      const file = await tiny.lora(folder);
      const exact = { machine: { ...machine, precision: 'f32' } as const };
      const base = await run({}, exact);
      const [none, half, full] = [0, 0.5, 1].map((strength) => ({ loras: [{ file, strength }] }));
      expect(same(base.frames, (await run(none, exact)).frames)).toBe(true);
      const adapted = await run(full, exact);
      expect(same(base.frames, adapted.frames)).toBe(false);
      expect(same((await run(half, exact)).frames, adapted.frames)).toBe(false);
      const weights = readdirSync(folder, { recursive: true }).map(String).find(isWeights)!;
      const foreign = { loras: [{ file: join(folder, weights), strength: 1 }] };
      await expect(run(foreign, exact)).rejects.toMatchObject({ code: 'weights_mismatch' });
    });
  });
}

const isWeights = (file: string): boolean => file.endsWith('.safetensors');

const same = (a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean =>
  a.length === b.length && a.every((data, index) => Buffer.compare(data, b[index]!) === 0);

/** Weight files that this process has open; none are seen where there is no /proc. */
function openWeightFiles(): string[] {
  if (!existsSync('/proc/self/fd')) return [];
  const paths = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  const mapped = readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .map((line) => line.split(/\s+/).slice(5).join(' '));
  return [...new Set([...paths, ...mapped])].filter(isWeights).sort();
}
