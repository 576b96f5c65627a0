import type { Scene, SceneSubject } from '@akezora/contract';
import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import { useSteady } from '../util/use-steady.ts';
import { type ThingBox, thingAt } from './boxes.ts';
import { type CameraEnd, moveCamera, timeOf } from './camera-edits.ts';
import { type Choice, isChosen, thingOf } from './choice.ts';
import { dragThing, standOf } from './drag.ts';
import { onStroke } from './freehand.ts';
import { cameraFrame, copyThing, editPoint, scaleThing, type Thing } from './geometry.ts';
import type { Layer } from './layers.ts';
import type { Pictures } from './pictures.ts';
import type { Spot, View } from './view.ts';

/** Pixels of the screen that the pointer moves before something is dragged. */
const leastDrag = 4;
/** Pixels around a thing at which a finger still means it. */
const fingerReach = 22;

/** What is held: by a grip of the page (`data-grip`), or a thing. */
type Grip =
  | { readonly how: 'move'; readonly thing: Thing }
  | { readonly how: 'size'; readonly thing: Thing }
  | { readonly how: 'point'; readonly index: number; readonly point: number }
  | { readonly how: 'camera' | 'zoom'; readonly end: CameraEnd }
  | { readonly how: 'pen'; readonly index: number };

type Move = Pick<PointerEvent, 'clientX' | 'clientY' | 'altKey' | 'shiftKey'>;

interface Drag {
  readonly grip: Grip;
  readonly from: readonly [x: number, y: number];
  readonly area: { readonly left: number; readonly top: number };
  readonly scene: Scene;
  moved: boolean;
}

/** What dragging on the canvas needs to know, as it is now. */
export interface CanvasNow {
  readonly scene: Scene;
  readonly time: number;
  readonly view: View;
  readonly choice: Choice | null;
  readonly pen: boolean;
  readonly boxes: readonly ThingBox[];
  readonly painted: { readonly layers: readonly Layer[]; readonly pictures: Pictures } | undefined;
  readonly onChoose: (choice: Choice | null) => void;
  readonly onChange: (scene: Scene) => void;
  readonly onTime: (seconds: number) => void;
  /** The camera of this scene is held; null: it is let go. */
  readonly onHold: (scene: Scene | null) => void;
  /** Something begins to be dragged, or was let go. */
  readonly onDrag: (isDragging: boolean) => void;
  /** The pen has drawn a path. */
  readonly onDrawn: () => void;
}

