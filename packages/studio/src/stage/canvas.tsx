import { nameOf, type Scene } from '@akezora/contract';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useLanguage, useText } from '../i18n/index.ts';
import { short } from '../util/format.ts';
import {
  along,
  aspectRatios,
  cameraFrame,
  editPoint,
  moveThing,
  removePoint,
  removeThing,
  scaleThing,
  subjectAt,
  type Thing,
} from './geometry.ts';

/** Paths with more points than this (hops, circles) are moved as a whole. */
export const handleLimit = 16;

const skies: Readonly<Record<Scene['time'], readonly [string, string]>> = {
  dawn: ['#6a6aa8', '#ffcfa6'],
  day: ['#6fb2e0', '#dff0f4'],
  sunset: ['#5b4a86', '#ff9f6e'],
  night: ['#0e1330', '#3a3f78'],
};
const marks = ['#ff8a4c', '#7a6cf0', '#2f9e86', '#d64f82'];

/** What is selected on the stage: a thing, or one point of a subject's path. */
export type Choice = Thing & { readonly point?: number };

/** Pixels of the screen that the pointer moves before something is dragged. */
const leastDrag = 4;

/** A drag: where it began on the stage and on the screen, and what the scene was then. */
interface Drag {
  readonly x: number;
  readonly y: number;
  readonly from: readonly [x: number, y: number];
  readonly scene: Scene;
  readonly how: 'move' | 'size' | 'point';
  moved: boolean;
}

