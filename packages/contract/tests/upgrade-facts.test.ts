import { expect, it } from 'vitest';
import { actorsOfCharacters, clipFactsSchema, generationRequestSchema, upgradeFacts } from '../src/index.ts';

const facts = {
  generator: 'akezora 0.1.0',
  model: 'ltx-video-2b-0.9.5',
  modelVersion: 'ltx-video-2b-0.9.5+ink.safetensors:0.8',
  kernels: 'cpu:int8',
  seed: 7,
  prompt: 'a fox',
  unknownWords: [],
  width: 64,
  height: 64,
  fps: 12,
  seconds: 0.75,
  frames: 9,
  steps: 2,
  guidance: 3,
  codec: 'h264',
  request: { model: 'ltx-video-2b-0.9.5', prompt: 'a fox' },
};

it('reads the LoRAs that version 0.1 wrote into the name of the model', () => {
  const model = 'ltx-video-2b-0.9.5+lora=C:/styles/ink.safetensors:0.8+lora=line.safetensors+lora=x.safetensors:-1';
  const read = clipFactsSchema.parse(upgradeFacts({ ...facts, request: { ...facts.request, model } }));
  expect(read.request.model).toBe('ltx-video-2b-0.9.5');
  expect(read.request.loras).toEqual([
    { file: 'C:/styles/ink.safetensors', strength: 0.8 },
    { file: 'line.safetensors', strength: 1 },
    { file: 'x.safetensors', strength: -1 },
  ]);
});

it('leaves out options of version 0.1 that this version does not have', () => {
  const storyboard = [{ at: 0, prompt: 'a fox', image: 'upload:u1' }];
  const request = { ...facts.request, marks: true, finish: { upscale: true, interpolate: 60 }, storyboard };
  expect(clipFactsSchema.parse(upgradeFacts({ ...facts, request })).request).toEqual({
    ...facts.request,
    finish: { upscale: true },
    storyboard: [{ at: 0, prompt: 'a fox' }],
  });
});

it('keeps the marks that a request of this version asks for', () => {
  const marks = { invisible: false, visible: { kind: 'corner', position: 'top-left' }, credentials: false };
  const request = { ...facts.request, marks };
  expect(clipFactsSchema.parse(upgradeFacts({ ...facts, request })).request).toEqual(request);
});

it('reads the actors that version 0.1 called characters', () => {
  const characters = [{ name: 'momo', clip: 'clip_1', region: { x: 0, y: 0, width: 1, height: 1 } }];
  const read = clipFactsSchema.parse(upgradeFacts({ ...facts, request: { ...facts.request, characters } }));
  expect(read.request).toEqual({ ...facts.request, actors: characters });
});

it('takes a request by either name of its actors, but not by both', () => {
  const request = { prompt: '@momo runs', characters: [{ name: 'momo' }] };
  const parsed = generationRequestSchema.parse(actorsOfCharacters(request));
  expect(parsed.actors).toEqual(request.characters);
  const both = { ...request, actors: [{ name: 'momo' }] };
  expect(generationRequestSchema.safeParse(actorsOfCharacters(both)).success).toBe(false);
  for (const other of [null, 'text', 3, [request], {}]) expect(actorsOfCharacters(other)).toEqual(other);
});

it('keeps present facts, and what are no facts, as they are', () => {
  const present = { ...facts, request: { ...facts.request, loras: [{ file: 'a.safetensors', strength: 0.5 }] } };
  expect(upgradeFacts(present)).toEqual(present);
  for (const other of [null, 'facts', 3, [], {}, { request: null }]) expect(upgradeFacts(other)).toEqual(other);
});
