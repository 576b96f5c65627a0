import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type GenerationRequestInput, generationRequestSchema } from '@akezora/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseDecoder } from '../../src/diffusion/tiny-decoder/choice.ts';
import { generate } from '../../src/generate.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { cogVideoX } from '../../src/models/cogvideox/index.ts';
import { installedDecoders } from '../../src/models/decoders.ts';
import type { ModelFamily } from '../../src/models/family.ts';
import { pullModel, verifyModel, whereIs } from '../../src/models/installed.ts';
import { mochi } from '../../src/models/mochi/index.ts';
import { removeModel } from '../../src/models/remove.ts';
import { memorySource } from '../../src/tensor/source.ts';
import { pullPublished } from '../../src/weights/pull-published.ts';
import { openSafetensors } from '../../src/weights/store.ts';
import { tinyModel as tinyCog } from './cogvideox/tiny-model.ts';
import { tinyModel as tinyMochi } from './mochi/tiny-model.ts';
import { newFolder } from './new-folder.ts';
import { runModel } from './run-model.ts';
import { writeTinyDecoder } from './tiny-decoder.ts';

const machine: Machine = { device: 'cpu', threads: 2, freeMemoryBytes: 8e9, speeds: {} };
const kinds = [
  {
    family: cogVideoX,
    folder: () => tinyCog(),
    name: 'taecvx',
    decoder: { channels: 4, growth: [1, 2, 2] },
    request: { size: { width: 48, height: 32 }, seconds: 1, steps: 2 },
    pulled: 'taecvx',
  },
  {
    family: mochi,
    folder: () => tinyMochi(),
    name: 'taem1',
    decoder: { channels: 12, growth: [1, 2, 3] },
    request: { size: { width: 64, height: 64 }, seconds: 0.25, fps: 25, steps: 2 },
    pulled: undefined,
  },
] as const;

let home = '';
beforeEach(() => {
  home = newFolder();
  process.env.AKEZORA_HOME = home;
  process.env.AKEZORA_CACHE = newFolder();
});

const requestOf = (more: object): ReturnType<typeof generationRequestSchema.parse> =>
  generationRequestSchema.parse({ prompt: 'a red fox', seed: 7, ...more } as GenerationRequestInput);

async function run(family: ModelFamily, folder: string, asked: object, on = machine) {
  const model = (await family.open!(folder))!;
  const { plan, events, frames } = await runModel(model, requestOf(asked), on);
  const previews = events.flatMap((event) => (event.type === 'preview' ? [event.frame] : []));
  return { plan, frames, previews };
}

describe.each(kinds)('the tiny decoder of $name', ({ family, folder, name, decoder, request, pulled }) => {
  const place = () => {
    mkdirSync(join(home, 'decoders'), { recursive: true });
    return writeTinyDecoder(join(home, 'decoders', `${name}.safetensors`), decoder);
  };

  it('decodes a clip of as many frames where it is asked for, and the plan says what both cost', async () => {
    const path = await folder();
    await place();
    const full = await run(family, path, request);
    const tiny = await run(family, path, { ...request, decoder: 'tiny' });
    expect([full.plan.decoder, tiny.plan.decoder]).toEqual(['full', 'tiny']);
    expect(tiny.frames).toHaveLength(full.frames.length);
    expect(tiny.frames).not.toEqual(full.frames);
    expect(tiny.plan.notices.find(({ code }) => code === 'decoder')?.message.en).toMatch(
      /^Decoder tiny: .+ [MG]B\. Decoder full would take .+ [MG]B$/,
    );
    expect((await run(family, path, { ...request, decoder: 'tiny' })).frames).toEqual(tiny.frames);
  });

  it('shows every step in colour, half as large as the clip, whichever decodes', async () => {
    const path = await folder();
    await place();
    const { width, height } = request.size;
    for (const kind of ['full', 'tiny'] as const) {
      const { previews } = await run(family, path, { ...request, decoder: kind });
      expect(previews.map((frame) => [frame.width, frame.height])).toEqual([
        [width / 2, height / 2],
        [width / 2, height / 2],
      ]);
      const grey = (data: Uint8Array) => data.every((value, i) => i % 4 !== 0 || value === data[i + 1]);
      expect(previews.some(({ data }) => grey(data))).toBe(false);
    }
  });

  it('is refused by the file that is missing, before anything loads', async () => {
    const model = (await family.open!(await folder()))!;
    const file = join(home, 'decoders', `${name}.safetensors`);
    await expect(model.plan(requestOf({ ...request, decoder: 'tiny' }), machine)).rejects.toMatchObject({
      code: 'weights_missing',
      details: pulled ? { model: pulled, path: file } : { path: file },
    });
    expect((await model.plan(requestOf(request), machine)).decoder).toBe('full');
  });

  it('is read beside the model, too, and a file for other latents is refused', async () => {
    const path = await folder();
    await writeTinyDecoder(join(path, `${name}.safetensors`), decoder);
    expect((await run(family, path, { ...request, decoder: 'tiny' })).plan.decoder).toBe('tiny');
    await writeTinyDecoder(join(path, `${name}.safetensors`), { ...decoder, channels: 9 });
    await expect(family.open!(path)).rejects.toMatchObject({ code: 'weights_mismatch' });
  });
});

