import { type Fit, fold, TileReader } from './folded-tile.ts';
import { decodePayload } from './payload-code.ts';
import { halved, meanResidual, mirrored, type Plane, turned } from './residual.ts';

/** What pictures tell: a payload with the evidence of its tile in standard deviations, or none. */
export type MarkFound =
  | { readonly found: true; readonly payload: bigint; readonly evidence: number }
  | { readonly found: false; readonly evidence: number };

/** Least evidence that a tile is there; unmarked pictures stay below 6.2 over all that is tried. */
const enough = 8;
/** Evidence at which nothing better is looked for. */
const plain = 11;

/** Periods in pixels of the usual sizes, cut or scaled to one another. */
const usual = [384, 170.667, 256, 192, 128, 480, 213.333, 341.333, 144, 96, 307.2, 240, 160];

interface Candidate extends Fit {
  readonly periodX: number;
  readonly periodY: number;
}

/**
 * Looks for the invisible mark, without the original: at every size from a third to one and a half of that it was made for, at
 * common changes of aspect, turned by up to 6°, and mirrored. Takes seconds, and a minute where there is none.
 * @param lumas planes of luma of pictures of one shot, `width * height` bytes each; six of one second are enough
 * @param effort `usual` leaves out other aspects, turned and mirrored pictures, for a third of the time
 */
export function detectMark(
  lumas: readonly Uint8Array[],
  width: number,
  height: number,
  effort: 'usual' | 'all' = 'all',
): MarkFound {
  const plane = meanResidual(lumas, width, height);
  const image = searched(plane);
  const reader = new TileReader();
  let evidence = 0;
  const searches = [
    () => straight(reader, image),
    ...(effort === 'all'
      ? [() => tilted(reader, image), () => straight(reader, searched(mirrored(plane))), () => bent(reader, image)]
      : []),
  ];
  for (const search of searches) {
    const result = search();
    evidence = Math.max(evidence, result.evidence);
    if (result.found) return result;
  }
  return { found: false, evidence };
}

/** A plane, what of it is searched, and how many of its pixels a pixel of that stands for. */
interface Searched {
  readonly plane: Plane;
  readonly small: Plane;
  readonly scale: number;
}

/** Large planes are searched at half their size. */
const searched = (plane: Plane): Searched =>
  plane.height > 600 ? { plane, small: halved(plane), scale: 2 } : { plane, small: plane, scale: 1 };

function* sweep(low: number, high: number, step: number): Generator<number> {
  for (let period = low; period < high; period *= 1 + step) yield period;
}

function straight(reader: TileReader, image: Searched): MarkFound {
  const near = usual.flatMap((period) => [period * 0.998, period, period * 1.002]);
  const first = read(
    reader,
    image,
    near.map((period) => at(reader, image, period, period)),
  );
  if (first.found) return first;
  const tried: Candidate[] = [];
  for (const period of sweep(84, 540, 0.003)) {
    tried.push(at(reader, image, period, period));
    if (tried.at(-1)!.evidence > plain) break;
  }
  return read(reader, image, tried);
}

function bent(reader: TileReader, image: Searched): MarkFound {
  const tried: Candidate[] = [];
  for (const aspect of [0.75, 4 / 3, 1.1, 1 / 1.1])
    for (const period of sweep(120, 400, 0.01)) tried.push(at(reader, image, period * aspect, period));
  return read(reader, image, tried);
}

function tilted(reader: TileReader, image: Searched): MarkFound {
  let best: Candidate | undefined;
  let angle = 0;
  for (let quarter = 1; quarter <= 48; quarter += 1) {
    const degrees = ((quarter % 2 === 0 ? -1 : 1) * Math.ceil(quarter / 2)) / 4;
    const small = turned(image.small, degrees);
    for (const period of usual.slice(0, 5)) {
      const candidate = at(reader, { ...image, small }, period, period);
      if (candidate.evidence > (best?.evidence ?? 0)) [best, angle] = [candidate, degrees];
    }
    if ((best?.evidence ?? 0) > plain) break;
  }
  return best === undefined
    ? { found: false, evidence: 0 }
    : read(reader, searched(turned(image.plane, angle)), [best]);
}

const at = (reader: TileReader, { small, scale }: Searched, periodX: number, periodY: number): Candidate => ({
  ...reader.fit(fold(small, periodX / scale, periodY / scale)),
  periodX,
  periodY,
});

/** Reads the payload at the two best candidates, once their periods are exact. */
function read(reader: TileReader, image: Searched, tried: readonly Candidate[]): MarkFound {
  let evidence = 0;
  for (const candidate of tried.toSorted((a, b) => b.evidence - a.evidence).slice(0, 2)) {
    let best = candidate;
    for (const reach of [0.003, 0.001]) {
      const middle = best;
      for (const dx of [-1, -0.5, 0, 0.5, 1])
        for (const dy of [-1, -0.5, 0, 0.5, 1]) {
          const near = at(reader, image, middle.periodX * (1 + dx * reach), middle.periodY * (1 + dy * reach));
          if (near.evidence > best.evidence) best = near;
        }
    }
    const folded = fold(image.plane, best.periodX, best.periodY);
    const fit = reader.fit(folded);
    evidence = Math.max(evidence, fit.evidence);
    if (fit.evidence < enough) continue;
    const payload = decodePayload(reader.soft(folded, fit));
    if (payload !== undefined) return { found: true, payload, evidence: fit.evidence };
  }
  return { found: false, evidence };
}
