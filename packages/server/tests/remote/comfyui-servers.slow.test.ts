import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AkezoraError, generationRequestSchema, type Text } from '@akezora/contract';
import { afterEach, describe, expect, it } from 'vitest';
import type { ComfyUpstream } from '../../src/config/upstreams.ts';
import { comfyMaker } from '../../src/remote/comfyui/maker.ts';
import { Lost, type Maker, type Task } from '../../src/remote/maker.ts';
import {
  type ComfyOptions,
  type ComfyServer,
  comfyModel,
  exampleOf,
  startComfy,
  upstreamAt,
} from '../support/comfyui.ts';

const started: ComfyServer[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});

async function comfyWith(options: ComfyOptions = {}): Promise<ComfyServer> {
  const comfy = await startComfy(options);
  started.push(comfy);
  return comfy;
}

const folder = mkdtempSync(join(tmpdir(), 'akezora-comfyui-'));
const makerOf = (more: Partial<ComfyUpstream> = {}): Maker =>
  comfyMaker(upstreamAt(['http://127.0.0.1:9'], more), { call: async () => ({}) } as never);

/** A job of the runner, as the makers get it. */
function taskOf(comfy: ComfyServer, more: { id?: string; earlier?: string; signal?: AbortSignal } = {}) {
  const remembered: string[] = [];
  const task = {
    base: comfy.url,
    earlier: more.earlier,
    remember: async (id: string) => {
      remembered.push(id);
    },
    run: {
      job: { id: more.id ?? 'video_1', owner: 'local', meta: {} },
      request: generationRequestSchema.parse({ model: comfyModel, prompt: 'a fox' }),
      file: join(folder, `${Math.random()}.mp4`),
      names: {},
      signal: more.signal ?? new AbortController().signal,
      onEvent: () => undefined,
    },
  } as unknown as Task;
  return { task, remembered };
}

const until = async (condition: () => boolean) => {
  for (let turn = 0; !condition(); turn += 1) {
    if (turn > 500) throw new Error('it did not happen');
    await pause(20);
  }
};

const seedOf = ({ queued }: ComfyServer, index = 0) => queued[index]?.prompt['11']?.inputs.noise_seed;

