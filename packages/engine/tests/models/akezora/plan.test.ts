import { AkezoraError, type GenerationRequestInput, generationPlanSchema } from '@akezora/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openModel } from '../../../src/models/index.ts';
import { planRequest } from '../../../src/plan.ts';

const prompt = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'a fox in the snow',
      '海辺を走る犬',
      'two taxis',
      'zebra 🦓 at night',
      '',
      '   ',
      '\u0000\u0007',
      '‏שלום',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 60, unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.constant('fox '.repeat(3000)) },
);
const any = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-1, 0, 1e12, Number.NaN, null, 'x', {}));
const or = <T>(good: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 14, arbitrary: good },
    { weight: 1, arbitrary: any },
    { weight: 15, arbitrary: fc.constant(undefined) },
  );

const request = fc.record(
  {
    prompt,
    seed: or(fc.nat({ max: 0xffffffff })),
    seconds: or(fc.double({ min: 1, max: 62, noNaN: true })),
    fps: or(fc.constantFrom(12, 24, 12, 24, 24, 30)),
    aspect: or(fc.constantFrom('16:9', '9:16', '1:1', '16:9', '9:16', '4:3')),
    resolution: or(fc.constantFrom('360p', '540p', '720p', '1080p', '4k')),
    size: or(
      fc.record({
        width: fc.integer({ min: 60, max: 970 }).map((n) => n * 2),
        height: fc.integer({ min: 60, max: 970 }).map((n) => n * 2),
      }),
    ),
    steps: or(fc.integer({ min: 0, max: 70 })),
    quality: or(fc.constantFrom('fast', 'best', 'turbo', 'teacher', 'other')),
    preset: or(fc.constantFrom('balloon', 'film-noir', 'archival', 'nothing')),
    loop: or(fc.constantFrom('short', 'long', 'normal', 'never')),
    storyboard: or(
      fc.array(fc.record({ at: fc.constantFrom(0, 0, 1, 2.5, 4, -1), prompt }), { minLength: 1, maxLength: 2 }),
    ),
    conditions: fc.constantFrom([], [], [], [{ source: { kind: 'image', file: '/nowhere.png' } }]),
  },
  { requiredKeys: ['prompt'] },
);

/** A request without the fields left out. */
const given = (asked: object) =>
  Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined),
  ) as unknown as GenerationRequestInput;

const place = { x: 0, y: 0.8, size: 0.2 };
const path = [{ at: 0, ...place }];
const withThings = (things: object): GenerationRequestInput => ({
  prompt: '',
  scene: { version: 2, place: 'park', ...things },
});

describe('planning', () => {
  test('2,000 random requests each give a plan or a typed error that names its field', async () => {
    const model = await openModel('akezora-2');
    let planned = 0;
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        try {
          const { plan } = await planRequest(given(asked), model);
          expect(generationPlanSchema.safeParse(plan).success).toBe(true);
          planned += 1;
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AkezoraError);
          const error = thrown as AkezoraError;
          expect(error.code).not.toBe('internal');
          expect(error.field ?? error.code).toBeTruthy();
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(planned).toBeGreaterThan(50);
  }, 240_000);

  test('smaller clips cost less: by what a frame of their size costs', async () => {
    const model = await openModel('akezora-2');
    const finishing = async (resolution: '360p' | '720p' | '1080p') => {
      const { plan } = await planRequest({ prompt: 'a fox', seconds: 4, resolution }, model);
      return plan.stages.find(({ name }) => name === 'finish')!.work!;
    };
    const [small, middle, full] = [await finishing('360p'), await finishing('720p'), await finishing('1080p')];
    expect(middle / full).toBeLessThan(0.85);
    expect(small / full).toBeLessThan(0.55);
    expect(small / full).toBeGreaterThan(0.25);
  });

  const refusals: readonly [GenerationRequestInput, string, string][] = [
    [{ prompt: 'a fox', seconds: 61 }, 'seconds_unsupported', 'seconds'],
    [{ prompt: 'a fox', fps: 30 }, 'option_unsupported', 'fps'],
    [{ prompt: 'a fox', steps: 65 }, 'option_unsupported', 'steps'],
    [{ prompt: 'a fox', guidance: 3 }, 'option_unsupported', 'guidance'],
    [{ prompt: 'a fox', negativePrompt: 'rain' }, 'option_unsupported', 'negativePrompt'],
    [{ prompt: 'a fox', preset: 'nothing' }, 'option_unsupported', 'preset'],
    [{ prompt: 'a fox', size: { width: 641, height: 360 } }, 'size_unsupported', 'size'],
    [{ prompt: 'fox '.repeat(501) }, 'prompt_too_long', 'prompt'],
    [{ prompt: ' ' }, 'prompt_empty', 'prompt'],
    [{ prompt: '', storyboard: [{ at: 1, prompt: 'a fox' }] }, 'storyboard_invalid', 'storyboard.0.at'],
    [withThings({ place: 'nowhere' }), 'scene_invalid', 'scene.place'],
    [withThings({ subjects: [{ name: 'unicorn', path }] }), 'scene_invalid', 'scene.subjects.0.name'],
    [withThings({ props: [{ name: 'nothing', ...place }] }), 'scene_invalid', 'scene.props.0.name'],
    [withThings({ sky: [{ name: 'nothing', ...place }] }), 'scene_invalid', 'scene.sky.0.name'],
  ];

  test.each(refusals)('refuses %o', async (input, code, field) => {
    const model = await openModel('akezora-2');
    await expect(planRequest(input, model)).rejects.toMatchObject({ code, field });
  });

  test('takes any art of the box for actors, props and the sky, by each of its names', async () => {
    const subjects = [{ name: 'horse', actor: 'unicorn', faces: 'left' as const, path }];
    const props = [{ name: 'teddy bear', ...place, turn: 0.2 }];
    const sky = [{ name: 'hot dog', ...place }];
    const { plan } = await planRequest(withThings({ subjects, props, sky }), await openModel('akezora-2'));
    expect(plan.scene).toMatchObject({ version: 2, subjects, props, sky });
    const facing = withThings({
      subjects: [
        { name: 'horse', actor: 'unicorn', path },
        { name: 'horse', path },
      ],
    });
    const shown = (await planRequest(facing, await openModel('akezora-2'))).plan.scene!.subjects;
    // The side that the art faces, where the scene says none.
    expect(shown.map(({ faces }) => faces)).toEqual(['front', undefined]);
    const japanese = withThings({ props: [{ name: 'テディベア', ...place }] });
    expect((await planRequest(japanese, await openModel('akezora-2'))).plan.scene!.props).toHaveLength(1);
  });
});
