/**
 * Neural textures: deferred neural rendering (Thies, Zollhöfer, Nießner 2019). A texture is a grid of learned texels,
 * [phases, height, width, features + 1], whose last channel is an alpha logit. `compositor.ts` draws them.
 */

/** Channels of a texel: eight features and an alpha logit. In a composite, the last one is coverage. */
export const texelChannels = 9;

/** Size of a texture, and the axes along which it repeats. */
export interface TextureSpec {
  readonly name: string;
  readonly phases: number;
  readonly height: number;
  readonly width: number;
  readonly wrapU: boolean;
  readonly wrapV: boolean;
}

/** All textures of a network in one flat table of texels, in the order of `specs`. */
export interface TextureBank {
  /** `[texels, texelChannels]`. */
  readonly texels: Float32Array;
  readonly specs: ReadonlyMap<string, TextureSpec & { readonly offset: number }>;
}

/** Makes a bank from a flat table of texels. */
export function textureBank(specs: readonly TextureSpec[], texels: Float32Array): TextureBank {
  const placed = new Map<string, TextureSpec & { offset: number }>();
  let offset = 0;
  for (const spec of specs) {
    placed.set(spec.name, { ...spec, offset });
    offset += spec.phases * spec.height * spec.width;
  }
  return { texels, specs: placed };
}

/** Scales textures so that every feature of their composite is divided by its range. */
export function scaledBank(bank: TextureBank, ranges: readonly number[]): TextureBank {
  const scales = Array.from({ length: texelChannels }, (_, c) => (c < texelChannels - 1 ? 1 / ranges[c]! : 1));
  return { ...bank, texels: bank.texels.map((value, i) => value * scales[i % texelChannels]!) };
}
