import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { openModel, pullTargets } from '../../src/models/index.ts';
import { addModel, installedModels, verifyModel, whereIs } from '../../src/models/installed.ts';
import { removeModel } from '../../src/models/remove.ts';
import { repoFolder } from '../../src/weights/hub-cache.ts';
import { tinyModel } from './ltx-video/tiny-model.ts';
import { tinyModel as tinyMochi } from './mochi/tiny-model.ts';
import { newFolder } from './new-folder.ts';

beforeEach(() => {
  const home = newFolder();
  process.env.HF_HUB_CACHE = join(home, 'hub');
  process.env.AKEZORA_HOME = join(home, 'data');
  process.env.AKEZORA_CACHE = join(home, 'cache');
});

/** Lays the tiny model into the hub's cache as if it had been pulled. */
async function pulled(repo: string): Promise<string> {
  const source = await tinyModel();
  const snapshot = join(repoFolder(repo), 'snapshots', 'abc');
  const blobs = join(repoFolder(repo), 'blobs');
  mkdirSync(blobs, { recursive: true });
  mkdirSync(join(repoFolder(repo), 'refs'), { recursive: true });
  writeFileSync(join(repoFolder(repo), 'refs/main'), 'abc');
  cpSync(source, snapshot, { recursive: true });
  for (const file of ['transformer', 'vae'].map((part) =>
    join(snapshot, part, 'diffusion_pytorch_model.safetensors'),
  )) {
    const blob = join(blobs, createHash('sha256').update(readFileSync(file)).digest('hex'));
    renameSync(file, blob);
    symlinkSync(relative(dirname(file), blob), file);
  }
  return snapshot;
}

it('adds a folder by name, opens it, and forgets it without touching its files', async () => {
  const folder = await tinyModel();
  const added = await addModel(folder, 'my-film');
  expect(added.bytes).toBeGreaterThan(500_000);
  expect(await whereIs('my-film')).toBe(folder);
  expect((await openModel('my-film')).capabilities.family).toBe('ltx-video');
  expect((await installedModels()).map(({ id, kind }) => [id, kind])).toEqual([['my-film', 'added']]);
  expect(await removeModel('my-film')).toEqual({ freed: 0 });
  expect(existsSync(join(folder, 'model_index.json'))).toBe(true);
  await expect(whereIs('my-film')).rejects.toMatchObject({ code: 'weights_missing' });
});

it('refuses to add what is not there and what is no model', async () => {
  await expect(addModel('/nowhere')).rejects.toMatchObject({ code: 'input_missing' });
  await expect(addModel(newFolder())).rejects.toMatchObject({ code: 'request_invalid', details: { field: 'model' } });
});

it('finds pulled models, names damaged files, and frees their space', async () => {
  const snapshot = await pulled('Lightricks/LTX-Video-0.9.5');
  expect((await installedModels()).map(({ id }) => id)).toEqual(['ltx-video-2b-0.9.5']);
  const problems = async () => {
    const found: string[] = [];
    for await (const { path, problem } of verifyModel('ltx-video-2b-0.9.5'))
      if (problem) found.push(relative(snapshot, path));
    return found;
  };
  expect(await problems()).toEqual([]);
  const blob = realpathSync(join(snapshot, 'vae/diffusion_pytorch_model.safetensors'));
  const bytes = readFileSync(blob);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(blob, bytes);
  expect(await problems()).toEqual(['vae/diffusion_pytorch_model.safetensors']);
  expect((await removeModel('ltx-video-2b-0.9.5')).freed).toBeGreaterThan(500_000);
  expect(existsSync(blob)).toBe(false);
  expect(await installedModels()).toEqual([]);
});

