import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { settings } from '../../src/config/settings.ts';
import type { ComfyUpstream } from '../../src/config/upstreams.ts';
import { comfyMaker } from '../../src/remote/comfyui/maker.ts';
import { readProgress } from '../../src/remote/comfyui/progress.ts';
import { checkPlaces, readWorkflow, type Workflow } from '../../src/remote/comfyui/workflow.ts';
import { exampleOf as exampleJson, upstreamAt } from '../support/comfyui.ts';
import { newFolder } from '../support/folders.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const exampleOf = (name: string) => readWorkflow(join(root, 'examples/comfyui', name));
const [configured] = settings.upstreams.schema.parse(
  JSON.parse(readFileSync(join(root, 'examples/comfyui/akezora.json'), 'utf8')).upstreams,
) as [ComfyUpstream];

/**
 * Inputs of the nodes of the examples, from ComfyUI's source at a125cd84 (`nodes.py`, `comfy_extras/nodes_lt.py`, `nodes_video.py`,
 * `nodes_custom_sampler.py`): the required ones, then optional ones.
 */
const nodes: Readonly<Record<string, readonly (readonly string[])[]>> = {
  CheckpointLoaderSimple: [['ckpt_name']],
  CLIPLoader: [['clip_name', 'type'], ['device']],
  LoraLoaderModelOnly: [['model', 'lora_name', 'strength_model']],
  CLIPTextEncode: [['clip', 'text']],
  LoadImage: [['image']],
  EmptyLTXVLatentVideo: [['width', 'height', 'length', 'batch_size']],
  LTXVImgToVideo: [['positive', 'negative', 'vae', 'image', 'width', 'height', 'length', 'batch_size', 'strength']],
  LTXVConditioning: [['positive', 'negative', 'frame_rate']],
  LTXVScheduler: [['steps', 'max_shift', 'base_shift', 'stretch', 'terminal'], ['latent']],
  KSamplerSelect: [['sampler_name']],
  SamplerCustom: [
    ['model', 'add_noise', 'noise_seed', 'cfg', 'positive', 'negative', 'sampler', 'sigmas', 'latent_image'],
  ],
  VAEDecode: [['samples', 'vae']],
  CreateVideo: [['images', 'fps'], ['audio']],
  SaveVideo: [['video', 'filename_prefix', 'format', 'codec']],
};

describe('the example workflows for LTX-Video', () => {
  it.each(['ltx-video.json', 'ltx-video-picture.json'])('%s has nodes of ComfyUI with all their inputs', (name) => {
    const workflow = exampleOf(name);
    for (const [id, { class_type, inputs }] of Object.entries(workflow)) {
      const [required = [], optional = []] = nodes[class_type] ?? [];
      expect(required.length, class_type).toBeGreaterThan(0);
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining([...required]));
      expect([...required, ...optional]).toEqual(expect.arrayContaining(Object.keys(inputs)));
      for (const value of Object.values(inputs).filter(Array.isArray))
        expect(Number(value[0]), `${id} comes after what it uses`).toBeLessThan(Number(id));
    }
  });

  it('fit the places of the example configuration', () => {
    expect(() => checkPlaces(exampleOf('ltx-video.json'), configured.inputs)).not.toThrow();
    const { inputs } = configured.pictureWorkflow ?? configured;
    expect(() => checkPlaces(exampleOf('ltx-video-picture.json'), inputs)).not.toThrow();
  });

  it('make the capabilities of a model, with the defaults of the workflow', async () => {
    const workflow = (file: string) => join(root, file);
    const maker = comfyMaker(
      {
        ...configured,
        workflow: workflow(String(configured.workflow)),
        pictureWorkflow: {
          workflow: workflow(String(configured.pictureWorkflow?.workflow)),
          inputs: configured.pictureWorkflow?.inputs ?? configured.inputs,
        },
      },
      undefined as never,
    );
    expect(await maker.capabilities()).toMatchObject({
      id: 'ltx-comfyui',
      family: 'upstream',
      fps: { values: [24, 25, 30], default: 24 },
      steps: { min: 4, max: 60, default: 30 },
      guidance: { min: 1, max: 10, default: 3 },
      conditions: { image: true, video: false },
      controls: { negativePrompt: true, loras: true },
      loras: [{ id: 'squish' }],
      codecs: [],
    });
  });
});

