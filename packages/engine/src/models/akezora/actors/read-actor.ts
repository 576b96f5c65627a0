import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { sha256OfFile } from '../../../weights/sha256.ts';
import { type Actor, type ActorOptions, actorOf } from './actor.ts';
import { decodePictures } from './pictures.ts';
import { type DrawSvg, svgAsPng } from './svg-picture.ts';

/** How an actor is read from a file. */
export interface ReadActorOptions extends ActorOptions {
  /** Field of the request or option that named the file, for errors. Default `actor`. */
  readonly field?: string;
  /** Draws SVG. Default: a child process. A process that reads foreign files already passes `drawSvg`. */
  readonly drawSvg?: DrawSvg;
}

/**
 * Makes an actor of anybody's picture: PNG, WebP, GIF, AVIF or SVG with a transparent ground, an animated WebP or GIF as a loop,
 * or a photo or drawing before a plain ground, from which it is cut.
 * @param source path of a file, or its bytes
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`, naming the field.
 */
export async function readActor(source: string | Uint8Array, options: ReadActorOptions): Promise<Actor> {
  if (typeof source === 'string') return readFromFile(source, options);
  const folder = await mkdtemp(join(tmpdir(), 'akezora-actor-'));
  try {
    const file = join(folder, 'picture');
    await writeFile(file, source);
    return await readFromFile(file, options);
  } catch (thrown) {
    // The path of the temporary file means nothing to anybody.
    const error = AkezoraError.from(thrown);
    throw error.details.path === undefined
      ? error
      : new AkezoraError(error.code, { ...error.details, path: options.name }, { cause: thrown });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readFromFile(file: string, options: ReadActorOptions): Promise<Actor> {
  const field = options.field ?? 'actor';
  const png = await svgAsPng(file, { field, ...(options.drawSvg === undefined ? {} : { drawSvg: options.drawSvg }) });
  if (png !== undefined) return readSvgActor(png, file, field, options);
  const pictures = await decodePictures(file, field);
  return actorOf(pictures, { file, field, sha256: await sha256OfFile(file) }, options);
}

async function readSvgActor(png: Uint8Array, file: string, field: string, options: ReadActorOptions): Promise<Actor> {
  return withFile(png, async (drawn) => {
    const pictures = { ...(await decodePictures(drawn, field)), format: 'svg' };
    return { ...actorOf(pictures, { file, field, sha256: await sha256OfFile(file) }, options), png };
  });
}

/**
 * Gives a picture to `use`; an SVG is drawn in a child process first, and given as PNG.
 * @throws AkezoraError `input_unreadable` naming the field, for an SVG that cannot be drawn.
 */
export async function withDrawnSvg<T>(file: string, field: string, use: (file: string) => Promise<T>): Promise<T> {
  const png = await svgAsPng(file, { field });
  return png === undefined ? use(file) : withFile(png, use);
}

async function withFile<T>(png: Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'akezora-picture-'));
  try {
    const drawn = join(folder, 'drawn.png');
    await writeFile(drawn, png);
    return await use(drawn);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
