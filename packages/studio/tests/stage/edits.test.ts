import { type Scene, sceneSchema } from '@akezora/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addThing } from '../../src/stage/add-thing.ts';
import { type CameraEnd, moveCamera, timeOf } from '../../src/stage/camera-edits.ts';
import { dragThing, standOf } from '../../src/stage/drag.ts';
import { mostPoints, onStroke, thinned } from '../../src/stage/freehand.ts';
import { cameraAt as cameraAtTime, cameraFrame, copyThing, subjectAt, type Thing } from '../../src/stage/geometry.ts';
import { foundOnShelf } from '../../src/stage/shelf.ts';
import { missingSubjects, namesOf, withMissing } from '../../src/stage/words.ts';
import { artOfTheBox } from '../server/art.ts';
import { planOf } from '../server/state.ts';

const scene = (prompt = 'a fox') => sceneSchema.parse(planOf({ model: 'akezora-2', prompt, seconds: 10 }).scene);
const fox: Thing = { kind: 'subjects', index: 0 };
const art = artOfTheBox();
const piece = (name: string) => art.pieces.find((one) => one.name === name)!;
const cameraAt = (one: Scene, end: CameraEnd) => cameraAtTime(one, timeOf(end, one));
const valid = (one: Scene) => expect(sceneSchema.safeParse(one).error).toBeUndefined();

describe('dragging', () => {
  it('keeps what is dragged under the pointer at any moment, and moves only the nearest point', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Thing>(fox, { kind: 'props', index: 0 }, { kind: 'sky', index: 1 }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        (thing, t, dx) => {
          const before = standOf(scene(), thing, t);
          const moved = dragThing(scene(), thing, t, { dx, dy: 0.1 });
          const after = standOf(moved, thing, t);
          expect(after.x - before.x).toBeCloseTo(dx, 2);
          expect(after.y - before.y).toBeCloseTo(0.1, 2);
          if (thing === fox) {
            const [old, path] = [scene().subjects[0]!.path, moved.subjects[0]!.path];
            expect(path.filter(({ x, y }, i) => x !== old[i]?.x || y !== old[i]?.y)).toHaveLength(1);
          }
          valid(moved);
        },
      ),
    );
  });

  it('moves the whole path where it is asked to', () => {
    const { path } = dragThing(scene(), fox, 10, { dx: 0.2, dy: 0, whole: true }).subjects[0]!;
    expect(path.map(({ x }, i) => x - scene().subjects[0]!.path[i]!.x)).toEqual(
      path.map(() => expect.closeTo(0.2, 4)) as never,
    );
  });

  it('bends a path of many points softly around the moment', () => {
    const path = Array.from({ length: 41 }, (_, i) => ({ at: i / 4, x: 0, y: 0.8, size: 0.3, lift: 0 }));
    const hopping = { ...scene(), subjects: [{ ...scene().subjects[0]!, path }] };
    const xs = dragThing(hopping, fox, 5, { dx: 0.4, dy: 0 }).subjects[0]!.path.map(({ x }) => x);
    expect(xs[20]).toBeCloseTo(0.4);
    expect([xs[0], xs[40]]).toEqual([0, 0]);
    for (const [i, x] of xs.entries()) expect(Math.abs(x - (xs[i - 1] ?? 0))).toBeLessThan(0.08);
  });

  it('leaves the first where it is and drags a copy', () => {
    const copy = copyThing(scene(), { kind: 'props', index: 2 })!;
    expect(copy.thing).toEqual({ kind: 'props', index: 3 });
    expect(copy.scene.props[3]).toEqual(copy.scene.props[2]);
  });
});

describe('the camera', () => {
  it('moves and zooms at one end; the other stays', () => {
    const moved = moveCamera(moveCamera(scene(), 'end', { dx: 0.3, dy: -0.05 }), 'end', { zoom: 1.5 });
    expect(cameraAt(moved, 'start')).toEqual(cameraAt(scene(), 'start'));
    expect(cameraAt(moved, 'end')).toMatchObject({ x: 0.2, y: -0.05, zoom: expect.closeTo(1.65, 3) });
    expect(moved.camera.move).toBe('zoom-in');
    expect(cameraFrame(moved, timeOf('end', moved)).height).toBeCloseTo(1 / 1.65, 3);
    valid(moved);
  });

  it('begins to move where it stood still, and goes as a whole at its start', () => {
    const still = { ...scene(), camera: { move: 'static' as const, path: [{ at: 0, x: 0, y: 0, zoom: 1 }] } };
    expect(moveCamera(still, 'start', { dx: 0.1 }).camera).toEqual({
      move: 'static',
      path: [{ at: 0, x: 0.1, y: 0, zoom: 1 }],
    });
    const pan = moveCamera(still, 'end', { dx: 0.4 });
    expect(pan.camera.move).toBe('pan-right');
    expect(cameraAt(pan, 'start').x).toBe(0);
    expect(cameraAt(pan, 'end').x).toBeCloseTo(0.4);
  });

  it('never goes beyond what scenes allow', () => {
    const edit = fc.record({
      dx: fc.double({ min: -3, max: 3, noNaN: true }),
      dy: fc.double({ min: -3, max: 3, noNaN: true }),
      zoom: fc.double({ min: 0.1, max: 9, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), fc.constantFrom('start', 'end'), (edits, end) => {
        valid(edits.reduce((one, by) => moveCamera(one, end as 'start', by), scene()));
      }),
    );
  });
});

describe('a path drawn by hand', () => {
  const wave = Array.from({ length: 300 }, (_, i) => ({ x: -0.7 + i / 220, y: 0.8 + 0.1 * Math.sin(i / 30) }));

  it('is thinned to a few points that keep its line, over the whole scene', () => {
    const { path, motion } = onStroke(scene(), scene().subjects[0]!, wave);
    expect(path.length).toBeLessThanOrEqual(mostPoints);
    expect(path.length).toBeGreaterThan(5);
    expect(path[0]).toMatchObject({ at: 0, x: -0.7, y: 0.8 });
    expect(path.at(-1)!.at).toBe(10);
    expect(motion).toBe('right');
    const drawn = { ...scene().subjects[0]!, path };
    for (let t = 0; t <= 10; t += 0.25) {
      const { x, y } = subjectAt(drawn, t);
      expect(Math.min(...wave.map((point) => Math.hypot(point.x - x, point.y - y)))).toBeLessThan(0.04);
    }
    valid({ ...scene(), subjects: [drawn] });
  });

  it('keeps the ends of any stroke, and times that increase', () => {
    const point = fc.record({
      x: fc.double({ min: -1, max: 1, noNaN: true }),
      y: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 80 }), (stroke) => {
        const kept = thinned(stroke);
        expect([kept[0], kept.at(-1)]).toEqual([0, stroke.length - 1]);
        const { path } = onStroke(scene(), scene().subjects[0]!, stroke);
        expect(path.every(({ at }, i) => i === 0 || at > path[i - 1]!.at)).toBe(true);
        valid({ ...scene(), subjects: [{ ...scene().subjects[0]!, path }] });
      }),
    );
  });
});

