/**
 * Names of tensors in Lightricks' single files (transformer and autoencoder in one) and in diffusers folders, whose names all code here
 * uses. Lightricks numbers the autoencoder's blocks one after the other, diffusers groups them: the kinds of the blocks mark the end
 * of a group, in 0.9.0, 0.9.1 and 0.9.5 alike. Reference: `scripts/convert_ltx_to_diffusers.py` in diffusers.
 */

const transformerPrefix = 'model.diffusion_model.';
const autoencoderPrefix = 'vae.';

const transformerNames: readonly (readonly [lightricks: string, diffusers: string])[] = [
  ['patchify_proj', 'proj_in'],
  ['adaln_single', 'time_embed'],
  ['q_norm', 'norm_q'],
  ['k_norm', 'norm_k'],
];

const layerNames: readonly (readonly [lightricks: string, diffusers: string])[] = [
  ['res_blocks.', 'resnets.'],
  ['conv_shortcut.', 'conv_shortcut.conv.'],
  ['norm3.norm.', 'norm3.'],
];

const topNames: Readonly<Record<string, string>> = {
  'per_channel_statistics.mean-of-means': 'latents_mean',
  'per_channel_statistics.std-of-means': 'latents_std',
};

/** Kind of layer of a numbered block of a half. */
type BlockKind = 'stack' | 'resample' | 'single';

function kindOf(names: readonly string[], prefix: string): BlockKind | undefined {
  const has = (ending: string) => names.some((name) => name.startsWith(`${prefix}${ending}`));
  if (has('res_blocks.')) return 'stack';
  if (has('conv1.')) return 'single';
  return has('conv.') ? 'resample' : undefined;
}

/** The group of each numbered block of the decoder: a group ends with its stack of residual blocks. */
function decoderPlaces(kinds: readonly BlockKind[]): string[] {
  let group = -1;
  return kinds.map((kind) => {
    if (kind === 'stack') {
      const place = group < 0 ? 'mid_block' : `up_blocks.${group}`;
      group++;
      return place;
    }
    return kind === 'resample' ? `up_blocks.${group}.upsamplers.0` : `up_blocks.${group}.conv_in`;
  });
}

/** The group of each numbered block of the encoder: a group begins with its stack, and the last stack is the middle. */
function encoderPlaces(kinds: readonly BlockKind[]): string[] {
  let group = -1;
  return kinds.map((kind, i) => {
    if (kind === 'stack') {
      group++;
      return i === kinds.length - 1 ? 'mid_block' : `down_blocks.${group}`;
    }
    return kind === 'resample' ? `down_blocks.${group}.downsamplers.0` : `down_blocks.${group}.conv_out`;
  });
}

function blockNames(names: readonly string[], half: 'encoder' | 'decoder'): Map<string, string> {
  const list = half === 'encoder' ? 'down_blocks' : 'up_blocks';
  const kinds: BlockKind[] = [];
  for (let kind: BlockKind | undefined; (kind = kindOf(names, `${half}.${list}.${kinds.length}.`)); ) kinds.push(kind);
  const places = half === 'encoder' ? encoderPlaces(kinds) : decoderPlaces(kinds);
  return new Map(places.map((place, i) => [`${half}.${list}.${i}.`, `${half}.${place}.`]));
}

function autoencoderName(name: string, blocks: ReadonlyMap<string, string>): string | undefined {
  if (name.startsWith('per_channel_statistics.')) return topNames[name];
  const numbered = /^(?:en|de)coder\.(?:up|down)_blocks\.\d+\./.exec(name)?.[0];
  let ours = numbered === undefined ? name : (blocks.get(numbered) ?? numbered) + name.slice(numbered.length);
  for (const [theirs, mine] of layerNames) ours = ours.replace(theirs, mine);
  return ours.replace('last_time_embedder', 'time_embedder').replace('last_scale_shift_table', 'scale_shift_table');
}

/** Our names → stored names of the parts of a single file. */
export interface SingleFileNames {
  readonly transformer: ReadonlyMap<string, string>;
  readonly autoencoder: ReadonlyMap<string, string>;
}

/** Sorts the tensors of a single file by part, under our names. Files with only one part may leave the prefix out. */
export function singleFileNames(stored: readonly string[]): SingleFileNames {
  const transformer = new Map<string, string>();
  const autoencoder = new Map<string, string>();
  const prefixed = stored.some((name) => name.startsWith(autoencoderPrefix));
  const ofAutoencoder = stored
    .filter((name) => (prefixed ? name.startsWith(autoencoderPrefix) : /^(?:encoder|decoder|per_channel)/.test(name)))
    .map((name) => (prefixed ? name.slice(autoencoderPrefix.length) : name));
  const blocks = new Map([...blockNames(ofAutoencoder, 'encoder'), ...blockNames(ofAutoencoder, 'decoder')]);
  for (const name of ofAutoencoder) {
    const ours = autoencoderName(name, blocks);
    if (ours !== undefined) autoencoder.set(ours, prefixed ? autoencoderPrefix + name : name);
  }
  const bare = !stored.some((name) => name.startsWith(transformerPrefix));
  for (const name of stored) {
    const inner = name.startsWith(transformerPrefix) ? name.slice(transformerPrefix.length) : name;
    if (
      !name.startsWith(transformerPrefix) &&
      !(
        bare &&
        /^(?:patchify_proj|transformer_blocks|adaln_single|proj_out|caption_projection|scale_shift_table)/.test(name)
      )
    )
      continue;
    let ours = inner;
    for (const [theirs, mine] of transformerNames) ours = ours.replace(theirs, mine);
    transformer.set(ours, name);
  }
  return { transformer, autoencoder };
}

/** Whether a file's tensors look like one of Lightricks' single files. */
export const looksLikeSingleFile = (stored: readonly string[]): boolean =>
  stored.some((name) => name.replace(transformerPrefix, '') === 'patchify_proj.weight');

/** Other names of a transformer's layer, for adapters that use Lightricks' own. */
export function layerAliases(layer: string): readonly string[] {
  let theirs = layer;
  for (const [name, ours] of transformerNames) theirs = theirs.replace(ours, name);
  return theirs === layer ? [] : [theirs];
}
