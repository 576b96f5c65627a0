import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Brief } from '@akezora/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { relativeError } from '../../../../parity/compare.ts';
import { dequantisedSource } from '../../../../src/models/akezora/dequantised-source.ts';
import { type Director, makeDirector } from '../../../../src/models/akezora/prompt/director.ts';
import {
  type DirectorConfig,
  directorGraph,
  sceneSlots,
  subjectSlots,
} from '../../../../src/models/akezora/prompt/director-graph.ts';
import { promptTokenizer, type TokenizerFile } from '../../../../src/models/akezora/prompt/tokenizer.ts';
import { onnxNodeRuntime } from '../../../../src/runtime/onnx-node.ts';
import type { Runtime } from '../../../../src/runtime/runtime.ts';
import { i64, toF32 } from '../../../../src/tensor/tensor.ts';
import { openWeights, type WeightStore } from '../../../../src/weights/store.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const weights = '../../../../../../models/akezora-2';
const tokenizer: TokenizerFile = json(`${weights}/tokenizer.json`);
const config: DirectorConfig = json(`${weights}/director.json`).config;
const encodings: { text: string; ids: number[]; offsets: [number, number][]; unread: number | null }[] = json(
  '../../../fixtures/akezora/tokenizer.json',
).cases;
const briefs: { prompt: string; brief: Brief; unknown: [number, number][] }[] = json(
  '../../../fixtures/akezora/briefs.json',
).cases;

let runtime: Runtime;
let store: WeightStore;
let fixture: WeightStore;
let director: Director;

beforeAll(async () => {
  runtime = await onnxNodeRuntime();
  store = await openWeights(at(`${weights}/director.safetensors`));
  fixture = await openWeights(at('../../../fixtures/akezora/director.safetensors'));
  director = makeDirector(runtime, store, config, tokenizer);
});

afterAll(async () => {
  await store.close();
  await fixture.close();
});

test('tokenizes every text as the training tokenizer does', () => {
  const encode = promptTokenizer(tokenizer);
  for (const { text, ids, offsets, unread } of encodings) {
    const got = encode(text);
    expect([text, got.ids]).toEqual([text, ids]);
    expect([text, got.starts.map((start, i) => [start, got.ends[i]])]).toEqual([text, offsets]);
    expect([text, got.cutAt ?? null]).toEqual([text, unread]);
  }
});

test('computes the logits PyTorch does', async () => {
  const names = [...sceneSlots, ...[1, 2].flatMap((i) => subjectSlots.map((slot) => `subject${i}.${slot}`))];
  const cases = fixture.names.filter((name) => name.endsWith('.ids')).map((name) => name.slice(0, -4));
  expect(cases.length).toBeGreaterThan(5);
  for (const name of cases) {
    const ids = [...((await fixture.read(`${name}.ids`)).data as Int32Array)];
    const program = await runtime.load(directorGraph(dequantisedSource(store), config, ids.length));
    const outputs = await program.run({ ids: i64([ids.length], ids) });
    await program.free();
    const slots = names.flatMap((slot) => [...toF32(outputs[slot]!).data]);
    expect(relativeError(slots, toF32(await fixture.read(`${name}.slots`)).data)).toBeLessThan(1e-4);
    expect(relativeError(toF32(outputs.tag!).data, toF32(await fixture.read(`${name}.tag`)).data)).toBeLessThan(1e-4);
  }
});

describe('reads prompts into the briefs of the training director', () => {
  test.each(briefs)('$prompt', async ({ prompt, brief, unknown }) => {
    const got = await director.read(prompt);
    expect(got.brief).toEqual(brief);
    expect(got.unknownWords.map(({ start, end }) => [start, end])).toEqual(unknown);
  });
});