/** Pointer handlers of the canvas: things, path points and the camera's frame are dragged, paths are drawn. */
export function useCanvasDrag(box: RefObject<HTMLElement | null>, now: CanvasNow) {
  const drag = useRef<Drag | null>(null);
  const [stroke, setStroke] = useState<readonly Spot[] | null>(null);
  const { scene, time, view, choice, onChoose, onChange } = now;

  const gripAt = (event: PointerEvent, x: number, y: number): Grip | undefined => {
    const chosen = thingOf(choice);
    if (now.pen && chosen?.kind === 'subjects') return { how: 'pen', index: chosen.index };
    const grip = (event.target as HTMLElement).closest<HTMLElement>('[data-grip]')?.dataset.grip?.split(' ') ?? [];
    const [how, first = '', second = ''] = grip;
    if (how === 'size' && chosen !== undefined) return { how, thing: chosen };
    if (how === 'point') return { how, index: Number(first), point: Number(second) };
    if (how === 'camera' || how === 'zoom') return { how, end: first === 'end' ? 'end' : 'start' };
    const reach = event.pointerType === 'mouse' ? 0 : fingerReach;
    const painted = now.painted === undefined ? undefined : { ...now.painted, scene };
    const thing = thingAt(x, y, now.boxes, painted, reach);
    return thing === undefined ? undefined : { how: 'move', thing };
  };

  const choose = (grip: Grip) => {
    if (grip.how === 'move' && !isChosen(choice, grip.thing)) onChoose(grip.thing);
    if (grip.how === 'point') onChoose({ kind: 'subjects', index: grip.index, point: grip.point });
    if (grip.how === 'camera' || grip.how === 'zoom') {
      onChoose({ kind: 'camera', end: grip.end });
      now.onTime(timeOf(grip.end, scene));
    }
  };

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const { left, top } = box.current?.getBoundingClientRect() ?? new DOMRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const grip = gripAt(event, x, y);
    if (grip === undefined) return onChoose(null);
    box.current?.setPointerCapture(event.pointerId);
    drag.current = { grip, from: [event.clientX, event.clientY], area: { left, top }, scene, moved: false };
    choose(grip);
    if (grip.how === 'camera' || grip.how === 'zoom') now.onHold(scene);
    if (grip.how === 'pen') setStroke([view.spotAt(x, y)]);
    if (grip.how === 'move')
      box.current
        ?.querySelector<HTMLElement>(`[data-thing="${grip.thing.kind} ${grip.thing.index}"]`)
        ?.focus({ preventScroll: true });
  };

  const move = useSteady(({ clientX, clientY, altKey, shiftKey }: Move) => {
    const start = drag.current;
    if (start === null) return;
    const [dx, dy] = [clientX - start.from[0], clientY - start.from[1]];
    if (!start.moved) {
      // A press that shakes is no drag.
      if (Math.hypot(dx, dy) < leastDrag) return;
      start.moved = true;
      now.onDrag(true);
      if (altKey && start.grip.how === 'move') {
        const copy = copyThing(start.scene, start.grip.thing);
        // Who means a copy does not mean to move the first.
        if (copy === undefined) return letGo();
        drag.current = { ...start, scene: copy.scene, grip: { how: 'move', thing: copy.thing } };
        onChoose(copy.thing);
      }
    }
    const { grip, scene: from } = drag.current ?? start;
    const by = { dx: dx / view.size, dy: dy / view.size };
    if (grip.how === 'pen') {
      const [x, y] = [clientX - start.area.left, clientY - start.area.top];
      setStroke((line) => [...(line ?? []), view.spotAt(x, y)]);
    } else onChange(pulled(from, grip, by, { time, whole: shiftKey }));
  });

  const moves = useRef<{ waiting: Move[]; frame: number }>({ waiting: [], frame: 0 });
  /** Makes the moves that wait: of things the last, of the pen each. */
  const makeMoves = () => {
    const { waiting, frame } = moves.current;
    cancelAnimationFrame(frame);
    moves.current = { waiting: [], frame: 0 };
    for (const one of drag.current?.grip.how === 'pen' ? waiting : waiting.slice(-1)) move(one);
  };

  // A mouse sends more moves than the screen shows frames.
  const onPointerMove = ({ clientX, clientY, altKey, shiftKey }: PointerEvent) => {
    if (drag.current === null) return;
    moves.current.waiting.push({ clientX, clientY, altKey, shiftKey });
    if (moves.current.frame === 0) moves.current.frame = requestAnimationFrame(makeMoves);
  };

  const letGo = () => {
    drag.current = null;
    now.onHold(null);
    now.onDrag(false);
  };

  const onPointerUp = () => {
    makeMoves();
    const start = drag.current;
    letGo();
    if (start?.grip.how !== 'pen') return;
    const index = start.grip.index;
    if (stroke !== null && start.moved) {
      const subjects = scene.subjects.map((one: SceneSubject, i) => (i === index ? onStroke(scene, one, stroke) : one));
      onChange({ ...scene, subjects });
      now.onDrawn();
    }
    setStroke(null);
  };

  const onPointerCancel = () => {
    const start = drag.current;
    letGo();
    setStroke(null);
    if (start?.moved === true && start.grip.how !== 'pen') onChange(start.scene);
  };

  return { stroke, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel } };
}

/** A scene after a grip was pulled. */
function pulled(
  scene: Scene,
  grip: Exclude<Grip, { readonly how: 'pen' }>,
  { dx, dy }: { readonly dx: number; readonly dy: number },
  { time, whole }: { readonly time: number; readonly whole: boolean },
): Scene {
  switch (grip.how) {
    case 'move':
      return dragThing(scene, grip.thing, time, { dx, dy, whole });
    case 'size': {
      const { size } = standOf(scene, grip.thing, time);
      return scaleThing(scene, grip.thing, Math.max(0.2, (size - dy) / size));
    }
    case 'point': {
      const point = scene.subjects[grip.index]?.path[grip.point];
      return point === undefined
        ? scene
        : editPoint(scene, grip.index, grip.point, { x: point.x + dx, y: point.y + dy });
    }
    case 'camera':
      return moveCamera(scene, grip.end, { dx, dy });
    case 'zoom': {
      const { height } = cameraFrame(scene, timeOf(grip.end, scene));
      return moveCamera(scene, grip.end, { zoom: height / Math.max(0.1, height + 2 * dy) });
    }
  }
}
