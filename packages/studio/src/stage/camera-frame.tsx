import type { Scene } from '@akezora/contract';
import type { KeyboardEvent } from 'react';
import { useText } from '../i18n/index.ts';
import { type CameraEnd, moveCamera, timeOf } from './camera-edits.ts';
import type { Choice } from './choice.ts';
import { cameraFrame } from './geometry.ts';
import { moveOfKey, scaleOfKey } from './keys.ts';
import type { View } from './view.ts';

interface Props {
  readonly scene: Scene;
  readonly time: number;
  readonly view: View;
  readonly choice: Choice | null;
  readonly onChoose: (choice: Choice | null) => void;
  readonly onChange: (scene: Scene) => void;
  readonly onTime: (seconds: number) => void;
}

/** The frame that the camera sees: its edges move it, its corners zoom. The other end of its move is shown when it is chosen. */
export function CameraFrame({ scene, time, view, choice, onChoose, onChange, onTime }: Props) {
  const t = useText().tools.stage;
  const chosen = choice?.kind === 'camera' ? choice.end : undefined;
  const end: CameraEnd = chosen ?? (time < scene.seconds / 2 ? 'start' : 'end');
  const other: CameraEnd = end === 'start' ? 'end' : 'start';
  const boxOf = ({ x, y, width, height }: ReturnType<typeof cameraFrame>) => ({
    transform: `translate(${view.across(x).toFixed(1)}px, ${view.down(y).toFixed(1)}px)`,
    width: width * view.size,
    height: height * view.size,
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const zoom = scaleOfKey(event, 1.05);
    const edit = zoom === undefined ? moveOfKey(event) : { zoom };
    if (edit === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (chosen === undefined) pick(end);
    onChange(moveCamera(scene, end, edit));
  };
  const pick = (which: CameraEnd) => {
    onChoose({ kind: 'camera', end: which });
    onTime(timeOf(which, scene));
  };
  const names = { start: t.cameraStart, end: t.cameraEnd };
  return (
    <>
      {chosen !== undefined && (
        <div className="camera-frame camera-ghost" style={boxOf(cameraFrame(scene, timeOf(other, scene)))}>
          <button type="button" className="camera-name" tabIndex={-1} data-grip={`camera ${other}`}>
            {names[other]}
          </button>
        </div>
      )}
      <div
        className={chosen === undefined ? 'camera-frame' : 'camera-frame chosen'}
        style={boxOf(cameraFrame(scene, time))}
      >
        {(['top', 'right', 'bottom', 'left'] as const).map((side) => (
          <span key={side} className={`camera-edge camera-${side}`} data-grip={`camera ${end}`} />
        ))}
        {(['north west', 'north east', 'south west', 'south east'] as const).map((corner) => (
          <span key={corner} className={`camera-corner ${corner}`} data-grip={`zoom ${end} ${corner}`} />
        ))}
        <button
          type="button"
          className="camera-name"
          data-grip={`camera ${end}`}
          aria-label={t.cameraAt(names[end])}
          aria-pressed={chosen !== undefined}
          onKeyDown={onKeyDown}
        >
          {chosen === undefined ? t.camera : names[end]}
        </button>
      </div>
    </>
  );
}
