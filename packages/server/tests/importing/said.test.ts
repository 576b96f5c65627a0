import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { readFileTexts } from '@akezora/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localPrincipal } from '../../src/access/principal.ts';
import { withDefaults } from '../../src/config/settings.ts';
import { folderFiles } from '../../src/importing/files.ts';
import { importClips } from '../../src/importing/import.ts';
import { readSaid, saidByTexts } from '../../src/importing/said/read.ts';
import { childrenOptions, createChildren } from '../../src/inference/children.ts';
import { openStorage } from '../../src/platform/storage/open.ts';
import { newFolder } from '../support/folders.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const fixtures = fileURLToPath(new URL('../fixtures/said/', import.meta.url));
const plainVideo = fileURLToPath(new URL('../support/clip.mp4', import.meta.url));
const fixture = (name: string) => join(fixtures, name);

/** What `fixtures/said/write.py` wrote. */
const fox = {
  program: 'ComfyUI',
  prompt: 'a red fox runs through snow\nat dusk, 雪',
  negativePrompt: 'blurry, jittery',
  seed: '18446744073709551557',
  steps: 30,
  guidance: 3,
  sampler: 'euler',
  model: 'ltx-video-2b-v0.9.5.safetensors',
  loras: [{ name: 'ink.safetensors', strength: 0.8 }],
};
const lighthouse = {
  program: 'Wan2GP',
  prompt: 'a lighthouse in a storm, 嵐',
  negativePrompt: 'static',
  seed: '971823',
  steps: 30,
  guidance: 4.5,
  sampler: 'unipc',
  model: 'ltxv_13B',
  loras: [
    { name: 'ink.safetensors', strength: 0.8 },
    { name: 'grain.safetensors', strength: 1 },
  ],
};
const cat = {
  program: 'A1111',
  prompt: 'a cat in a garden, <lora:ink:0.7>, 猫\nsecond line',
  negativePrompt: 'lowres, bad hands',
  seed: '965400086',
  steps: 20,
  guidance: 7,
  sampler: 'DPM++ 2M',
  model: 'dreamshaper_8',
  loras: [{ name: 'ink', strength: 0.7 }],
};

describe('what a file says of how it was made', () => {
  it.each([
    ...['comfyui.png', 'comfyui.webp', 'comfyui.mp4', 'comfyui.webm', 'vhs.mp4'].map((name) => [name, fox] as const),
    ...['wan2gp.mp4', 'wan2gp.mkv', 'wan2gp.png', 'wan2gp.jpg'].map((name) => [name, lighthouse] as const),
    ...['a1111.png', 'a1111.jpg'].map((name) => [name, cat] as const),
  ])('is read from %s', async (name, said) => {
    expect(await readSaid(fixture(name))).toEqual(said);
  });

  it('is read from a workflow of the page where there is no graph, without nodes that are off', async () => {
    expect(await readSaid(fixture('comfyui-workflow.png'))).toEqual({
      program: 'ComfyUI',
      prompt: 'a boat at dawn',
      negativePrompt: 'text, watermark',
      seed: '156680208700286',
      steps: 20,
      guidance: 8,
      sampler: 'dpmpp_2m',
      model: 'v1-5-pruned.safetensors',
    });
  });

  it('is nothing in files of Akezora and in files that say nothing', async () => {
    expect(await readSaid(plainVideo)).toBeNull();
    expect(await readSaid(fixture('write.py'))).toBeNull();
  });
});

const said = (texts: Record<string, string>) => saidByTexts(new Map(Object.entries(texts)));
const graph = (nodes: object) => said({ prompt: JSON.stringify(nodes) });

