import type { Scene } from '@akezora/contract';
import { type ComponentProps, memo } from 'react';
import { ErrorNote } from '../components/states.tsx';
import { Inspector } from './inspector.tsx';
import { Lines } from './lines.tsx';

/** What stands beside the canvas: the numbers of what is chosen, and the scene in sentences. */
export const StageSide = memo(function StageSide({
  original,
  error,
  ...inspected
}: ComponentProps<typeof Inspector> & {
  /** The scene as the model made it. */
  readonly original: Scene | undefined;
  /** Why another place could not be made. */
  readonly error: Error | null;
}) {
  const { scene, choice, onChoose, onChange } = inspected;
  return (
    <div className="stage-side">
      {error !== null && <ErrorNote compact error={error} />}
      <Inspector {...inspected} />
      <Lines {...{ scene, original, choice, onChoose, onChange }} />
    </div>
  );
});
