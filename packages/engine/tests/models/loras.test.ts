import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { generate } from '../../src/generate.ts';
import { openModel } from '../../src/models/index.ts';
import { addModel, verifyModel, whereIs } from '../../src/models/installed.ts';
import { installedLoras } from '../../src/models/loras.ts';
import { removeModel } from '../../src/models/remove.ts';
import { planRequest } from '../../src/plan.ts';
import { decodeVideo } from '../../src/video/decode.ts';
import { readFacts } from '../../src/video/facts-file.ts';
import { tinyLora } from './ltx-video/tiny-lora.ts';
import { tinyModel } from './ltx-video/tiny-model.ts';
import { newFolder } from './new-folder.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  const home = newFolder();
  process.env.HF_HUB_CACHE = join(home, 'hub');
  process.env.AKEZORA_HOME = join(home, 'data');
  process.env.AKEZORA_CACHE = join(home, 'cache');
  folder = await tinyModel();
  await addModel(folder, 'my-film');
  file = join(newFolder(), 'ink.safetensors');
  copyFileSync(await tinyLora(folder), file);
});

const request = (loras: object[]) =>
  ({
    model: 'my-film',
    prompt: 'a fox',
    seed: 7,
    size: { width: 64, height: 64 },
    seconds: 0.4,
    fps: 12,
    steps: 1,
    loras,
  }) as never;

it('adds a LoRA by the name of its file, says which models it fits, and lists it with them', async () => {
  expect(await addModel(file)).toMatchObject({ id: 'ink', kind: 'lora', path: file, fits: ['my-film'] });
  expect((await openModel('my-film')).capabilities.loras).toEqual([{ id: 'ink', bytes: readFileSync(file).length }]);
  expect(await whereIs('ink')).toBe(file);
  expect(await removeModel('ink')).toEqual({ freed: 0 });
  expect(await installedLoras()).toEqual([]);
  expect((await openModel('my-film')).capabilities.loras).toEqual([]);
  expect(readFileSync(file).length).toBeGreaterThan(0);
});

it('makes a clip with a LoRA by id as with its file, and says in the facts which it was', async () => {
  await addModel(file, 'ink');
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  const out = newFolder();
  const make = async (name: string, loras: object[]) => {
    const path = join(out, `${name}.mp4`);
    let frames = 0;
    // The invisible mark is made from the facts, which name the two differently.
    const unmarked = { ...(request(loras) as object), marks: { invisible: false } };
    for await (const event of generate(unmarked as never, { file: path }))
      if (event.type === 'frames') frames = event.done;
    expect(frames).toBeGreaterThan(0);
    const pictures = createHash('sha256');
    for await (const frame of decodeVideo(path)) pictures.update(frame.data);
    return { facts: await readFacts(path), pictures: pictures.digest('hex') };
  };
  const byId = await make('id', [{ id: 'ink', strength: 2 }]);
  const byFile = await make('file', [{ file, strength: 2 }]);
  const plain = await make('plain', []);
  expect(byId.pictures).toBe(byFile.pictures);
  expect(byId.pictures).not.toBe(plain.pictures);
  expect(byId.facts?.loras).toEqual([{ id: 'ink', sha256, strength: 2 }]);
  expect(byId.facts?.request.loras).toEqual([{ id: 'ink', strength: 2 }]);
  expect(byFile.facts?.loras).toEqual([{ id: 'ink.safetensors', sha256, strength: 2 }]);
  expect(JSON.stringify(byFile.facts)).not.toContain(out);
  expect(plain.facts?.loras).toBeUndefined();
}, 60_000);

it('refuses an id under which nothing was added, with the ids that there are', async () => {
  await addModel(file, 'ink');
  const plan = async (...loras: object[]) => planRequest(request(loras), await openModel('my-film'));
  await expect(plan({ id: '../ink' })).rejects.toMatchObject({
    code: 'option_unsupported',
    field: 'loras.0.id',
    details: { choices: 'ink' },
  });
  rmSync(file);
  await expect(plan({ id: 'ink' })).rejects.toMatchObject({ code: 'option_unsupported' });
});

it('counts merging in the time of the plan, until the merged weights are in the cache', async () => {
  await addModel(file, 'ink');
  const plan = async (...loras: object[]) =>
    (await planRequest(request(loras), await openModel('my-film'), { precision: 'int8' })).plan;
  const seconds = async (...loras: object[]) =>
    (await plan(...loras)).stages.find(({ name }) => name === 'prepare')?.seconds ?? 0;
  const merging = (await seconds({ id: 'ink' })) - (await seconds());
  expect(merging).toBeGreaterThan(0);
  expect((await seconds({ id: 'ink' }, { id: 'ink' })) - (await seconds())).toBeCloseTo(2 * merging, 9);
});

it('verifies the file of a LoRA by its hash when it was added', async () => {
  await addModel(file, 'ink');
  const problems = async () => {
    const found: string[] = [];
    for await (const { problem } of verifyModel('ink')) if (problem) found.push(problem.en);
    return found;
  };
  expect(await problems()).toEqual([]);
  const bytes = readFileSync(file);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(file, bytes);
  expect(await problems()).toEqual(['its hash differs from the published one']);
});

it('refuses names that are places or models, kinds that no model can use, and damaged files', async () => {
  for (const id of ['../ink', 'a/b', 'a\\b', 'a:b', '.ink', '', 'akezora-2', 'my-film'])
    await expect(addModel(file, id), id).rejects.toMatchObject({ code: 'request_invalid', field: 'models add' });
  const control = join(newFolder(), 'ltxv-097-ic-lora-depth-control-comfyui.safetensors');
  copyFileSync(file, control);
  await expect(addModel(control)).rejects.toMatchObject({ code: 'weights_unsupported' });
  const cut = join(newFolder(), 'cut.safetensors');
  writeFileSync(cut, readFileSync(file).subarray(0, 100));
  await expect(addModel(cut)).rejects.toMatchObject({ code: 'weights_corrupt' });
  expect(await installedLoras()).toEqual([]);
});
