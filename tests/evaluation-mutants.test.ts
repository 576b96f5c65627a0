/**
 * Mutants: everything that the judge calls right among the plans of real people's prompts is spoilt in one way, and it must see it.
 * A judge that lets a mutant pass would let the engine pass, too.
 */
import type { Scene } from '@akezora/contract';
import { expect, it } from 'vitest';
import { type AskedPrompt, readAsked, type Wish } from '../bench/evaluation/asked.ts';
import { isNamed } from '../bench/evaluation/cast.ts';
import { judge, type Verdict } from '../bench/evaluation/judge.ts';
import { openPlanner, type Planned } from '../bench/evaluation/planned.ts';

const planner = await openPlanner();
const { stock } = planner;
const right: { readonly asked: AskedPrompt; readonly plan: Planned }[] = [];
for (const asked of await readAsked('real')) {
  const plan = await planner.plan(asked.prompt, 1);
  if (judge(asked, plan, stock).verdict === 'right') right.push({ asked, plan });
}

type Spoil = (scene: Scene, wish: Wish) => Scene | undefined;

/** The verdicts on every prompt that a spoiler can spoil. */
function verdictsOf(spoil: Spoil): Record<Verdict, number> {
  const verdicts = { right: 0, partly: 0, wrong: 0 };
  for (const { asked, plan } of right)
    for (const wish of asked.asks) {
      const shots = plan.shots.map((shot) => ({ ...shot, scene: spoil(shot.scene, wish) ?? shot.scene }));
      if (shots.every(({ scene }, i) => scene === plan.shots[i]!.scene)) continue;
      verdicts[judge(asked, { ...plan, shots }, stock).verdict] += 1;
    }
  return verdicts;
}

const isPlayed = (name: string, wish: Wish): boolean =>
  'names' in wish && isNamed(stock.nameOf(name), wish.names ?? []);

it('sees every subject that is taken away', () => {
  const { wrong, ...others } = verdictsOf((scene, wish) => {
    if (wish.kind !== 'subject' || wish.or !== undefined) return undefined;
    const subjects = scene.subjects.filter(({ name, actor }) => !isPlayed(actor ?? name, wish));
    const props = scene.props.filter(({ name }) => !isPlayed(name, wish));
    const sky = scene.sky.filter(({ name }) => !isPlayed(name, wish));
    return { ...scene, subjects, props, sky };
  });
  expect(wrong).toBeGreaterThan(15);
  expect(others).toEqual({ right: 0, partly: 0 });
});

it('sees every direction that is the opposite', () => {
  const { right: seenNot } = verdictsOf((scene, wish) => {
    const sided = wish.kind === 'motion' ? ['left', 'right'] : ['left-of', 'right-of'];
    if (wish.kind !== 'motion' && wish.kind !== 'relation') return undefined;
    if (wish.is.length > 1 || !sided.includes(wish.is[0]!)) return undefined;
    const mirrored = scene.subjects.map((subject) => ({
      ...subject,
      path: subject.path.map((point) => ({ ...point, x: -point.x })),
    }));
    const path = scene.camera.path.map((point) => ({ ...point, x: -point.x }));
    return { ...scene, subjects: mirrored, camera: { ...scene.camera, path } };
  });
  expect(seenNot).toBe(0);
});

it('sees every colour that is another', () => {
  const { right: seenNot } = verdictsOf((scene, wish) => {
    if (wish.kind !== 'colour') return undefined;
    const colour = wish.is.includes('purple') ? 'green' : 'purple';
    return {
      ...scene,
      subjects: scene.subjects.map((subject) => ({ ...subject, colour }) as const),
      props: scene.props.map((prop) => ({ ...prop, colour }) as const),
    };
  });
  expect(seenNot).toBe(0);
});

it('sees every place, time and weather that is another', () => {
  const { right: seenNot, ...others } = verdictsOf((scene, wish) => {
    if (wish.or !== undefined || !('is' in wish)) return undefined;
    const other = (all: readonly string[]) => all.find((one) => !wish.is.includes(one));
    if (wish.kind === 'time') return { ...scene, time: other(['night', 'day']) as Scene['time'] };
    if (wish.kind === 'weather') return { ...scene, weather: other(['fog', 'rain']) as Scene['weather'] };
    return wish.kind === 'place' ? { ...scene, place: other(['farm', 'desert'])! } : undefined;
  });
  expect(seenNot).toBe(0);
  expect(others.partly + others.wrong).toBeGreaterThan(10);
});

it('sees a number that is another, and somebody whom nobody asked', () => {
  const doubled = verdictsOf((scene, wish) => {
    if (wish.kind !== 'count' || wish.to > 3) return undefined;
    const more = scene.subjects.flatMap((subject) => Array.from({ length: 4 }, () => subject));
    return more.length === 0 ? undefined : { ...scene, subjects: more.slice(0, 16) };
  });
  expect(doubled.right).toBe(0);
  const stranger = verdictsOf((scene, wish) => {
    if (wish.kind !== 'subject' || isNamed('T-Rex', wish.names)) return undefined;
    const path = [{ at: 0, x: 0, y: scene.horizon + 0.2, size: 0.3, lift: 0 }];
    const one = { name: 'T-Rex', motion: 'still', flip: false, phase: 0, path } as const;
    return { ...scene, subjects: [...scene.subjects, one as unknown as Scene['subjects'][number]] };
  });
  expect(stranger).toMatchObject({ right: 0, partly: 0 });
});
