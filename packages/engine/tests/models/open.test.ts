import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { capabilitiesOf } from '../../src/models/ltx-video/capabilities.ts';
import { checkpoints } from '../../src/models/ltx-video/checkpoints.ts';
import type { VideoModel } from '../../src/models/model.ts';
import { type Checkpoint, defineFamily, type FoundModel } from '../../src/models/open.ts';
import { f32 } from '../../src/tensor/tensor.ts';
import { saveSafetensors } from '../../src/weights/write.ts';
import { newFolder } from './new-folder.ts';

const published: readonly Checkpoint[] = [
  { id: 'toy-folder', repo: 'someone/toy', weightBytes: 10 },
  { id: 'toy-file', repo: 'someone/toy', file: 'toy-1.safetensors', weightBytes: 5 },
];
let found: FoundModel<Checkpoint>[] = [];

const family = defineFamily<Checkpoint>({
  id: 'toy',
  checkpoints: published,
  capabilitiesOf: ({ id }) => ({ ...capabilitiesOf(checkpoints[0]!), id }),
  isPipeline: (name) => name === 'ToyPipeline',
  isSingleFile: (names) => names.includes('toy.weight'),
  partsOf: ({ file }) => (file ? [{ repo: 'someone/text', folders: ['text_encoder'] }] : []),
  namedParts: { 'toy-text': { repo: 'someone/text', folders: ['text_encoder'] } },
  async open(model) {
    found.push(model);
    return {} as VideoModel;
  },
});

beforeEach(() => {
  found = [];
  process.env.HF_HUB_CACHE = newFolder();
  process.env.AKEZORA_HOME = newFolder();
});

function writeFolder(folder: string, pipeline: string): string {
  mkdirSync(join(folder, 'transformer'), { recursive: true });
  writeFileSync(join(folder, 'model_index.json'), JSON.stringify({ _class_name: pipeline }));
  writeFileSync(join(folder, 'transformer/config.json'), '{}');
  return folder;
}

/** A snapshot in the hub's cache, as a pull leaves it. */
function writeSnapshot(): string {
  const repo = join(process.env.HF_HUB_CACHE!, 'models--someone--toy');
  mkdirSync(join(repo, 'refs'), { recursive: true });
  writeFileSync(join(repo, 'refs/main'), 'abc');
  return writeFolder(join(repo, 'snapshots/abc'), 'ToyPipeline');
}

it('recognises its own folders and files, and no others', async () => {
  const folder = writeFolder(newFolder(), 'ToyPipeline');
  const file = join(newFolder(), 'toy-1.safetensors');
  await saveSafetensors(file, { 'toy.weight': f32([1], [0]) });
  await family.open(folder);
  await family.open(file);
  expect(found).toEqual([
    { kind: 'folder', path: folder, name: basename(folder), checkpoint: undefined },
    { kind: 'file', path: file, name: 'toy-1.safetensors', checkpoint: published[1] },
  ]);
  const other = join(newFolder(), 'other.safetensors');
  await saveSafetensors(other, { 'other.weight': f32([1], [0]) });
  for (const reference of [writeFolder(newFolder(), 'OtherPipeline'), other, newFolder(), 'nowhere'])
    expect(await family.open(reference)).toBeUndefined();
});

it('opens a published checkpoint by name and by repository once it is here', async () => {
  await expect(family.open('toy-folder')).rejects.toMatchObject({ code: 'weights_missing' });
  expect(await family.locate!('toy-folder')).toBeUndefined();
  const snapshot = writeSnapshot();
  expect(await family.locate!('toy-folder')).toBe(snapshot);
  await family.open('toy-folder');
  await family.open('someone/toy');
  expect(found.map(({ path, checkpoint }) => [path, checkpoint?.id])).toEqual([
    [snapshot, 'toy-folder'],
    [snapshot, 'toy-folder'],
  ]);
});

it('says what has to be fetched: the checkpoint, the parts it needs, a part alone', () => {
  const repos = (id: string) => family.downloads!(id)?.map(({ repo }) => repo);
  expect(repos('toy-folder')).toEqual(['someone/toy']);
  expect(repos('toy-file')).toEqual(['someone/toy', 'someone/text']);
  expect(repos('toy-text')).toEqual(['someone/text']);
  expect(repos('unknown')).toBeUndefined();
});