describe('hostile texts', () => {
  it('end: links in a circle, links to nothing, names of every object, and graphs of many nodes', () => {
    const circle = {
      1: {
        class_type: 'KSampler',
        inputs: { seed: ['1', 0], positive: ['2', 0], negative: ['9', 0], model: ['3', 0] },
      },
      2: { class_type: 'A', inputs: { conditioning: ['2', 0], text: ['4', 0] } },
      3: { class_type: 'LoraLoaderModelOnly', inputs: { lora_name: 'a', model: ['3', 0] } },
      4: { class_type: 'B', inputs: { value: ['4', 0] } },
    };
    expect(graph(circle)).toEqual({ program: 'ComfyUI', loras: [{ name: 'a', strength: 1 }] });
    expect(said({ prompt: '{"__proto__":{"class_type":"constructor","inputs":{"text":"x"}}}' })).not.toBeUndefined();
    const many = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [
        i,
        { class_type: 'A', inputs: { positive: [String(i + 1), 0], seed: i } },
      ]),
    );
    const began = performance.now();
    graph(many);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('are cut or left out: long, of other kinds, and of sizes that nothing has', () => {
    const text = { class_type: 'CLIPTextEncode', inputs: { text: 'x'.repeat(50_000) } };
    const sampler = {
      class_type: 'KSampler',
      inputs: { positive: ['2', 0], seed: -1, steps: 1e9, cfg: 'NaN', model: 7 },
    };
    expect(graph({ 1: sampler, 2: text })).toEqual({ program: 'ComfyUI', prompt: 'x'.repeat(20_000) });
    expect(said({ prompt: `{"a":${'['.repeat(2_000_000)}` })).toBeNull();
    expect(
      said({ prompt: 'just a caption', comment: '{"type":"WanGP","prompt":7,"activated_loras":{"length":1e9}}' }),
    ).toEqual({
      program: 'Wan2GP',
    });
    expect(said({ parameters: `${'a:'.repeat(90_000)}\nSteps` })).toBeNull();
    expect(said({ prompt: '{"1":{"class_type":"A","inputs":{"text":"a cat","x":NaN}}}' })).toMatchObject({
      prompt: 'a cat',
    });
  });

  it('in chunks that lie about their length or unpack to gigabytes are left out', async () => {
    const folder = newFolder();
    const chunk = (kind: string, data: Buffer, length = data.length) => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(length >>> 0);
      head.write(kind, 4, 'latin1');
      return Buffer.concat([head, data, Buffer.alloc(4)]);
    };
    const png = readFileSync(fixture('a1111.png'));
    const write = async (...chunks: Buffer[]) => {
      const file = join(folder, 'hostile.png');
      writeFileSync(file, Buffer.concat([png.subarray(0, 8), ...chunks, png.subarray(8)]));
      return readFileTexts(file);
    };
    const bomb = Buffer.concat([Buffer.from('prompt\0\0'), deflateSync(Buffer.alloc(200e6))]);
    expect((await write(chunk('zTXt', bomb))).has('prompt')).toBe(false);
    expect((await write(chunk('zTXt', bomb))).has('parameters')).toBe(true);
    expect((await write(chunk('tEXt', Buffer.from('prompt\0x'), 0xfffffff0))).size).toBe(0);
    expect((await write(chunk('iTXt', Buffer.from('prompt\0\0\0no end')))).has('prompt')).toBe(false);
    for (let cut = 1; cut < 300; cut += 7) {
      for (const name of ['comfyui.webp', 'a1111.jpg', 'a1111.png']) {
        const file = join(folder, `cut-${name}`);
        writeFileSync(file, readFileSync(fixture(name)).subarray(0, -cut));
        await readFileTexts(file);
      }
    }
  });
});

describe('imported clips', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.remove());

  it('take prompt, seed and model from it, and keep it apart from facts; a picture beside a video counts', async () => {
    const folder = newFolder();
    copyFileSync(fixture('wan2gp.mp4'), join(folder, 'storm.mp4'));
    copyFileSync(fixture('comfyui.webm'), join(folder, 'fox.webm'));
    copyFileSync(plainVideo, join(folder, 'AnimateDiff_00001.mp4'));
    copyFileSync(fixture('a1111.png'), join(folder, 'AnimateDiff_00001.png'));
    const options = { ...withDefaults(test.options), dataFolder: test.folder };
    const [storage, children] = [
      await openStorage(options),
      createChildren({
        ...childrenOptions(options),
        folders: { read: [folder, test.folder], write: [test.folder] },
      } as never),
    ];
    const budgets = { room: async () => undefined };
    const { rows } = await importClips(
      { store: test.server.store, storage, children, budgets, options },
      { principal: localPrincipal, files: await folderFiles(folder) },
    );
    children.close();
    const told = await Promise.all(rows.map(({ id }) => test.api.call('clip', { params: { id } })));
    const find = (prompt: string) => told.find((clip) => clip.prompt === prompt);
    expect(find(lighthouse.prompt)).toMatchObject({ model: 'ltxv_13B', seed: 971823, facts: null, said: lighthouse });
    // The seed is larger than the column of seeds: it stands in its own words only.
    expect(find(fox.prompt)).toMatchObject({ model: fox.model, seed: null, facts: null, said: fox });
    expect(find(cat.prompt)).toMatchObject({ seed: 965400086, said: cat });
  }, 60_000);
});
