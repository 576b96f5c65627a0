import { type Fit, type Pose, TileReader } from './folded-tile.ts';
import { decodePayload } from './payload-code.ts';
import { openPictureSum } from './picture-sum.ts';
import { tilesAcross } from './tile.ts';

/** What pictures tell: a payload with the evidence of its tile in standard deviations, or none. */
export type MarkFound =
  | { readonly found: true; readonly payload: bigint; readonly evidence: number }
  | { readonly found: false; readonly evidence: number };

/** Least evidence at which a payload is read; its check then says whether it is one. */
const enough = 6.2;
/** Evidence at which nothing better is looked for. */
const plain = 10;

/** Shorter sides of usual pictures, whose parts have the tile at its first size. */
const usualSides = [720, 1080, 480, 540, 360];

/** Looks for the mark in pictures of one size that are added one by one. */
export interface MarkDetector {
  /** Adds a picture's plane of luma, `width * height` bytes. */
  add(luma: Uint8Array): void;
  /**
   * Looks for the mark in all that was added: at every size from a quarter to two and a half of the whole, mirrored, turned, and at common
   * changes of aspect.
   */
  read(): MarkFound;
}

/** Shorter side of the smallest pictures that a mark can be read from, in pixels. */
const smallest = 96;

/** Opens a detector for pictures of one size. */
export async function openDetector(width: number, height: number): Promise<MarkDetector> {
  const sum = await openPictureSum(width, height);
  const reader = new TileReader(sum);
  const shorter = Math.min(sum.width, sum.height);
  return {
    add: sum.add,
    read: () => (shorter < smallest ? { found: false, evidence: 0 } : search(reader, shorter, sum.scale)),
  };
}

const upright = (period: number, isMirrored = false): Pose => ({ x: period, y: period, degrees: 0, isMirrored });

function* sweep(low: number, high: number, step: number): Generator<number> {
  for (let period = low; period < high; period *= 1 + step) yield period;
}

function search(reader: TileReader, shorter: number, scale: number): MarkFound {
  const whole = shorter / tilesAcross;
  const usual = [whole, ...usualSides.map((side) => side / tilesAcross / scale)];
  const periods = [...sweep(whole / 2, whole * 2.6, 0.0035)];
  const angles = Array.from({ length: 30 }, (_, k) => (k % 2 === 0 ? 1 : -1) * (Math.floor(k / 2) + 1) * 0.4);
  const stages: (readonly Pose[])[] = [
    usual.map((period) => upright(period)),
    periods.map((period) => upright(period)),
    angles.flatMap((degrees) => usual.map((period) => ({ ...upright(period), degrees }))),
    [...usual, ...periods].map((period) => upright(period, true)),
    [90, 180, 270].flatMap((degrees) => usual.map((period) => ({ ...upright(period), degrees }))),
    [0.75, 4 / 3, 1.1, 1 / 1.1].flatMap((aspect) =>
      [...sweep(whole / 2, whole * 2, 0.01)].map((period) => ({ ...upright(period), x: period * aspect })),
    ),
  ];
  let evidence = 0;
  for (const poses of stages) {
    const result = among(reader, poses);
    evidence = Math.max(evidence, result.evidence);
    if (result.found) return result;
  }
  return { found: false, evidence };
}

/** Tries poses; reads at once where one is plain, else at the best. */
function among(reader: TileReader, poses: readonly Pose[]): MarkFound {
  const tried: Fit[] = [];
  let evidence = 0;
  for (const pose of poses) {
    const fit = reader.fit(pose);
    tried.push(fit);
    evidence = Math.max(evidence, fit.evidence);
    if (fit.evidence < plain) continue;
    const result = read(reader, fit);
    if (result.found) return result;
  }
  for (const fit of tried.toSorted((a, b) => b.evidence - a.evidence).slice(0, 3)) {
    if (fit.evidence < enough - 1.5) break;
    const result = read(reader, fit);
    if (result.found) return result;
    evidence = Math.max(evidence, result.evidence);
  }
  return { found: false, evidence };
}

/** Reads the payload near a fit, once its pose is exact. */
function read(reader: TileReader, near: Fit): MarkFound {
  const fit = refined(reader, near);
  for (const one of reader.fits(fit, 2)) {
    if (one.evidence < enough) break;
    // Which of the two reads a weak mark better depends on what weakened it.
    for (const isMild of [false, true]) {
      const payload = decodePayload(reader.soft(one, isMild));
      if (payload !== undefined) return { found: true, payload, evidence: one.evidence };
    }
  }
  return { found: false, evidence: fit.evidence };
}

/** The best fit around one: along its periods and its angle, in steps that get smaller. */
function refined(reader: TileReader, near: Fit): Fit {
  let best = near;
  for (const step of [0.002, 0.001, 0.0005]) {
    const around: Pose[] = [-1, 1].flatMap((by) => [
      { ...best, x: best.x * (1 + by * step), y: best.y * (1 + by * step) },
      { ...best, x: best.x * (1 + by * step) },
      { ...best, y: best.y * (1 + by * step) },
      { ...best, degrees: best.degrees + by * step * 60 },
    ]);
    for (const pose of around) {
      const fit = reader.fit(pose);
      if (fit.evidence > best.evidence) best = fit;
    }
  }
  return best;
}
