import { AkezoraError, type Aspect, type GenerationRequest, type Resolution } from '@akezora/contract';
import { capabilities } from './capabilities.ts';

/** A frame's size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The painter's size by aspect: about 14,400 pixels, in patches of 10 × 10. */
export const nativeSizes: Readonly<Record<Aspect, Size>> = {
  '16:9': { width: 160, height: 90 },
  '9:16': { width: 90, height: 160 },
  '1:1': { width: 120, height: 120 },
};

const ratio = (aspect: Aspect) => nativeSizes[aspect].width / nativeSizes[aspect].height;

/** Output size for a resolution: the shorter side has that many pixels; both sides are even. */
export function sizeOf(resolution: Resolution, aspect: Aspect): Size {
  const short = Number.parseInt(resolution, 10);
  const long = Math.round((short * Math.max(ratio(aspect), 1 / ratio(aspect))) / 2) * 2;
  return ratio(aspect) >= 1 ? { width: long, height: short } : { width: short, height: long };
}

/** The aspect nearest to a size. */
export function nearestAspect(size: Size): Aspect {
  const distance = (aspect: Aspect) => Math.abs(Math.log(size.width / size.height / ratio(aspect)));
  return capabilities.aspects.reduce((best, aspect) => (distance(aspect) < distance(best) ? aspect : best));
}

/**
 * Aspect and output size of a request. An explicit size comes first: the clip is made at the nearest aspect and cropped to
 * it. Else aspect and resolution decide, by default 16:9 and 1080p. A draft (`finish: { upscale: false }`) without any of
 * them has the painter's size.
 * @throws AkezoraError `size_unsupported` for odd sides, with the nearest possible size.
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
  const { multipleOf } = capabilities.sizes;
  const fit = (value: number) => Math.round(value / multipleOf) * multipleOf;
  const nearest = { width: fit(width), height: fit(height) };
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