describe('what is put onto the stage', () => {
  it('stands where it is left: animals act, things stand, what is left in the sky hangs there', () => {
    const horse = addThing(scene(), { piece: piece('horse') }, art, { x: 0.3, y: 0.9 }, 0)!;
    expect(horse.thing).toEqual({ kind: 'subjects', index: 1 });
    expect(standOf(horse.scene, horse.thing, 0)).toMatchObject({ x: 0.3, y: 0.9 });
    const wolf = addThing(scene(), { piece: piece('wolf') }, art, { x: 0, y: 0.9 }, 0)!;
    expect(wolf.scene.subjects[1]).toMatchObject({ actor: 'wolf', faces: piece('wolf').faces });
    const rock = addThing(scene(), { piece: piece('rock') }, art, { x: 0, y: 0.9 }, 0)!;
    expect(rock.thing).toEqual({ kind: 'props', index: 3 });
    const star = addThing(scene(), { piece: piece('star') }, art, { x: 0.2, y: 0.1 }, 0)!;
    expect(star.thing).toEqual({ kind: 'sky', index: 2 });
    expect(standOf(star.scene, star.thing, 0).x).toBeCloseTo(0.2, 3);
    const owl = addThing(scene(), { piece: piece('owl') }, art, { x: 0, y: 0.2 }, 0)!;
    expect(standOf(owl.scene, owl.thing, 0).y).toBeCloseTo(0.2, 3);
    for (const { scene: one } of [horse, wolf, rock, star, owl]) valid(one);
  });

  it('takes an actor of the user’s own, and no more than a scene holds', () => {
    const actor = {
      id: 'a',
      name: 'Mochi',
      clipId: null,
      uploadId: 'u',
      region: null,
      faces: 'left',
      feet: 0.9,
      scale: 1.2,
      kind: 'fly',
      picture: '/p',
      thumbnail: null,
      createdAt: '',
    } as const;
    const { scene: with1 } = addThing(scene(), { actor }, art, { x: 0, y: 0.3 }, 0)!;
    expect(with1.subjects[1]).toMatchObject({ actor: 'Mochi', faces: 'left', feet: 0.9, life: true });
    expect(art.subjects.find(({ name }) => name === with1.subjects[1]!.name)?.kind).toBe('fly');
    const full = { ...scene(), subjects: Array.from({ length: 16 }, () => scene().subjects[0]!) };
    expect(addThing(full, { actor }, art, undefined, 0)).toBeUndefined();
    expect(copyThing(full, fox)).toBeUndefined();
  });

  it('is found by words of both languages, what moves first', () => {
    const names = (text: string) => foundOnShelf(art.pieces, text, undefined).map(({ name }) => name);
    expect(names('オオカミ')[0]).toBe('wolf');
    expect(names('wolf')[0]).toBe('wolf');
    expect(names('no such thing')).toEqual([]);
    expect(names('cat')[0]).toBe('cat');
    expect(foundOnShelf(art.pieces, '', 'animals').every(({ kind }) => kind === 'subject')).toBe(true);
    expect(names('far')).not.toContain('beach/far');
  });
});

describe('words and stage', () => {
  const bus = () => scene('a bus');
  it('differ by the subjects that the words name', () => {
    const both = { ...scene(), subjects: [...scene().subjects, ...bus().subjects] };
    expect(namesOf(missingSubjects(scene(), both))).toEqual(['bus']);
    expect(missingSubjects(both, both)).toEqual([]);
    expect(missingSubjects({ ...scene(), subjects: [] }, scene())).toHaveLength(1);
    const put = withMissing(scene(), both);
    expect(put.subjects.map(({ name }) => name)).toEqual(['fox', 'bus']);
    expect(put.props).toEqual(scene().props);
  });
});
