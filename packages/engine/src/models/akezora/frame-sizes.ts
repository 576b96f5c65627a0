import { AkezoraError, type Aspect, type GenerationRequest, type Resolution } from '@akezora/contract';
import { capabilities } from './capabilities.ts';

/** A frame's size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The painter's grid by aspect: about 14,400 pixels in patches of 10. */
export const nativeSizes: Readonly<Record<Aspect, Size>> = {
  '16:9': { width: 160, height: 90 },
  '9:16': { width: 90, height: 160 },
  '1:1': { width: 120, height: 120 },
};

const ratio = (aspect: Aspect) => nativeSizes[aspect].width / nativeSizes[aspect].height;

/** Output size of a resolution name: the shorter side has that many pixels; both sides are even. */
export function sizeOf(resolution: Resolution, aspect: Aspect): Size {
  const short = Number.parseInt(resolution, 10);
  const long = Math.round((short * Math.max(ratio(aspect), 1 / ratio(aspect))) / 2) * 2;
  return ratio(aspect) >= 1 ? { width: long, height: short } : { width: short, height: long };
}

/** The aspect whose shape is nearest to a size. */
export function nearestAspect(size: Size): Aspect {
  const distance = (aspect: Aspect) => Math.abs(Math.log(size.width / size.height / ratio(aspect)));
  return capabilities.aspects.reduce((best, aspect) => (distance(aspect) < distance(best) ? aspect : best));
}

/**
 * Aspect and output size of a request: an explicit size wins (its shape is made at the nearest aspect and centre-cropped),
 * then aspect and resolution, then 16:9 at 1080p; a draft (`finish: { upscale: false }`) without a size has the painter's own.
 * @throws AkezoraError `size_unsupported` with the nearest size that can be made.
 */
export function resolveSize(
  request: Pick<GenerationRequest, 'aspect' | 'resolution' | 'size' | 'finish'>,
): Size & { aspect: Aspect } {
  if (request.size === undefined) {
    const aspect = request.aspect ?? '16:9';
    if (request.finish?.upscale === false && request.resolution === undefined)
      return { aspect, ...nativeSizes[aspect] };
    return { aspect, ...sizeOf(request.resolution ?? '1080p', aspect) };
  }
  const { width, height } = request.size;
  const aspect = request.aspect ?? nearestAspect(request.size);
  const { multipleOf, minWidth, maxWidth, minHeight, maxHeight } = capabilities.sizes;
  const fit = (value: number, min: number, max: number) =>
    Math.min(Math.max(Math.round(value / multipleOf) * multipleOf, min), max);
  const nearest = { width: fit(width, minWidth, maxWidth), height: fit(height, minHeight, maxHeight) };
  if (nearest.width !== width || nearest.height !== height) {
    throw new AkezoraError('size_unsupported', {
      field: 'size',
      model: capabilities.id,
      asked: `${width}x${height}`,
      nearest: `${nearest.width}x${nearest.height}`,
    });
  }
  return { aspect, width, height };
}
