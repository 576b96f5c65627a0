import { expect, it } from 'vitest';
import { choicesIn } from '../../src/compose/draft.ts';
import { shownLoras, withLora } from '../../src/compose/loras.tsx';
import { requestOf } from '../../src/compose/request.ts';
import { snippet } from '../../src/routes/clip/snippets.ts';
import { capabilities, createState } from '../server/state.ts';
import { testClip } from '../support/clips.ts';

const loras = [{ id: 'ink', strength: 0.5 }];
const [box] = createState().models;
const able = {
  ...capabilities,
  controls: { ...capabilities.controls, loras: true },
  loras: [{ id: 'grain', bytes: 9 }],
};
const context = (model = able) => ({ models: [{ ...box!, capabilities: model }], defaults: {}, actors: [] });

it('chooses a LoRA, changes its strength in place, and takes it off', () => {
  const two = withLora(loras, 'grain', 1) ?? [];
  expect(two).toEqual([...loras, { id: 'grain', strength: 1 }]);
  expect(withLora(two, 'ink', -1)).toEqual([
    { id: 'ink', strength: -1 },
    { id: 'grain', strength: 1 },
  ]);
  expect(withLora(loras, 'ink', null)).toBeUndefined();
});

it('shows those that fit the model, and chosen ones that are gone, so that they can be taken off', () => {
  expect(shownLoras(able, loras)).toEqual(['grain', 'ink']);
  expect(shownLoras(capabilities, [])).toEqual([]);
});

it('sends them to a model that takes LoRAs only', () => {
  const draft = { prompt: 'a fox', variants: 1, loras };
  expect(requestOf(draft, context())?.loras).toEqual(loras);
  expect(requestOf(draft, context(capabilities as typeof able))?.loras).toBeUndefined();
});

it('keeps them when a clip is made again; one of a file is looked for by the name that it is added under', () => {
  expect(choicesIn({ loras }).loras).toEqual(loras);
  expect(choicesIn({ loras: [{ file: 'ink.safetensors' }] }).loras).toEqual([{ id: 'ink', strength: 1 }]);
  expect(choicesIn({}).loras).toBeUndefined();
});

it('copies them with the command, the code and the call that make a clip again', () => {
  const made = testClip({ facts: { request: { prompt: 'a fox', seconds: 4, loras } } as never });
  expect(snippet(made, 'cli', 'http://x')).toContain("--lora 'ink:0.5'");
  expect(snippet(made, 'openai', 'http://x')).toContain('loras: "ink:0.5"');
  expect(snippet(made, 'curl', 'http://x')).toContain('"loras":[{"id":"ink","strength":0.5}]');
});
