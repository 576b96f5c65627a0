import { seedOf } from '../library/clips.ts';
import type { ClipRow } from '../platform/store/tables.ts';

/** Name of a clip's file in a data set. */
export const fileName = (clip: ClipRow): string => `${clip.id}.${clip.files.video.split('.').at(-1)}`;

/** The same with its folder. */
export const videoName = (clip: ClipRow): string => `videos/${fileName(clip)}`;

/** The row of a clip in the tables of a data set. */
export const rowOf = (clip: ClipRow) => ({
  file_name: videoName(clip),
  prompt: clip.prompt,
  negative_prompt: clip.facts?.negativePrompt ?? null,
  model: clip.model,
  model_version: clip.facts?.modelVersion ?? null,
  seed: seedOf(clip),
  width: clip.width,
  height: clip.height,
  fps: clip.fps,
  seconds: clip.seconds,
  frames: clip.frames,
  steps: clip.facts?.steps ?? null,
  guidance: clip.facts?.guidance ?? null,
  title: clip.title,
  tags: clip.tags,
  bytes: Number(clip.bytes),
  sha256: clip.checksum,
  created_at: clip.created_at,
  facts: clip.facts,
});
