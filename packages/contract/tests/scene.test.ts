import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  clipFactsSchema,
  generationRequestSchema,
  type Scene,
  type SceneInput,
  sceneSchema,
  upgradeFacts,
  upgradePlan,
  upgradeRequest,
  upgradeScene,
} from '../src/index.ts';
import clips from './fixtures/akezora-1-facts.json' with { type: 'json' };

describe('scenes of version 1', () => {
  it.each(clips.map((facts) => [facts.prompt.slice(0, 40), facts] as const))(
    'are read in the facts of a clip of akezora-1: %s',
    (_, facts) => {
      const read = clipFactsSchema.parse(upgradeFacts(facts));
      expect(read).toMatchObject({ model: 'akezora-1', modelVersion: facts.modelVersion, seed: facts.seed });
      expect(read.scene).toEqual({ ...sceneSchema.parse(facts.scene), version: 2 });
      expect(read.scene!.subjects.map(({ name, path }) => [name, path.length])).toEqual(
        facts.scene.subjects.map(({ name, path }) => [name, path.length]),
      );
      // What was read and stored again reads the same.
      expect(clipFactsSchema.parse(upgradeFacts(JSON.parse(JSON.stringify(read))))).toEqual(read);
    },
  );

  it('are read in requests and plans, stored or sent', () => {
    const scene: SceneInput = { version: 1, place: 'beach', props: [{ name: 'rock', x: 0, y: 0.8, size: 0.1 }] };
    const sent = generationRequestSchema.parse({ prompt: '', scene });
    expect(sent.scene).toMatchObject({ version: 2, place: 'beach', props: [{ name: 'rock', flip: false }] });
    expect(upgradeRequest({ prompt: '', scene })).toEqual({ prompt: '', scene: { ...scene, version: 2 } });
    expect(upgradePlan({ seed: 3, scene })).toEqual({ seed: 3, scene: { ...scene, version: 2 } });
  });

  it('keep all that they say', () => {
    for (const { scene } of clips) {
      const { version, ...rest } = upgradeScene(scene as SceneInput);
      expect(version).toBe(2);
      expect(rest).toEqual({ ...scene, version: undefined });
    }
  });
});

describe('scenes of version 2', () => {
  const path = [{ at: 0, x: 0, y: 0.9, size: 0.3 }];

  it('name an actor, the side it faces, where its feet are, and how far props lean', () => {
    const subject = { name: 'fox', actor: 'unicorn', faces: 'left', feet: 0.9, life: true, path } as const;
    const prop = { name: 'teddy bear', x: 0, y: 0.9, size: 0.2, turn: -0.1 };
    const scene = sceneSchema.parse({ version: 2, place: 'park', subjects: [subject], props: [prop] });
    expect(scene.subjects[0]).toMatchObject({ actor: 'unicorn', faces: 'left', feet: 0.9, life: true });
    expect(scene.props[0]).toMatchObject(prop);
    expectTypeOf(scene).toEqualTypeOf<Scene>();
  });

  it('refuse another side and unknown keys, by their place', () => {
    const refused = (change: object) =>
      sceneSchema.safeParse({ version: 2, place: 'park', subjects: [{ name: 'fox', path, ...change }] }).error?.issues;
    expect(refused({ faces: 'up' })?.[0]?.path).toEqual(['subjects', 0, 'faces']);
    expect(refused({ costume: 'hat' })?.[0]?.path).toEqual(['subjects', 0]);
    expect(refused({ actor: '' })?.[0]?.path).toEqual(['subjects', 0, 'actor']);
  });
});

it('reads scenes of no other version, and says so at the version', () => {
  for (const version of [0, 3, '2', undefined]) {
    expect(sceneSchema.safeParse({ version, place: 'park' }).error?.issues[0]?.path).toEqual(['version']);
  }
  for (const other of [null, 3, 'park', []]) expect(sceneSchema.safeParse(other).success).toBe(false);
});