it('keeps the text encoder that several share until the last model that uses it goes, and says who keeps it', async () => {
  const lay = (repo: string, files: Readonly<Record<string, number>>) => {
    const snapshot = join(repoFolder(repo), 'snapshots', 'abc');
    mkdirSync(join(repoFolder(repo), 'refs'), { recursive: true });
    writeFileSync(join(repoFolder(repo), 'refs/main'), 'abc');
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(snapshot, name)), { recursive: true });
      writeFileSync(join(snapshot, name), Buffer.alloc(bytes));
    }
    return snapshot;
  };
  const [small, large] = ['ltx-video-2b-0.9.8-distilled', 'ltx-video-13b-0.9.8-distilled'];
  lay('Lightricks/LTX-Video', {
    'ltxv-2b-0.9.8-distilled.safetensors': 100,
    'ltxv-13b-0.9.8-distilled.safetensors': 1000,
    'ltxv-spatial-upscaler-0.9.8.safetensors': 10,
    'ltx-video-2b-v0.9.5.safetensors': 50,
  });
  const encoder = lay('zai-org/CogVideoX-2b', { 'text_encoder/model.safetensors': 7, 'tokenizer/spiece.model': 3 });
  expect(await removeModel(small)).toEqual({ freed: 100, kept: { bytes: 20, usedBy: ['ltx-video-2b-0.9.5', large] } });
  expect(existsSync(join(encoder, 'text_encoder/model.safetensors'))).toBe(true);
  // The upscaler goes with the last that refines; the encoder stays for the one that does not.
  expect(await removeModel(large)).toEqual({ freed: 1010, kept: { bytes: 10, usedBy: ['ltx-video-2b-0.9.5'] } });
  // One of the user's own needs the encoder, too, wherever its own file lies, and so does one of another family.
  await addModel(await tinyModel(), 'mine');
  await addModel(await tinyMochi(), 'film');
  expect(await removeModel('ltx-video-2b-0.9.5')).toEqual({ freed: 50, kept: { bytes: 10, usedBy: ['mine', 'film'] } });
  await removeModel('film');
  lay('Lightricks/LTX-Video', { 'ltx-video-2b-v0.9.5.safetensors': 50 });
  await removeModel('mine');
  expect(await removeModel('ltx-video-2b-0.9.5')).toEqual({ freed: 60 });
  expect(existsSync(join(encoder, 'text_encoder'))).toBe(false);
});

it('knows the model in the box, checks it by its own list, and never removes it', async () => {
  const folder = await whereIs('akezora-2');
  const problems = async (id: string, root: string) => {
    const found: [string, string][] = [];
    for await (const { path, problem } of verifyModel(id)) if (problem) found.push([relative(root, path), problem.en]);
    return found;
  };
  expect(await problems('akezora-2', folder)).toEqual([]);
  for (const call of [removeModel, pullTargets])
    await expect(call('akezora-2')).rejects.toMatchObject({ code: 'request_invalid' });
  expect(existsSync(join(folder, 'painter.safetensors'))).toBe(true);

  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  await addModel(copy, 'mine');
  expect((await openModel('mine')).capabilities.id).toBe('akezora-2');
  const world = readFileSync(join(copy, 'world.json'));
  world[10]! ^= 1;
  writeFileSync(join(copy, 'world.json'), world);
  rmSync(join(copy, 'finisher.safetensors'));
  expect(await problems('mine', copy)).toEqual([
    ['finisher.safetensors', 'missing'],
    ['world.json', 'its hash differs from the published one'],
  ]);
});

it('knows what each published name needs', async () => {
  const targets = await pullTargets('ltx-video-2b-0.9.8-distilled');
  expect(targets.map(({ repo }) => repo)).toEqual([
    'Lightricks/LTX-Video',
    'zai-org/CogVideoX-2b',
    'Lightricks/LTX-Video',
  ]);
  const listed = [
    'ltxv-2b-0.9.8-distilled.safetensors',
    'text_encoder/model.safetensors',
    'tokenizer/spiece.model',
    'transformer/x.safetensors',
    'ltxv-spatial-upscaler-0.9.8.safetensors',
  ];
  const files = listed.map((path) => ({ path, bytes: 1, etag: path }));
  expect(targets.flatMap(({ wants }) => wants(files)).map(({ path }) => path)).toEqual([
    'ltxv-2b-0.9.8-distilled.safetensors',
    'text_encoder/model.safetensors',
    'tokenizer/spiece.model',
    'ltxv-spatial-upscaler-0.9.8.safetensors',
  ]);
  for (const name of ['t5-xxl', 'ltx-video-text-encoder'])
    expect((await pullTargets(name)).flatMap(({ wants }) => wants(files)).length).toBe(2);
  // A repository that holds a checkpoint as a folder: without its own copy of what all share.
  const folder = await pullTargets('Lightricks/LTX-Video-0.9.8-13B-distilled');
  expect(folder.map(({ repo, wants }) => [repo, wants(files).map(({ path }) => path)])).toEqual([
    ['Lightricks/LTX-Video-0.9.8-13B-distilled', ['transformer/x.safetensors']],
    ['zai-org/CogVideoX-2b', ['text_encoder/model.safetensors', 'tokenizer/spiece.model']],
    ['Lightricks/LTX-Video', ['ltxv-spatial-upscaler-0.9.8.safetensors']],
  ]);
  expect((await pullTargets('someone/else@v2'))[0]).toMatchObject({ repo: 'someone/else', revision: 'v2' });
  await expect(pullTargets('nonsense')).rejects.toMatchObject({ code: 'model_unknown' });
});