const file = { layout: {} as never, open: async () => memorySource({}) };

it.each([
  ['full', undefined, 5e9, file],
  ['tiny', undefined, 7e9, file],
  ['full', undefined, 7e9, undefined],
  ['full', 'full', 7e9, file],
  ['tiny', 'tiny', 5e9, file],
] as const)(
  'a clip takes the %s decoder: asked for %s, %d bytes for the full one',
  (chosen, asked, fullBytes, there) => {
    expect(chooseDecoder({ asked, name: 'taecvx', file: there, fullBytes, memoryBytes: 6e9 })).toBe(chosen);
  },
);

it('writes the decoder into the facts of a clip', async () => {
  const clip = join(newFolder(), 'fox.mp4');
  const path = await tinyMochi();
  await writeTinyDecoder(join(path, 'taem1.safetensors'), kinds[1].decoder);
  const asked = { ...kinds[1].request, prompt: 'a fox', model: path, decoder: 'tiny', seed: 1 } as const;
  for await (const event of generate(asked, { file: clip }))
    if (event.type === 'done') expect(event.facts).toMatchObject({ decoder: 'tiny', request: { decoder: 'tiny' } });
  expect(existsSync(clip)).toBe(true);
});

describe('fetching a tiny decoder', () => {
  const asked: string[] = [];
  let server: Server;
  let bytes = Buffer.alloc(0);
  beforeEach(async () => {
    asked.length = 0;
    await writeTinyDecoder(join(home, 'published.safetensors'), kinds[0].decoder);
    bytes = readFileSync(join(home, 'published.safetensors'));
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}${request.headers.authorization ?? ''}`);
      response.writeHead(200, { 'content-length': bytes.length });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.AKEZORA_GITHUB = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.HF_TOKEN = 'hf_secret';
  });
  afterEach(async () => {
    delete process.env.AKEZORA_GITHUB;
    delete process.env.HF_TOKEN;
    await new Promise((resolve) => server.close(resolve));
  });

  const through = async (events: AsyncIterable<{ type: string }>) => {
    const types: string[] = [];
    for await (const { type } of events) types.push(type);
    return types;
  };

  it('takes the file of one commit, without the token of the hub, and once', async () => {
    const blob = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    const path = join(home, 'decoders/taecvx.safetensors');
    const published = { repo: 'author/decoders', commit: 'c0ffee', file: 'safetensors/taecvx.safetensors', blob };
    expect(await through(pullPublished(published, path))).toEqual(['plan', 'file', 'done']);
    const url = '/author/decoders/c0ffee/safetensors/taecvx.safetensors';
    expect(asked).toEqual([`HEAD ${url}`, `GET ${url}`]);
    await (await openSafetensors(path)).close();
    expect(await through(pullPublished(published, path))).toEqual(['done']);
    expect(asked).toHaveLength(2);
  });

  it('keeps nothing of a file with another hash', async () => {
    await expect(through(pullModel('taecvx'))).rejects.toMatchObject({ code: 'download_failed' });
    expect(asked[0]).toMatch(/^HEAD \/madebyollin\/taehv\/[0-9a-f]{40}\/safetensors\/taecvx\.safetensors$/);
    expect(existsSync(join(home, 'decoders/taecvx.safetensors'))).toBe(false);
  });

  it('does not fetch the one of Mochi', async () => {
    await expect(through(pullModel('taem1'))).rejects.toMatchObject({ code: 'model_unknown' });
    expect(asked).toEqual([]);
  });
});

describe('tiny decoders on this machine', () => {
  const lay = async (name: string, decoder: Parameters<typeof writeTinyDecoder>[1]) => {
    mkdirSync(join(home, 'decoders'), { recursive: true });
    const path = join(home, 'decoders', `${name}.safetensors`);
    await writeTinyDecoder(path, decoder);
    return path;
  };
  const problems = async (id: string) => {
    const found: (string | undefined)[] = [];
    for await (const { problem } of verifyModel(id)) found.push(problem?.en);
    return found;
  };

  it('are listed with their size, found, and removed with the bytes that this frees', async () => {
    expect(await installedDecoders()).toEqual([]);
    const path = await lay('taem1', kinds[1].decoder);
    const { size } = statSync(path);
    expect(await installedDecoders()).toEqual([
      { id: 'taem1', path, bytes: size, kind: 'decoder', family: 'mochi', blob: undefined },
    ]);
    expect(await whereIs('taem1')).toBe(path);
    expect(await removeModel('taem1')).toEqual({ freed: size });
    expect(existsSync(path)).toBe(false);
    await expect(removeModel('taem1')).rejects.toMatchObject({ code: 'weights_missing' });
  });

  it('are verified by the published hash, or where there is none by their header', async () => {
    await lay('taecvx', kinds[0].decoder);
    expect(await problems('taecvx')).toEqual(['its hash differs from the published one']);
    const path = await lay('taem1', kinds[1].decoder);
    expect(await problems('taem1')).toEqual([undefined]);
    writeFileSync(path, readFileSync(path).subarray(0, 100));
    expect(await problems('taem1')).toEqual([expect.stringContaining('damaged')]);
  });
});
