import { type ClipFacts, publicFacts } from '@akezora/contract';
import { spriteIndexOf } from '../inference/pictures.ts';
import type { MadeClip } from '../inference/protocol.ts';
import type { FinishedClip } from '../jobs/finish.ts';
import type { Storage } from '../platform/storage/storage.ts';

/** Moves a new clip into storage under the clip's id; a repeated call replaces the file. */
export async function storeClip(storage: Storage, clipId: string, made: MadeClip): Promise<FinishedClip> {
  const extension = made.video.slice(made.video.lastIndexOf('.') + 1);
  const video = `clips/${clipId}/video.${extension}`;
  const stored = await storage.put(video, made.video, made.mime);
  const { mime, width, height, fps, seconds, frames, facts, measures } = made;
  // Pictures are made at the first request, so that they do not add to the time of a job.
  return {
    files: { video, spriteIndex: spriteIndexOf(made) },
    ...stored,
    mime,
    width,
    height,
    fps,
    seconds,
    frames,
    facts: facts === null ? null : withoutInputs(facts),
    measures,
  };
}

/** Facts without the inputs, which say nothing outside of the library that they came from, and without local paths. */
function withoutInputs(facts: ClipFacts): ClipFacts {
  const open = publicFacts(facts);
  const { conditions, storyboard, actors, backdrop, ...request } = open.request;
  return { ...open, request };
}