describe('two workflows', () => {
  it('take what both have places for', async () => {
    const { negativePrompt: _, loras: __, ...fewer } = upstreamAt([]).pictureWorkflow?.inputs ?? configured.inputs;
    const pictureWorkflow = { workflow: exampleJson('ltx-video-picture.json'), inputs: fewer };
    const maker = comfyMaker(upstreamAt(['http://127.0.0.1:9'], { pictureWorkflow }), undefined as never);
    expect((await maker.capabilities()).controls).toMatchObject({ negativePrompt: false, loras: false });
  });
});

describe('a workflow', () => {
  const plain: Workflow = { 6: { class_type: 'CLIPTextEncode', inputs: { text: 'x', clip: ['1', 0] } } };
  const reasonOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      const { code, field, details } = error as { code: string; field: string; details: { reason: { en: string } } };
      return [code, field, details.reason.en];
    }
    return undefined;
  };

  it.each([
    ['nodes', { nodes: [], links: [] }, 'workflow is a workflow of the editor; export it in API format'],
    ['no nodes', {}, 'workflow is no ComfyUI workflow in API format'],
    ['another thing', { a: 1 }, 'workflow is no ComfyUI workflow in API format'],
  ])('with %s is refused in words', (_, value, reason) => {
    expect(reasonOf(() => readWorkflow(value))).toEqual(['request_invalid', 'upstreams', reason]);
  });

  it('that is not there is refused by its name', () => {
    const file = join(newFolder(), 'none.json');
    expect(reasonOf(() => readWorkflow(file))?.[2]).toContain(file);
  });

  it.each([
    ['7.text', 'the workflow has no 7.text; it has 6'],
    ['6.prompt', 'the workflow has no 6.prompt; it has 6.text, 6.clip'],
    ['6.clip', '6.clip is connected to node 1; name an input that holds a value'],
  ])('without a value at %s is refused with what there is', (prompt, reason) => {
    expect(reasonOf(() => checkPlaces(plain, { prompt }))).toEqual(['request_invalid', 'upstreams', reason]);
  });
});

describe('messages of a prompt', () => {
  const ours = 'ours';
  const text = (type: string, data: object) => JSON.stringify({ type, data: { prompt_id: ours, ...data } });
  const binary = (kind: number, rest: Uint8Array, second = 1) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(kind, 0);
    head.writeUInt32BE(second, 4);
    return new Uint8Array(Buffer.concat([head, rest]));
  };

  it('tell a fraction of its nodes that does not go back', () => {
    const reader = readProgress(ours, ['1', '2', '3', '4']);
    expect(reader.text(text('execution_cached', { nodes: ['1'] }))).toEqual({ kind: 'progress', fraction: 0.25 });
    expect(reader.text(text('executing', { node: '2' }))).toEqual({ kind: 'progress', fraction: 0.25 });
    expect(reader.text(text('progress', { node: '2', value: 2, max: 4 }))).toMatchObject({ fraction: 0.375 });
    expect(reader.text(text('progress', { node: '2', value: 1, max: 4 }))).toMatchObject({ fraction: 0.375 });
    const nodes = { 2: { value: 4, max: 4, state: 'finished' }, 3: { value: 1, max: 2, state: 'running' } };
    expect(reader.text(text('progress_state', { nodes }))).toMatchObject({ fraction: 0.625 });
    expect(reader.text(text('executing', { node: null }))).toEqual({ kind: 'ended' });
  });

  it('of another prompt, and what is no message, are passed over', () => {
    const reader = readProgress(ours, ['1']);
    for (const message of [
      '',
      'x',
      '[]',
      '{"type":"progress"}',
      text('progress', { prompt_id: 'theirs', value: 1, max: 1 }),
    ])
      expect(reader.text(message)).toBeUndefined();
    for (const bytes of [
      new Uint8Array(3),
      binary(1, Buffer.from('jpeg')),
      binary(4, Buffer.from('{}'), 4_000_000_000),
    ])
      expect(reader.binary(bytes)).toBeUndefined();
    expect(reader.binary(binary(1, new Uint8Array(5e6)))).toBeUndefined();
  });

  it('carry previews, with and without metadata', () => {
    const reader = readProgress(ours, ['1']);
    reader.text(text('executing', { node: '1' }));
    const picture = new Uint8Array(Buffer.from('jpeg'));
    expect(reader.binary(binary(1, picture))).toEqual({ kind: 'preview', picture });
    const about = Buffer.from(JSON.stringify({ prompt_id: ours }));
    const heard = reader.binary(binary(4, Buffer.concat([about, picture]), about.length));
    expect(heard).toEqual({ kind: 'preview', picture });
  });
});
