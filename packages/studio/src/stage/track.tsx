import type { Scene } from '@akezora/contract';
import { memo, useRef } from 'react';
import { useText } from '../i18n/index.ts';
import { short } from '../util/format.ts';
import { type Choice, thingOf } from './choice.ts';
import { handleLimit } from './drag.ts';
import { editPoint } from './geometry.ts';

/** The selected subject's path points on a time line, where they are dragged (or moved by arrow keys) in time. */
export const PointTrack = memo(function PointTrack({
  scene,
  choice: given,
  onChoose,
  onChange,
}: {
  scene: Scene;
  choice: Choice | null;
  onChoose: (choice: Choice) => void;
  onChange: (scene: Scene) => void;
}) {
  const t = useText().tools.stage;
  const units = useText().shell.units;
  const box = useRef<HTMLDivElement>(null);
  const choice = thingOf(given);
  const subject = choice?.kind === 'subjects' ? scene.subjects[choice.index] : undefined;
  if (choice === undefined || subject === undefined || subject.path.length > handleLimit)
    return <div className="track" />;
  return (
    <div className="track" ref={box}>
      {subject.path.map((point, index) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the path
          key={index}
          type="button"
          role="slider"
          className={choice.point === index ? 'track-point chosen' : 'track-point'}
          style={{ left: `${(100 * Math.min(point.at, scene.seconds)) / scene.seconds}%` }}
          aria-label={t.point(index + 1, short(point.at))}
          aria-valuemin={0}
          aria-valuemax={scene.seconds}
          aria-valuenow={point.at}
          aria-valuetext={units.seconds(Number(short(point.at)))}
          onFocus={() => onChoose({ kind: 'subjects', index: choice.index, point: index })}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={(event) => {
            const area = box.current?.getBoundingClientRect();
            if (area === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
            const at = ((event.clientX - area.left) / area.width) * scene.seconds;
            onChange(editPoint(scene, choice.index, index, { at }));
          }}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowLeft' ? -0.1 : event.key === 'ArrowRight' ? 0.1 : 0;
            if (by === 0) return;
            event.preventDefault();
            onChange(editPoint(scene, choice.index, index, { at: point.at + by }));
          }}
        />
      ))}
    </div>
  );
});
