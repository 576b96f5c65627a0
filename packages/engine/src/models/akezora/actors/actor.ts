import { unreadable } from '../../../video/input-faults.ts';
import { facesOf, feetOf } from './bearing.ts';
import { cutFromGround } from './cut-out.ts';
import type { DecodedPictures } from './decoded-pictures.ts';
import { actorReasons as reasons } from './notices.ts';
import { type Box, boundsOf, type Faces, type Sprite, squared } from './sprite.ts';

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

/** What is said of an actor. */
export interface ActorOptions {
  readonly name: string;
  /** Overrides of what the picture tells. */
  readonly feet?: number;
  readonly faces?: Faces;
  readonly scale?: number;
}

/** Sides of the smallest thing that can act. */
const smallest = 8;

/**
 * Makes an actor of decoded pictures: cuts it from its ground where that is opaque, and finds its feet and its side.
 * @param from the file, its field for errors, and its SHA-256
 * @throws AkezoraError `input_unreadable` naming the field.
 */
export function actorOf(
  pictures: DecodedPictures,
  from: { file: string; field: string; sha256: string },
  options: ActorOptions,
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
