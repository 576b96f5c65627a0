import { createHash } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join as pathOf } from 'node:path';
import { type ClipFacts, codecOfName, codecs, type Join } from '@akezora/contract';

/** Path of the generated part until it is joined: same folder and extension as the clip. */
export const partOf = (file: string): string => {
  const name = createHash('sha256').update(basename(file)).digest('hex').slice(0, 16);
  return pathOf(dirname(file), `.${name}.${process.pid}.part${extname(file) || '.mp4'}`);
};

/**
 * Joins a generated part to its source, with the `overlap` seconds once, and removes the part. The joined file contains no
 * facts, because they describe the part alone.
 * @returns the facts with the size and length of the joined clip
 */
export async function joinClip(
  part: { readonly file: string; readonly facts: ClipFacts },
  join: Join,
  file: string,
  signal: AbortSignal,
): Promise<ClipFacts> {
  const { cutsOfJoin, joinVideos, outputPlace, probe } = await import('@akezora/engine');
  const { width, height, fps, seconds } = part.facts;
  const codec = codecs.find((name) => name === part.facts.codec) ?? codecOfName(file);
  const { source } = join;
  const original = source.kind === 'clip' ? source.id : source.file;
  const cuts = cutsOfJoin(original, { file: part.file, seconds }, join);
  const joined = `${part.file}.joined${extname(part.file)}`;
  try {
    let frames = 0;
    for await (const event of joinVideos(cuts, { file: joined, codec, width, height, fps, signal }))
      if (event.type === 'written') frames = event.frames;
    const length = (await probe(joined)).seconds;
    await rename(joined, await outputPlace(file));
    return { ...part.facts, seconds: Math.round(length * 1000) / 1000, frames };
  } finally {
    await rm(joined, { force: true });
    await rm(part.file, { force: true });
  }
}
