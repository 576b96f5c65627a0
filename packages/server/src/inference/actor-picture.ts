import { writeFile } from 'node:fs/promises';
import { namedAsSent } from './measure.ts';
import { loadMedia } from './media.ts';
import type { ChildCalls } from './protocol.ts';

/**
 * Cuts out what a picture shows, writes it as WebP with a transparent ground to `target`, and finds how it looks and stands.
 * @throws AkezoraError `input_unreadable`, with how to cut it; `input_too_large`; both name the file as the sender did.
 */
export async function readActorPicture({
  file,
  name,
  field,
  target,
}: ChildCalls['actor']['input']): Promise<ChildCalls['actor']['output']> {
  const { cutOutPicture, drawSvg, readActor } = await loadMedia();
  try {
    const { sprite, facts } = await readActor(file, { name, field, drawSvg });
    await writeFile(target, await cutOutPicture(sprite));
    return { faces: facts.faces, feet: facts.feet };
  } catch (thrown) {
    throw namedAsSent(thrown, name);
  }
}
