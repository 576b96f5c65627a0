import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelCapabilities } from '@akezora/contract';
import { readCsv } from '@akezora/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropsOf } from '../../src/watch/drops.ts';
import { type OrderContext, ordersOf } from '../../src/watch/orders.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'akezora-orders-'));
  mkdirSync(join(root, 'working'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const limits = {
  id: 'akezora-2',
  aspects: ['16:9'],
  resolutions: ['360p', '720p'],
  seconds: { min: 1, max: 60, default: 6 },
  fps: { values: [24], default: 24 },
} as unknown as ModelCapabilities;

const context: OrderContext = {
  base: { seconds: 3, resolution: '720p' },
  capabilities: async () => limits,
  measure: async (file) => ({ source: { kind: 'video', file }, seconds: 5, width: 640, height: 360 }),
  strength: 'mild',
  readTable: readCsv,
};

/** Reads the only drop of some files. */
async function read(files: Readonly<Record<string, string | Uint8Array>>, more: Partial<OrderContext> = {}) {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, 'working', name), content);
  const [drop] = dropsOf(Object.keys(files));
  return ordersOf(drop!, [join(root, 'working'), root], { ...context, ...more });
}
const requests = async (...given: Parameters<typeof read>) => (await read(...given)).map(({ request }) => request);

