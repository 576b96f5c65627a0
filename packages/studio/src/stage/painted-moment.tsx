import type { Scene } from '@akezora/contract';
import { useEffect, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { cameraFrame } from './geometry.ts';
import type { View } from './view.ts';

/** The moment as the model paints it, faded in over the frame that the camera sees, and out as soon as anything changes. */
export function PaintedMoment({
  scene,
  time,
  view,
  src,
}: {
  readonly scene: Scene;
  readonly time: number;
  readonly view: View;
  readonly src: string | undefined;
}) {
  const t = useText().tools.stage;
  const [loaded, setLoaded] = useState<string | undefined>();
  useEffect(() => {
    if (src === undefined) setLoaded(undefined);
  }, [src]);
  if (src === undefined) return null;
  const { x, y, width, height } = cameraFrame(scene, time);
  return (
    <div
      className={loaded === src ? 'painted-moment shown' : 'painted-moment'}
      style={{
        transform: `translate(${view.across(x)}px, ${view.down(y)}px)`,
        width: width * view.size,
        height: height * view.size,
      }}
    >
      <img src={src} alt={t.painted} draggable={false} onLoad={() => setLoaded(src)} />
      <span aria-hidden="true">{t.painted}</span>
    </div>
  );
}