describe('a workflow on a ComfyUI server', () => {
  it.each([
    [
      'that fails while it runs',
      { fails: { SamplerCustom: 'CUDA out of memory' } },
      {},
      'node 11 (SamplerCustom): CUDA out of memory',
      'ノード 11（SamplerCustom）: CUDA out of memory',
    ],
    [
      'whose model is not there',
      {},
      { 1: { ckpt_name: 'missing.safetensors' } },
      "node 1 (CheckpointLoaderSimple): Value not in list: ckpt_name: 'missing.safetensors' not in ['ltx.safetensors']",
      'ノード 1（CheckpointLoaderSimple）: Value not in list',
    ],
    [
      'with a node that is not installed',
      { nodes: ['CheckpointLoaderSimple'] },
      {},
      "Cannot execute because node CLIPLoader does not exist.: Node ID '#2'",
      'Cannot execute because node CLIPLoader does not exist.',
    ],
    [
      'that saves no video',
      { saved: () => ({ images: [{ filename: 'a_00001_.png', subfolder: '', type: 'output' }] }) },
      {},
      'the workflow saved no video; end it with a node that does, such as SaveVideo',
      'ワークフローが動画を保存しませんでした',
    ],
  ] as const)('%s says its node and reason in both languages', async (_, options, changes, en, ja) => {
    const comfy = await comfyWith(options);
    const workflow = exampleOf('ltx-video.json');
    for (const [id, inputs] of Object.entries(changes)) Object.assign(workflow[id].inputs, inputs);
    const error = await makerOf({ workflow })
      .make(taskOf(comfy).task)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AkezoraError);
    const { code, details } = error as AkezoraError;
    const reason = details.reason as Text;
    expect(code).toBe('upstream_failed');
    expect(reason.en).toBe(en);
    expect(reason.ja).toContain(ja);
  });

  it('is stored by its id before it is queued, or by the one that older versions choose', async () => {
    for (const takesIds of [true, false]) {
      const comfy = await comfyWith({ takesIds });
      const { task, remembered } = taskOf(comfy);
      await makerOf().make(task);
      expect(remembered).toHaveLength(takesIds ? 1 : 2);
      expect(remembered.at(-1)).toBe(comfy.queued[0]?.id);
    }
  });

  it('goes on where it was when this server restarts, while it runs and after it ended', async () => {
    const comfy = await comfyWith({ stepMs: 100 });
    const stop = new AbortController();
    const { task, remembered } = taskOf(comfy, { signal: stop.signal });
    const made = makerOf().make(task);
    await until(() => comfy.queued.length > 0);
    stop.abort('shutdown');
    await expect(made).rejects.toBe('shutdown');
    const [earlier = ''] = remembered;
    for (const _ of ['running', 'ended']) {
      const again = taskOf(comfy, { earlier });
      const { asked } = await makerOf().make(again.task);
      expect(asked.seed).toBe(seedOf(comfy));
    }
    expect(comfy.queued).toHaveLength(1);
    expect(comfy.calls.filter((call) => call === 'POST /queue' || call === 'POST /interrupt')).toEqual([]);
  });

  it('that was restarted and forgot it is told as lost, and gets it again with the same seed', async () => {
    const first = await startComfy({ stepMs: 60_000 });
    const { task } = taskOf(first);
    const made = makerOf()
      .make(task)
      .catch((error: unknown) => error);
    await until(() => first.queued.length > 0);
    await first.stop();
    const second = await comfyWith({ port: Number(new URL(first.url).port) });
    expect(await made).toBeInstanceOf(Lost);
    await makerOf().make(taskOf(second).task);
    expect(seedOf(second)).toBe(seedOf(first));
  });

  it('is cancelled where it waits and where it runs, and nobody else’s is', async () => {
    const comfy = await comfyWith({ stepMs: 60_000 });
    const stops = [new AbortController(), new AbortController()];
    const made: Promise<unknown>[] = [];
    for (const [index, { signal }] of stops.entries()) {
      made.push(
        makerOf()
          .make(taskOf(comfy, { id: `video_${index}`, signal }).task)
          .catch((error: unknown) => error),
      );
      await until(() => comfy.queued.length === index + 1);
    }
    stops[1]?.abort('cancelled');
    expect(await made[1]).toBe('cancelled');
    expect(comfy.interrupted).toEqual([]);
    stops[0]?.abort('cancelled');
    expect(await made[0]).toBe('cancelled');
    expect(comfy.interrupted).toEqual([comfy.queued[0]?.id]);
  });

  it('ends without its WebSocket, which is opened again when it breaks', async () => {
    const comfy = await comfyWith({ stepMs: 300 });
    const made = makerOf().make(taskOf(comfy).task);
    await until(() => comfy.queued.length > 0);
    comfy.breakSockets();
    await made;
    expect(comfy.sockets()).toBe(2);
  });
});

describe('the file of a workflow', () => {
  it.each([
    [
      'VHS_VideoCombine',
      { gifs: [{ filename: 'a.webm', subfolder: '', type: 'output', format: 'video/webm' }] },
      'a.webm',
    ],
    [
      'a saved one before a temporary one',
      {
        images: [
          { filename: 'a.mp4', type: 'output' },
          { filename: 'b.mp4', type: 'temp' },
        ],
      },
      'a.mp4',
    ],
    [
      'a video before an animated picture',
      {
        images: [
          { filename: 'a.mp4', type: 'output' },
          { filename: 'b.webp', type: 'output' },
        ],
      },
      'a.mp4',
    ],
  ])('of %s', async (_, saved, name) => {
    const comfy = await comfyWith({ saved: () => saved });
    // The small server has no such file.
    await expect(makerOf({ patienceSeconds: 0 }).make(taskOf(comfy).task)).rejects.toMatchObject({ status: 404 });
    expect(comfy.views[0]?.get('filename')).toBe(name);
  });
});
