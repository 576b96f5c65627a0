import { sceneSchema } from '@akezora/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { along as paintedAlong } from '../../../engine/src/models/akezora/scene/motion.ts';
import { en } from '../../src/i18n/messages.ts';
import {
  along,
  cameraFrame,
  editPoint,
  flipThing,
  inPlace,
  insertPoint,
  moveThing,
  removePoint,
  removeThing,
  scaleThing,
  subjectAt,
  withCamera,
} from '../../src/stage/geometry.ts';
import { linesOf } from '../../src/stage/scene-lines.ts';
import { planOf } from '../server/state.ts';

const scene = () => sceneSchema.parse(planOf({ model: 'akezora-2', prompt: 'a fox', seconds: 10 }).scene);
const fox = { kind: 'subjects', index: 0 } as const;

describe('the stage', () => {
  it('samples paths exactly as the painter does', () => {
    const value = fc.double({ min: -2, max: 2, noNaN: true });
    const path = fc
      .array(fc.record({ at: fc.integer({ min: 0, max: 200 }), x: value, y: value }), { minLength: 1, maxLength: 12 })
      .map((points) => [...new Map(points.map((point) => [point.at, point])).values()].sort((a, b) => a.at - b.at));
    fc.assert(
      fc.property(path, fc.double({ min: -5, max: 210, noNaN: true }), (points, t) => {
        expect(along(points, ['x', 'y'], t)).toEqual(paintedAlong(points, ['x', 'y'], t));
      }),
    );
  });

  it('keeps subjects as deep on the ground when the scene moves to another place', () => {
    const here = scene();
    const there = { ...here, place: 'beach', horizon: 0.5, props: [], sky: [] };
    const moved = inPlace(here, there);
    expect(moved).toMatchObject({ place: 'beach', horizon: 0.5, props: [], sky: [], camera: here.camera });
    const depth = (s: typeof here) => ((s.subjects[0]?.path[0]?.y ?? 0) - s.horizon) / (1 - s.horizon);
    expect(depth(moved)).toBeCloseTo(depth(here), 3);
    expect(sceneSchema.safeParse(moved).success).toBe(true);
  });

  it('tells a scene line by line, and its changes by lines that differ', () => {
    const words = en.tools.stage;
    const before = linesOf(scene(), words, 'en').map(({ text }) => text);
    expect(before).toContain('fox, 30% of the frame’s height, goes from the right to the left');
    const after = linesOf(scaleThing({ ...scene(), weather: 'snow' }, fox, 1.5), words, 'en').map(({ text }) => text);
    expect(after.filter((text) => !before.includes(text))).toEqual([
      'snowy forest, Dawn, Snow',
      'fox, 45% of the frame’s height, goes from the right to the left',
    ]);
  });

  it('gives scenes that stay valid after any run of edits', () => {
    const edit = fc.oneof(
      fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true })).map(
        ([x, y]) =>
          (s: ReturnType<typeof scene>) =>
            moveThing(s, fox, x, y),
      ),
      fc.double({ min: 0.1, max: 10, noNaN: true }).map((f) => (s: ReturnType<typeof scene>) => scaleThing(s, fox, f)),
      fc.double({ min: 0, max: 10, noNaN: true }).map((t) => (s: ReturnType<typeof scene>) => insertPoint(s, 0, t)),
      fc.tuple(fc.nat(4), fc.double({ min: -5, max: 15, noNaN: true })).map(
        ([i, at]) =>
          (s: ReturnType<typeof scene>) =>
            editPoint(s, 0, i, { at }),
      ),
      fc.nat(4).map((i) => (s: ReturnType<typeof scene>) => removePoint(s, 0, i)),
      fc.constant((s: ReturnType<typeof scene>) => flipThing(s, fox)),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        const end = edits.reduce((s, by) => by(s), scene());
        expect(sceneSchema.parse(end)).toEqual(end);
        const times = end.subjects[0]?.path.map(({ at }) => at) ?? [];
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(new Set(times).size).toBe(times.length);
      }),
    );
  });

  it('moves a whole path, and a single point without the rest', () => {
    const moved = moveThing(scene(), fox, 0.1, -0.05);
    expect(moved.subjects[0]?.path[2]?.x).toBeCloseTo((scene().subjects[0]?.path[2]?.x ?? 0) + 0.1, 4);
    const bent = editPoint(scene(), 0, 1, { x: 0.5 });
    expect(bent.subjects[0]?.path.map(({ x }) => x)).toEqual([0.62, 0.5, -0.6]);
  });

  it('never leaves a subject without a point, and takes things away', () => {
    let s = scene();
    for (let i = 0; i < 5; i++) s = removePoint(s, 0, 0);
    expect(s.subjects[0]?.path).toHaveLength(1);
    expect(removeThing(s, { kind: 'props', index: 0 }).props).toHaveLength(2);
  });

  it('shows what the camera sees', () => {
    const zoomed = { ...scene(), camera: { move: 'static' as const, path: [{ at: 0, x: 0.2, y: 0.1, zoom: 2 }] } };
    expect(cameraFrame(zoomed, 3)).toEqual({ x: 0.2 - 16 / 36, y: 0.1 + 0.25, width: 16 / 18, height: 0.5 });
    expect(withCamera(scene(), 'pan-left').camera.path[0]?.x).toBeGreaterThan(0);
    expect(subjectAt(scene().subjects[0]!, 99).x).toBe(-0.6);
  });
});
