import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { unreadable } from '../../../video/input.ts';
import { sha256OfFile } from '../../../weights/sha256.ts';
import { facesOf, feetOf } from './bearing.ts';
import { cutFromGround } from './cut-out.ts';
import { actorReasons as reasons } from './notices.ts';
import { type DecodedPictures, decodePictures } from './pictures.ts';
import { type Box, boundsOf, type Faces, type Sprite, squared } from './sprite.ts';
import { type DrawSvg, svgAsPng } from './svg-picture.ts';

/** What is known of an actor's picture. Feet, side and scale can be given by hand. */
export interface ActorFacts {
  readonly name: string;
  /** Of the file as it was given. */
  readonly sha256: string;
  /** Where its feet are, 0 the top and 1 the bottom of the sprite. */
  readonly feet: number;
  readonly faces: Faces;
  /** Whether `faces` was read from the picture or said by hand. */
  readonly facesFrom: 'picture' | 'given';
  /** Size against others of its kind; 1 unless given. */
  readonly scale: number;
  /** Width and height of the file's picture in pixels. */
  readonly size: { readonly width: number; readonly height: number };
  /** The part of the picture that it fills, in the pixels of the decoded picture. */
  readonly box: Box;
  readonly drawings: number;
  /** Format of the file, and how the ground came off: it had none, or the subject was cut from a plain one. */
  readonly source: { readonly format: string; readonly ground: 'transparent' | 'cut' };
}

/** An actor: its drawings, in a square with its feet near the bottom, and what is known of them. */
export interface Actor {
  readonly sprite: Sprite;
  readonly facts: ActorFacts;
  /** The picture of an SVG as it was drawn: what is stored and shown in its place. */
  readonly png?: Uint8Array;
}

/** How an actor is read. */
export interface ReadActorOptions {
  readonly name: string;
  /** Field of the request or option that named the file, for errors. Default `actor`. */
  readonly field?: string;
  /** Overrides of what the picture tells. */
  readonly feet?: number;
  readonly faces?: Faces;
  readonly scale?: number;
  /** Draws SVG. Default: a child process. A process that reads foreign files already passes `drawSvg`. */
  readonly drawSvg?: DrawSvg;
}

/** Sides of the smallest thing that can act. */
const smallest = 8;

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

function actorOf(
  pictures: DecodedPictures,
  from: { file: string; field: string; sha256: string },
  options: ReadActorOptions,
): Actor {
  const whole = pictures.transparent ? pictures.sprite : cut(pictures.sprite, from);
  const box = boundsOf(whole);
  if (box === undefined) throw unreadable(from, reasons.nothingShows);
  if (Math.min(box.width, box.height) < smallest) throw unreadable(from, reasons.tooSmall(box.width, box.height));
  const sprite = squared(whole, box);
  return {
    sprite,
    facts: {
      name: options.name,
      sha256: from.sha256,
      feet: options.feet ?? feetOf(sprite),
      faces: options.faces ?? facesOf(sprite),
      facesFrom: options.faces === undefined ? 'picture' : 'given',
      scale: options.scale ?? 1,
      size: pictures.size,
      box,
      drawings: sprite.drawings.length,
      source: { format: pictures.format, ground: pictures.transparent ? 'transparent' : 'cut' },
    },
  };
}

/** Every drawing cut from its ground. */
function cut(sprite: Sprite, from: { file: string; field: string }): Sprite {
  if (Math.min(sprite.width, sprite.height) < smallest)
    throw unreadable(from, reasons.tooSmall(sprite.width, sprite.height));
  const drawings = sprite.drawings.map((drawing) => {
    const made = cutFromGround(drawing, sprite.width, sprite.height);
    if (typeof made === 'string') throw unreadable(from, made === 'busy' ? reasons.busyGround : reasons.groundOnly);
    return made;
  });
  return { ...sprite, drawings };
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
