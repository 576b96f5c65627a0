import type { ColourCodes } from './colour.ts';

/** Width and height of a pixel, in any unit. */
export type PixelAspect = readonly [width: number, height: number];

/** Luminance of high-dynamic-range content in cd/m² (SMPTE ST 2086, CTA-861.3); 0 or absent where unknown. */
export interface Light {
  /** The peak of the screen that the video was made on. */
  readonly mastering?: number;
  /** The brightest pixel of the whole video (MaxCLL). */
  readonly brightest?: number;
}

/** What a container says about the look of a track; what it does not say is left out. */
export interface ContainerLook {
  readonly pixelAspect?: PixelAspect;
  readonly colour: ColourCodes;
  readonly light: Light;
}
