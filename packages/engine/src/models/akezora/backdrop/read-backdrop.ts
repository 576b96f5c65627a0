import type { BackdropFact, GenerationRequest } from '@akezora/contract';
import { unreadable } from '../../../video/input-faults.ts';
import { sha256OfFile } from '../../../weights/sha256.ts';
import { decodeFirst } from '../actors/pictures.ts';
import { withDrawnSvg } from '../actors/read-actor.ts';
import { boundsOf, type Sprite } from '../actors/sprite.ts';
import { horizonOf } from './horizon.ts';
import { backdropReasons as reasons } from './notices.ts';
import { standsAcross } from './standing.ts';

/** A backdrop's picture as it was read. */
export interface Backdrop {
  /** One drawing: straight RGBA, upright, in sRGB. */
  readonly sprite: Sprite;
  /** Where its horizon is, 0 the top and 1 the bottom. */
  readonly horizon: number;
  /** Whether the request says so, or it was found in the picture. */
  readonly horizonFrom: 'picture' | 'given';
  /** Whether something stands across its horizon: trees, houses. */
  readonly standing: boolean;
  /** Width against height. */
  readonly ratio: number;
  readonly fact: BackdropFact;
}

/** Field of the request, for errors. */
const field = 'backdrop';

/** Pixels of the longer side that are kept: a picture wider than the frame covers it at 1080p. */
const longerSide = 2304;
/** Pixels of the shorter side of the smallest picture, and the widest that is taken. */
const limits = { shorterSide: 48, ratio: 8 } as const;

/**
 * Reads the picture of a request's backdrop: PNG, JPEG, WebP, AVIF, SVG, of an animation its first frame.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`, naming `backdrop`.
 */
export async function readBackdrop({ backdrop }: Pick<GenerationRequest, 'backdrop'>): Promise<Backdrop | undefined> {
  if (backdrop === undefined) return undefined;
  const { image: file, horizon } = backdrop;
  const sprite = await withDrawnSvg(file, field, (drawn) => decodeFirst(drawn, field, longerSide, reasons.isVideo));
  const { width, height } = sprite;
  const refused = { file, field };
  if (Math.min(width, height) < limits.shorterSide) throw unreadable(refused, reasons.tooSmall(width, height));
  const ratio = width / height;
  if (ratio > limits.ratio || ratio < 1 / limits.ratio) throw unreadable(refused, reasons.tooNarrow(width, height));
  if (boundsOf(sprite) === undefined) throw unreadable(refused, reasons.nothingShows);
  const found = horizon ?? Math.round(horizonOf(sprite) * 1000) / 1000;
  return {
    sprite,
    horizon: found,
    horizonFrom: horizon === undefined ? 'picture' : 'given',
    standing: standsAcross(sprite, found),
    ratio,
    fact: { sha256: await sha256OfFile(file), horizon: found },
  };
}
