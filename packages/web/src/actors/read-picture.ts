import { AkezoraError } from '@akezora/contract';
import type { OwnActor, PictureAnswer, PictureMessage } from './own-actor.ts';

/** Longer side of a drawn SVG in pixels, as the engine draws it. */
const svgSide = 1024;

/**
 * Makes an actor of a file that the visitor chose.
 * @param name of the actor
 * @param field of the request, for errors
 * @throws AkezoraError `input_unreadable`, `input_too_large`, `not_enough_memory`.
 */
export async function readPicture(file: File, name: string, field: string): Promise<OwnActor> {
  const seen = await seenOf(file);
  const message: PictureMessage = { file, fileName: file.name, name, field, ...seen };
  const worker = new Worker(new URL('./picture-worker.ts', import.meta.url), { type: 'module' });
  try {
    const answer = await new Promise<PictureAnswer>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<PictureAnswer>) => resolve(data));
      worker.addEventListener('error', ({ message: reason }) =>
        reject(new AkezoraError('runtime_failed', { stage: 'page', reason })),
      );
      worker.postMessage(message);
    });
    if ('error' in answer) throw AkezoraError.fromShape(answer.error);
    return answer.actor;
  } finally {
    worker.terminate();
  }
}

/** Size of a picture, without decoding it; and an SVG drawn, which only pages can. Nothing of what the browser does not show. */
async function seenOf(file: File): Promise<Pick<PictureMessage, 'size' | 'drawn'>> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    const loaded = new Promise<boolean>((resolve) => {
      image.onload = () => resolve(true);
      image.onerror = () => resolve(false);
    });
    image.src = url;
    if (!(await loaded)) return {};
    if (file.type === 'image/svg+xml') return await drawnOf(image);
    return { size: { width: image.naturalWidth, height: image.naturalHeight } };
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function drawnOf(image: HTMLImageElement): Promise<Pick<PictureMessage, 'size' | 'drawn'>> {
  const { naturalWidth, naturalHeight } = image;
  if (naturalWidth === 0 || naturalHeight === 0) return {};
  const scale = svgSide / Math.max(naturalWidth, naturalHeight);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [naturalWidth, naturalHeight].map((side) =>
    Math.max(1, Math.round(side * scale)),
  ) as [number, number];
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  return drawn === null ? {} : { drawn, size: { width: canvas.width, height: canvas.height } };
}