/** The scene from the front: boxes and paths that are moved by pointer or keys. */
export function Canvas({
  scene,
  time,
  choice,
  onChoose,
  onChange,
}: {
  scene: Scene;
  time: number;
  choice: Choice | null;
  onChoose: (choice: Choice | null) => void;
  onChange: (scene: Scene) => void;
}) {
  const t = useText().tools.stage;
  const language = useLanguage();
  const svg = useRef<SVGSVGElement>(null);
  const drag = useRef<Drag | null>(null);
  const aspect = aspectRatios[scene.aspect];
  const margin = 0.12;
  const view = { x: -aspect / 2 - margin, y: -margin, width: aspect + 2 * margin, height: 1 + 2 * margin };
  const camera = cameraFrame(scene, time);
  const [top, bottom] = skies[scene.time];

  const place = (event: PointerEvent) => {
    const matrix = svg.current?.getScreenCTM()?.inverse();
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix ?? undefined);
    return { x: point.x, y: point.y };
  };
  const grab = (event: PointerEvent, next: Choice, how: 'move' | 'size' | 'point') => {
    event.stopPropagation();
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    drag.current = { ...place(event), scene, how, from: [event.clientX, event.clientY], moved: false };
    onChoose(next);
  };
  const pull = (event: PointerEvent, next: Choice) => {
    const start = drag.current;
    if (start === null) return;
    // A press that shakes is no drag.
    start.moved ||= Math.hypot(event.clientX - start.from[0], event.clientY - start.from[1]) >= leastDrag;
    if (!start.moved) return;
    const now = place(event);
    const dx = now.x - start.x;
    const dy = now.y - start.y;
    if (start.how === 'point' && next.point !== undefined) {
      const point = start.scene.subjects[next.index]?.path[next.point];
      if (point) onChange(editPoint(start.scene, next.index, next.point, { x: point.x + dx, y: point.y + dy }));
    } else if (start.how === 'size') {
      const stand = standOf(start.scene, next, time);
      onChange(scaleThing(start.scene, next, Math.max(0.2, (stand.size - dy) / stand.size)));
    } else onChange(moveThing(start.scene, next, dx, dy));
  };
  const drop = () => {
    drag.current = null;
  };
  const onKey = (event: KeyboardEvent, next: Choice) => {
    const step = event.shiftKey ? 0.1 : 0.02;
    const by: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = by[event.key];
    const point = next.point === undefined ? undefined : scene.subjects[next.index]?.path[next.point];
    if (move !== undefined) {
      onChange(
        point && next.point !== undefined
          ? editPoint(scene, next.index, next.point, { x: point.x + move[0], y: point.y + move[1] })
          : moveThing(scene, next, ...move),
      );
    } else if (event.key === '+' || event.key === '=' || event.key === '-') {
      const factor = event.key === '-' ? 1 / 1.1 : 1.1;
      onChange(
        point && next.point !== undefined
          ? editPoint(scene, next.index, next.point, { size: point.size * factor })
          : scaleThing(scene, next, factor),
      );
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      onChange(next.point === undefined ? removeThing(scene, next) : removePoint(scene, next.index, next.point));
      onChoose(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const box = (
    next: Thing,
    name: string,
    label: string,
    stand: { x: number; y: number; size: number; lift: number },
    colour: string,
    round = false,
  ) => {
    const chosen = choice?.kind === next.kind && choice.index === next.index;
    const bottomY = stand.y - stand.lift;
    return (
      // biome-ignore lint/a11y/useSemanticElements: SVG has no button
      <g
        key={`${next.kind}${next.index}`}
        role="button"
        tabIndex={0}
        aria-label={label}
        aria-pressed={chosen}
        className={chosen ? `thing thing-${next.kind} chosen` : `thing thing-${next.kind}`}
        onPointerDown={(event) => grab(event, next, 'move')}
        onPointerMove={(event) => drag.current?.how === 'move' && pull(event, next)}
        onPointerUp={drop}
        onFocus={() => (choice?.kind === next.kind && choice.index === next.index ? undefined : onChoose(next))}
        onKeyDown={(event) => onKey(event, next)}
      >
        <rect
          x={stand.x - stand.size / 2}
          y={bottomY - stand.size}
          width={stand.size}
          height={stand.size}
          rx={round ? stand.size / 2 : 0.012}
          fill={colour}
          stroke={colour}
        />
        <text
          x={stand.x}
          y={bottomY - stand.size / 2}
          textAnchor="middle"
          dominantBaseline="middle"
          fontSize={Math.min(0.045, Math.max(0.026, stand.size * 0.22))}
        >
          {nameOf(name, language)}
        </text>
        {chosen && (
          <rect
            className="size-handle"
            x={stand.x + stand.size / 2 - 0.016}
            y={bottomY - stand.size - 0.016}
            width={0.032}
            height={0.032}
            onPointerDown={(event) => grab(event, next, 'size')}
            onPointerMove={(event) => drag.current?.how === 'size' && pull(event, next)}
            onPointerUp={drop}
          />
        )}
      </g>
    );
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no other element for its parts
    <svg
      ref={svg}
      className="canvas"
      viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
      role="group"
      aria-label={t.frame}
      onPointerDown={() => onChoose(null)}
    >
      <defs>
        <linearGradient id="stage-sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor={top} />
          <stop offset="1" stopColor={bottom} />
        </linearGradient>
      </defs>
      <rect {...view} fill="url(#stage-sky)" />
      <rect
        x={view.x}
        y={scene.horizon}
        width={view.width}
        height={Math.max(0, view.y + view.height - scene.horizon)}
        className="ground"
      />
      {scene.sky.map((one, index) =>
        box(
          { kind: 'sky', index },
          one.name,
          t.sky(nameOf(one.name, language)),
          { x: one.x, y: one.y + one.size / 2, size: one.size, lift: 0 },
          '#ffffff',
          true,
        ),
      )}
      {scene.props.map((one, index) =>
        box({ kind: 'props', index }, one.name, t.prop(nameOf(one.name, language)), { ...one, lift: 0 }, '#2b2f52'),
      )}
      {scene.subjects.map((subject, index) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: a subject is its place in the list
          key={index}
          className="thing-path"
          d={pathOf(subject.path, scene.seconds)}
          stroke={marks[index % marks.length]}
        />
      ))}
      {scene.subjects.map((subject, index) =>
        box(
          { kind: 'subjects', index },
          subject.name,
          t.subject(nameOf(subject.name, language)),
          subjectAt(subject, time),
          marks[index % marks.length] ?? '#ff8a4c',
        ),
      )}
      {scene.subjects.map((subject, index) =>
        choice?.kind !== 'subjects' || choice.index !== index || subject.path.length > handleLimit
          ? null
          : subject.path.map((point, at) => {
              const next: Choice = { kind: 'subjects', index, point: at };
              return (
                // biome-ignore lint/a11y/useSemanticElements: SVG has no button
                <circle
                  // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the path
                  key={`${index}-${at}`}
                  role="button"
                  tabIndex={0}
                  aria-label={t.point(at + 1, short(point.at))}
                  aria-pressed={choice.point === at}
                  className={choice.point === at ? 'path-point chosen' : 'path-point'}
                  cx={point.x}
                  cy={point.y - point.lift}
                  r={0.018}
                  fill={marks[index % marks.length]}
                  onPointerDown={(event) => grab(event, next, 'point')}
                  onPointerMove={(event) => drag.current?.how === 'point' && pull(event, next)}
                  onPointerUp={drop}
                  onFocus={() => (choice.point === at ? undefined : onChoose(next))}
                  onKeyDown={(event) => onKey(event, next)}
                />
              );
            }),
      )}
      <path
        className="outside"
        fillRule="evenodd"
        d={`M${view.x} ${view.y}h${view.width}v${view.height}h${-view.width}zM${camera.x} ${camera.y}h${camera.width}v${camera.height}h${-camera.width}z`}
      />
      <rect className="camera-frame" {...camera} rx={0.008} />
    </svg>
  );
}

function standOf(scene: Scene, { kind, index }: Thing, time: number) {
  if (kind === 'subjects') {
    const subject = scene.subjects[index];
    return subject ? subjectAt(subject, time) : { x: 0, y: 0, size: 1, lift: 0 };
  }
  return scene[kind][index] ?? { x: 0, y: 0, size: 1 };
}

function pathOf(path: Scene['subjects'][number]['path'], seconds: number): string {
  const from = path[0]?.at ?? 0;
  const to = Math.min(seconds, path.at(-1)?.at ?? 0);
  const steps = Math.min(400, Math.max(2, Math.ceil((to - from) * 12)));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const [x = 0, y = 0, lift = 0] = along(path, ['x', 'y', 'lift'], from + ((to - from) * i) / steps);
    return `${i === 0 ? 'M' : 'L'}${x.toFixed(4)} ${(y - Math.max(0, lift)).toFixed(4)}`;
  }).join('');
}
