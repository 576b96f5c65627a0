/**
 * Neural textures: deferred neural rendering (Thies, Zollhöfer, Nießner 2019). A texture is a grid of learned texels,
 * [phases, height, width, features + 1], whose last channel is an alpha logit. `compositor.ts` lays them out.
 */

/** Channels of a texel: eight features and an alpha logit. Composited, the last is coverage. */
export const texelChannels = 9;

/** Where one texture stands in a bank. */
export interface TextureSpec {
  readonly name: string;
  readonly phases: number;
  readonly height: number;
  readonly width: number;
  readonly wrapU: boolean;
  readonly wrapV: boolean;
}

/** All textures of a net as one flat table of texels, in the order of `specs`. */
export interface TextureBank {
  /** `[texels, texelChannels]`. */
  readonly texels: Float32Array;
  readonly specs: ReadonlyMap<string, TextureSpec & { readonly offset: number }>;
}

/** One layer of a frame: a texture in a box given in fractions of the frame. */
export interface Quad {
  readonly texture: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly flip: boolean;
  /** Point of the animation loop, 0 to 1. */
  readonly phase: number;
  readonly alpha: number;
}

/** Names the offsets of a flat texel table. */
export function textureBank(specs: readonly TextureSpec[], texels: Float32Array): TextureBank {
  const placed = new Map<string, TextureSpec & { offset: number }>();
  let offset = 0;
  for (const spec of specs) {
    placed.set(spec.name, { ...spec, offset });
    offset += spec.phases * spec.height * spec.width;
  }
  return { texels, specs: placed };
}

/** Textures whose composite has each feature divided by its range. */
export function scaledBank(bank: TextureBank, ranges: readonly number[]): TextureBank {
  const scales = Array.from({ length: texelChannels }, (_, c) => (c < texelChannels - 1 ? 1 / ranges[c]! : 1));
  return { ...bank, texels: bank.texels.map((value, i) => value * scales[i % texelChannels]!) };
}
