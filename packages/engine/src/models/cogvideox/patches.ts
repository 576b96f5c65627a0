/** Between latents as tokens `[frames · rows · columns, channels]` and the transformer's patches of them, in the order of diffusers. */
import { type LatentBox, tokensOf } from '../../diffusion/latents.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import type { TransformerConfig } from './config.ts';
import { patchBox } from './positions.ts';

/** Goes through the values of latents in the order of patches (channel, frame, row and column inside a patch), with their places in the tokens. */
function eachPlace(
  box: LatentBox,
  config: TransformerConfig,
  channels: number,
  visit: (patched: number, token: number) => void,
): void {
  const [frames, side] = [config.patch_size_t ?? 1, config.patch_size];
  const { frames: t, rows, columns } = patchBox(box, config);
  let patched = 0;
  for (let f = 0; f < t; f++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        for (let c = 0; c < channels; c++)
          for (let df = 0; df < frames; df++)
            for (let dy = 0; dy < side; dy++)
              for (let dx = 0; dx < side; dx++) {
                const cell = ((f * frames + df) * box.rows + y * side + dy) * box.columns + x * side + dx;
                visit(patched++, cell * channels + c);
              }
}

/** Latents as patches `[1, patches, channels of a patch]`. */
export function patchesOf(
  tokens: Float32Array,
  box: LatentBox,
  config: TransformerConfig,
  channels: number,
): Tensor<'f32'> {
  const patches = tokensOf(patchBox(box, config));
  const out = new Float32Array(tokens.length);
  eachPlace(box, config, channels, (patched, token) => {
    out[patched] = tokens[token]!;
  });
  return f32([1, patches, out.length / patches], out);
}

/** The reverse of `patchesOf`. */
export function tokensOfPatches({ data }: Tensor<'f32'>, box: LatentBox, config: TransformerConfig): Float32Array {
  const out = new Float32Array(data.length);
  eachPlace(box, config, data.length / tokensOf(box), (patched, token) => {
    out[token] = data[patched]!;
  });
  return out;
}
