import type { PathPoint, Scene } from '@akezora/contract';
import type { KeyboardEvent } from 'react';
import { useText } from '../i18n/index.ts';
import { short } from '../util/format.ts';
import type { Choice } from './choice.ts';
import { along, editPoint, removePoint, type Thing } from './geometry.ts';
import { moveOfKey, scaleOfKey } from './keys.ts';
import type { View } from './view.ts';

/** A path as an SVG path in pixels of the canvas. */
export function pathOf(path: readonly PathPoint[], seconds: number, view: View): string {
  const from = path[0]?.at ?? 0;
  const to = Math.min(seconds, path.at(-1)?.at ?? 0);
  const steps = Math.min(400, Math.max(2, Math.ceil((to - from) * 12)));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const [x = 0, y = 0, lift = 0] = along(path, ['x', 'y', 'lift'], from + ((to - from) * i) / steps);
    return `${i === 0 ? 'M' : 'L'}${view.across(x).toFixed(1)} ${view.down(y - Math.max(0, lift)).toFixed(1)}`;
  }).join('');
}

/** The points of the chosen subject's path, to be dragged or moved by keys. */
export function PathPoints({
  scene,
  view,
  choice,
  onChoose,
  onChange,
}: {
  readonly scene: Scene;
  readonly view: View;
  readonly choice: Thing & { readonly point?: number };
  readonly onChoose: (choice: Choice | null) => void;
  readonly onChange: (scene: Scene) => void;
}) {
  const t = useText().tools.stage;
  const { index } = choice;
  const path = scene.subjects[index]?.path ?? [];
  const onKeyDown = (event: KeyboardEvent, at: number, point: PathPoint) => {
    const move = moveOfKey(event);
    const scale = scaleOfKey(event, 1.1);
    if (move !== undefined) onChange(editPoint(scene, index, at, { x: point.x + move.dx, y: point.y + move.dy }));
    else if (scale !== undefined) onChange(editPoint(scene, index, at, { size: point.size * scale }));
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      onChange(removePoint(scene, index, at));
      onChoose({ kind: 'subjects', index });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (path.length < 2) return null;
  return path.map((point, at) => (
    <button
      // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the path
      key={at}
      type="button"
      className={choice.point === at ? 'path-point chosen' : 'path-point'}
      data-grip={`point ${index} ${at}`}
      style={{ transform: `translate(${view.across(point.x)}px, ${view.down(point.y - point.lift)}px)` }}
      aria-label={t.point(at + 1, short(point.at))}
      aria-pressed={choice.point === at}
      onFocus={() => (choice.point === at ? undefined : onChoose({ kind: 'subjects', index, point: at }))}
      onKeyDown={(event) => onKeyDown(event, at, point)}
    />
  ));
}
