import { type ClipFacts, publicFacts } from '@akezora/contract';
import type { Signed } from '../inference/credentials.ts';
import { spriteIndexOf } from '../inference/pictures.ts';
import type { MadeClip } from '../inference/protocol.ts';
import type { FinishedClip } from '../jobs/finish.ts';
import type { Storage } from '../platform/storage/storage.ts';

/** Type of content credentials in a file of their own. */
export const credentialsMime = 'application/c2pa';

/** Key of the credentials beside a video, where its format takes none. */
export const credentialsKey = (video: string): string => video.replace(/\.\w+$/, '.c2pa');

/** Removes a stored file, and the credentials beside it. */
export async function removeWithCredentials(storage: Storage, key: string): Promise<void> {
  await storage.remove(key);
  await storage.remove(credentialsKey(key));
}

/** Moves a new clip into storage under the clip's id, with the credentials beside it; a repeated call replaces the files. */
export async function storeClip(
  storage: Storage,
  clipId: string,
  made: MadeClip,
  signed?: Signed,
): Promise<FinishedClip> {
  const extension = made.video.slice(made.video.lastIndexOf('.') + 1);
  const video = `clips/${clipId}/video.${extension}`;
  const stored = await storage.put(video, made.video, made.mime);
  const credentials = credentialsKey(video);
  const isBeside = signed?.place === 'beside';
  if (isBeside) await storage.put(credentials, signed.file, credentialsMime);
  const { mime, width, height, fps, seconds, frames, facts, measures } = made;
  // Pictures are made at the first request, so that they do not add to the time of a job.
  return {
    files: { video, ...(isBeside ? { credentials } : {}), spriteIndex: spriteIndexOf(made) },
    ...stored,
    mime,
    width,
    height,
    fps,
    seconds,
    frames,
    facts: facts === null ? null : withCredentials(withoutInputs(facts), signed),
    measures,
  };
}

/** Facts without the inputs, which say nothing outside of the library that they came from, and without local paths. */
function withoutInputs(facts: ClipFacts): ClipFacts {
  const open = publicFacts(facts);
  const { conditions, storyboard, actors, backdrop, ...request } = open.request;
  return { ...open, request };
}

const withCredentials = (facts: ClipFacts, signed: Signed | undefined): ClipFacts =>
  signed === undefined ? facts : { ...facts, marks: { ...facts.marks, credentials: signed.place } };
