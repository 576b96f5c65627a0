import { generationRequestSchema, type ModelCapabilities, mostActors } from '@akezora/contract';
import type { Actor, ModelEntry, Upload } from '@akezora/contract/api';
import { describe, expect, it } from 'vitest';
import { type ComposerContext, choicesOf, modelOf, requestOf } from '../../src/compose/request.ts';
import { capabilities, createState } from '../server/state.ts';

const [box] = createState().models as [ModelEntry];
const plain: ModelCapabilities = {
  ...capabilities,
  id: 'plain',
  aspects: ['1:1'],
  resolutions: ['480p'],
  seconds: { min: 2, max: 5, default: 3 },
  steps: { min: 10, max: 20, default: 15 },
  qualities: [],
  fps: { values: [24], default: 24 },
  controls: { ...capabilities.controls, scene: false, negativePrompt: false },
};
const context = (more: Partial<ComposerContext> = {}): ComposerContext => ({
  models: [box, { ...box, id: 'plain', capabilities: plain }, { ...box, id: 'gone', installed: false }],
  defaults: {},
  actors: [],
  ...more,
});
const draft = { prompt: ' a fox ', variants: 1 };

describe('the model of a draft', () => {
  it('is the one chosen, else the owner’s default, else the first, and always an installed one', () => {
    expect(modelOf({ ...draft, model: 'plain' }, context())?.id).toBe('plain');
    expect(modelOf(draft, context({ defaults: { model: 'plain' } }))?.id).toBe('plain');
    expect(modelOf(draft, context())?.id).toBe('akezora-2');
    expect(modelOf({ ...draft, model: 'gone' }, context())?.id).toBe('akezora-2');
    expect(modelOf(draft, context({ models: [] }))).toBeUndefined();
  });

  it('is found by another name of it, as drafts and defaults of an earlier version hold; an id goes before a name', () => {
    const models = [
      { ...box, id: 'plain', capabilities: plain },
      { ...box, aliases: ['akezora-1', 'plain'] },
    ];
    expect(modelOf({ ...draft, model: 'akezora-1' }, context({ models }))?.id).toBe('akezora-2');
    expect(modelOf(draft, context({ models, defaults: { model: 'akezora-1' } }))?.id).toBe('akezora-2');
    expect(modelOf({ ...draft, model: 'plain' }, context({ models }))?.id).toBe('plain');
  });
});

describe('the choices of a draft', () => {
  it('are its own, else the owner’s defaults, else the model’s', () => {
    const defaults = { aspect: '9:16', resolution: '1080p', seconds: 8 } as const;
    expect(choicesOf(draft, capabilities, {})).toEqual({ aspect: '16:9', resolution: '720p', seconds: 10 });
    expect(choicesOf(draft, capabilities, defaults)).toEqual(defaults);
    const own = { aspect: '1:1', resolution: '360p', seconds: 4 } as const;
    expect(choicesOf({ ...draft, ...own }, capabilities, defaults)).toEqual(own);
  });

  it('stay within what the model has', () => {
    const wide = { aspect: '16:9', resolution: '1080p', seconds: 60 } as const;
    expect(choicesOf({ ...draft, ...wide }, plain, wide)).toEqual({ aspect: '1:1', resolution: '480p', seconds: 5 });
  });

  it('follow the shape of a scene edited on the stage', () => {
    const scene = { aspect: '9:16' } as NonNullable<Parameters<typeof choicesOf>[0]['scene']>;
    expect(choicesOf({ ...draft, aspect: '1:1', scene }, capabilities, {}).aspect).toBe('9:16');
  });
});

describe('the request of a draft', () => {
  it('is none without a prompt or a model', () => {
    expect(requestOf({ prompt: ' \n', variants: 1 }, context())).toBeUndefined();
    expect(requestOf(draft, context({ models: [] }))).toBeUndefined();
  });

  it('carries the prompt without its margins and what was chosen, and is one the server takes', () => {
    const request = requestOf({ ...draft, seed: 0, preset: 'balloon', parent: 'clip_1' }, context());
    expect(request).toEqual({
      model: 'akezora-2',
      prompt: 'a fox',
      aspect: '16:9',
      resolution: '720p',
      seconds: 10,
      preset: 'balloon',
      seed: 0,
      parent: 'clip_1',
    });
    expect(generationRequestSchema.safeParse(request).success).toBe(true);
  });

  it('leaves out what the model lacks and keeps numbers within its limits', () => {
    const quality = capabilities.qualities[0];
    const rich = { steps: 99, guidance: 7, fps: 12, negativePrompt: 'rain', quality, decoder: 'tiny' };
    const scene = { aspect: '1:1' } as NonNullable<Parameters<typeof requestOf>[0]['scene']>;
    const request = requestOf({ ...draft, ...rich, scene, model: 'plain' } as typeof draft, context());
    expect(request).toMatchObject({ steps: 20 });
    for (const key of ['guidance', 'fps', 'negativePrompt', 'quality', 'scene', 'decoder'])
      expect(request).not.toHaveProperty(key);
  });

  it('starts from an attached file, kept as much as chosen', () => {
    const upload = { id: 'up_1', kind: 'video' } as Upload;
    expect(
      requestOf({ ...draft, attachment: { upload, strength: 0.4 } } as typeof draft, context())?.conditions,
    ).toEqual([{ source: { kind: 'video', file: 'upload:up_1' }, at: 0, strength: 0.4 }]);
  });
});

describe('actors in a prompt', () => {
  const actor = (name: string, more: Partial<Actor> = {}): Actor => ({
    id: name,
    name,
    clipId: null,
    uploadId: null,
    thumbnail: null,
    region: null,
    ...{ faces: null, feet: null, scale: null, kind: null, picture: null },
    createdAt: '2026-01-01T00:00:00Z',
    ...more,
  });
  const region = { x: 0, y: 0, width: 0.5, height: 0.5 };

  const called = (prompt: string, actors: Actor[]) => requestOf({ prompt, variants: 1 }, context({ actors }))?.actors;

  it('are those called by @name, with where their look comes from', () => {
    const all = [actor('momo', { clipId: 'clip_1', region }), actor('kuro', { uploadId: 'up_1' }), actor('shiro')];
    expect(called('@momo meets @kuro', all)).toEqual([
      { name: 'momo', clip: 'clip_1', region },
      { name: 'kuro', image: 'upload:up_1' },
    ]);
    const looks = { faces: 'left', feet: 0, scale: 2, kind: 'fly' } as const;
    expect(called('@kon', [actor('kon', { uploadId: 'up_2', picture: '/p', ...looks })])).toEqual([
      { name: 'kon', image: 'upload:up_2', ...looks },
    ]);
    expect(called('momo alone', all)).toBeUndefined();
  });

  it('are at most as many as a request may have', () => {
    const all = Array.from({ length: mostActors + 4 }, (_, i) => actor(`n${String.fromCharCode(97 + i)}`));
    expect(called(all.map(({ name }) => `@${name}`).join(' '), all)).toHaveLength(mostActors);
  });
});
