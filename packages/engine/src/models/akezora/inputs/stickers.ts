import { basename } from 'node:path';
import { actorNameOf, type GenerationRequest, type Notice } from '@akezora/contract';
import { stickerShare } from '../../../video/image.ts';
import { clearPixels } from '../actors/decoded-pictures.ts';
import { decodePictures } from '../actors/pictures.ts';
import { notices } from '../notices.ts';
import { conditionField } from './conditions.ts';

/**
 * A request whose pictures with a transparent ground are actors instead of frames, named after their files: a frame has no
 * ground that could be left out, and a sticker wants to move.
 */
export async function withStickersAsActors(
  request: GenerationRequest,
): Promise<{ request: GenerationRequest; notices: readonly Notice[] }> {
  const actors: NonNullable<GenerationRequest['actors']> = [];
  const found: Notice[] = [];
  const conditions: NonNullable<GenerationRequest['conditions']> = [];
  for (const [index, condition] of (request.conditions ?? []).entries()) {
    const { source } = condition;
    if (source.kind !== 'image' || !(await isSticker(source.file))) {
      conditions.push(condition);
      continue;
    }
    const taken = [...(request.actors ?? []), ...actors].map(({ name }) => name);
    const name = actorNameOf(basename(source.file), taken);
    actors.push({ name, image: source.file });
    found.push(notices.stickerActor(conditionField(index), basename(source.file), name));
  }
  if (actors.length === 0) return { request, notices: [] };
  const { conditions: _conditions, ...rest } = request;
  return {
    request: {
      ...rest,
      ...(conditions.length > 0 ? { conditions } : {}),
      actors: [...(request.actors ?? []), ...actors],
    },
    notices: found,
  };
}

async function isSticker(file: string): Promise<boolean> {
  const pictures = await decodePictures(file, 'conditions').catch(() => undefined);
  if (pictures === undefined || !pictures.transparent) return false;
  const drawing = pictures.sprite.drawings[0]!;
  return clearPixels(drawing) >= (stickerShare * drawing.length) / 4;
}