describe('a dropped file', () => {
  it('of text is one prompt, however many lines, in any encoding of a text editor', async () => {
    const prompt = 'a fox\nin the snow';
    expect(await requests({ 'fox.txt': `\ufeff${prompt}\n` })).toEqual([
      { prompt, seconds: 3, resolution: '720p', seed: expect.any(Number) },
    ]);
    // 雪の中のきつね in Shift_JIS
    const shiftJis = Buffer.from('90e182cc928682cc82ab82c282cb', 'hex');
    expect((await requests({ 'fox.txt': shiftJis }))[0]?.prompt).toBe('雪の中のきつね');
  });

  it('of JSON is a request, a list of them, or the facts beside a clip', async () => {
    expect(await requests({ 'a.json': '{"prompt":"a fox","seconds":4,"seed":9,"preset":null}' })).toEqual([
      { prompt: 'a fox', seconds: 4, resolution: '720p', seed: 9 },
    ]);
    const list = await requests({ 'a.json': '["a fox", {"prompt":"a bear","seed":-1}]' });
    expect(list.map(({ prompt, seed }) => [prompt, seed])).toEqual([
      ['a fox', 1],
      ['a bear', 2],
    ]);
    const facts = { facts: { seed: 7, request: { model: 'akezora-2', prompt: 'a fox', seconds: 2 } } };
    expect(await requests({ 'fox.mp4.json': JSON.stringify(facts) })).toEqual([
      { model: 'akezora-2', prompt: 'a fox', seconds: 2, resolution: '720p', seed: 7 },
    ]);
  });

  it('of a table is one clip a row, in the words of other programs and of Japanese', async () => {
    const table = 'Prompt,Seed,num_frames,size,name,notes\n"a fox, walking",3,48,640x360,one,hello\na bear,,,,,\n';
    const orders = await read({ 'list.csv': table });
    expect(orders.map(({ request }) => request)).toEqual([
      { prompt: 'a fox, walking', seed: 3, seconds: 2, size: { width: 640, height: 360 } },
      { prompt: 'a bear', seed: 2, seconds: 3, resolution: '720p' },
    ]);
    expect(orders.map(({ name }) => name)).toEqual(['one', undefined]);
    expect(orders[0]?.ignored).toEqual(['notes']);
    const japanese = await requests({ 'list.csv': 'プロンプト,シード,長さ\nきつね,4,5\n' });
    expect(japanese).toEqual([{ prompt: 'きつね', seed: 4, seconds: 5, resolution: '720p' }]);
  });

  it('of lines has one prompt or request a line, and the same seeds each time', async () => {
    const lines = '# mine\na fox\n\n{"prompt":"a bear","seed":8}\n';
    const list = await requests({ 'list.jsonl': lines }, { base: { seed: 5 } });
    expect(list.map(({ prompt, seed }) => [prompt, seed])).toEqual([
      ['a fox', 5],
      ['a bear', 8],
    ]);
  });

  it('takes the picture of its name as the beginning, as an actor that it calls, and a clip to make again', async () => {
    const picture = join(root, 'working', 'fox.png');
    const [first] = await requests({ 'fox.txt': 'it runs', 'fox.png': 'x' });
    expect(first?.conditions).toEqual([{ source: { kind: 'image', file: picture }, at: 0, strength: 1 }]);
    const [actor] = await requests({ 'fox.txt': '@fox runs', 'fox.png': 'x' });
    expect([actor?.actors, actor?.conditions]).toEqual([[{ name: 'fox', image: picture }], undefined]);
    rmSync(picture);
    const [again] = await requests({ 'fox.txt': 'at night', 'fox.mov': 'x' }, { base: {} });
    const source = { kind: 'video', file: join(root, 'working', 'fox.mov') };
    expect(again).toMatchObject({ seconds: 5, conditions: [{ source, at: 0, strength: 0.55 }] });
  });

  it('may name files of the watched folder, and no other file by a path, a link or a model', async () => {
    writeFileSync(join(root, 'hero.png'), 'x');
    writeFileSync(join(tmpdir(), 'akezora-outside.png'), 'x');
    symlinkSync(join(tmpdir(), 'akezora-outside.png'), join(root, 'link.png'));
    const image = (file: string) => ({
      'a.json': JSON.stringify({ prompt: 'x', conditions: [{ source: { kind: 'image', file } }] }),
    });
    expect((await requests(image('hero.png')))[0]?.conditions?.[0]?.source).toEqual({
      kind: 'image',
      file: join(root, 'hero.png'),
    });
    for (const file of [join(root, 'hero.png'), '../akezora-outside.png', 'link.png', 'C:\\x.png', '\\\\host\\x.png'])
      await expect(read(image(file)), file).rejects.toMatchObject({ code: 'request_invalid', field: 'conditions.0' });
    await expect(read(image('gone.png'))).rejects.toMatchObject({ code: 'input_missing' });
    const model = { 'a.json': '{"prompt":"x","model":"/home/me/model.safetensors"}' };
    await expect(read(model)).rejects.toMatchObject({ code: 'request_invalid', field: 'model' });
    rmSync(join(root, 'working', 'a.json'));
    symlinkSync(join(tmpdir(), 'akezora-outside.png'), join(root, 'working', 'a.txt'));
    const [drop] = dropsOf(['a.txt']);
    const linked = ordersOf(drop!, [join(root, 'working'), root], context);
    await expect(linked).rejects.toMatchObject({ code: 'request_invalid', field: 'a.txt' });
  });

  it.each([
    ['an empty text', { 'a.txt': ' \n' }, /empty/],
    ['broken JSON', { 'a.json': '{"prompt": ' }, /JSON/],
    ['an unknown field', { 'a.json': '{"prompt":"x","conditions":[{"sauce":1}]}' }, /conditions/],
    ['a row that cannot be', { 'a.csv': 'prompt,seconds\nfox,2\nbear,abc\n' }, /row 2.*number/],
    ['a line that cannot be', { 'a.jsonl': 'fox\n{"prompt":\n' }, /line 2.*JSON/],
    ['two texts', { 'a.txt': 'x', 'a.json': '{"prompt":"x"}' }, /a\.json, a\.txt/],
    ['another kind of file', { 'a.docx': 'x' }, /\.txt/],
    ['bytes that are no text', { 'a.txt': new Uint8Array([0, 1, 2, 0xff, 0xfe, 0, 3]) }, /UTF-8/],
  ])('says what is wrong with %s', async (_, files, words) => {
    await expect(read(files as Record<string, string | Uint8Array>)).rejects.toThrow(words);
  });
});
