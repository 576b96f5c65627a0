/** The layers of both halves of the autoencoder from its config, cut into parts that are loaded together. */
import type { AutoencoderConfig } from './config.ts';

/** One layer of the autoencoder, by its full name. */
export interface Layer {
  readonly kind:
    | 'conv'
    | 'resnet'
    | 'attention'
    | 'double-space'
    | 'double-time'
    | 'halve-space'
    | 'halve-time'
    /** Norm, SiLU and the last convolution; the decoder's gives pictures. */
    | 'last';
  readonly name: string;
}

/** Some layers that are one graph. */
export interface Part {
  readonly index: number;
  readonly layers: readonly Layer[];
  readonly inChannels: number;
  /** Groups of channels in norms. */
  readonly groups: number;
}

/** A part with what its cost depends on. */
export interface SizedPart extends Part {
  readonly outChannels: number;
  /** Most channels of features inside the part, at the size of its output. */
  readonly innerChannels: number;
  /** Factors by which a part of the decoder enlarges its input, and one of the encoder makes it smaller. */
  readonly space: number;
  /** Share of the tensors of a residual block that are alive at once: half of them in layers that only grow. */
  readonly live: number;
  readonly time: number;
  /** Channels that convolutions over time keep of two frames for the next chunk, for each output cell. */
  readonly carried: number;
  readonly parameters: number;
  /** Operations an output cell. */
  readonly operations: number;
}

/** A layer with the channels that go into it and come out of it. */
interface SizedLayer extends Layer {
  readonly inner: number;
  readonly out: number;
}

/** Parameters of a layer. */
function parametersOf({ kind, inner, out }: SizedLayer): number {
  switch (kind) {
    case 'resnet':
      return 27 * (inner * out + out * out) + (inner === out ? 0 : inner * out);
    case 'attention':
      return 4 * inner * inner;
    case 'double-space':
      return 27 * 4 * inner * inner;
    case 'double-time':
      return 27 * 2 * inner * inner;
    default:
      return 27 * inner * out;
  }
}

/** Channels that a layer's convolutions over time keep of each frame, for each of its output cells. */
function carriedOf({ kind, inner, out }: SizedLayer): number {
  switch (kind) {
    case 'resnet':
      return inner + out;
    case 'attention':
      return 0;
    case 'double-space':
      return inner / 4;
    default:
      return inner;
  }
}

/** Cells for which a layer is computed, for each of its output. */
const cellsOf = ({ kind }: SizedLayer): number =>
  kind === 'double-space' ? 1 / 4 : kind === 'double-time' ? 1 / 2 : 1;

/** Layers of a part at most, so that a part's weights and features stay small. */
const resnetsOfPart = 2;

/** Layers that are a part of their own: the size changes with them, so that those around them can take frames in other numbers. */
const alone = ({ kind }: SizedLayer): boolean => kind === 'double-space' || kind === 'double-time';
const ends = (layer: SizedLayer): boolean =>
  layer.kind === 'halve-space' || layer.kind === 'halve-time' || alone(layer);

function partsOf(layers: readonly SizedLayer[], groups: number): SizedPart[] {
  const cut: SizedLayer[][] = [[]];
  for (const layer of layers) {
    const own = cut.at(-1)!;
    const full = layer.kind === 'resnet' && own.filter(({ kind }) => kind === 'resnet').length === resnetsOfPart;
    const after = own.length > 0 && ends(own.at(-1)!) && !ends(layer);
    if (own.length > 0 && (full || alone(layer) || after)) cut.push([layer]);
    else own.push(layer);
  }
  return cut.map((own, index) => sizedPart(own, index, groups));
}

function sizedPart(own: readonly SizedLayer[], index: number, groups: number): SizedPart {
  const factor = (kind: Layer['kind']) => 2 ** own.filter((layer) => layer.kind === kind).length;
  return {
    index,
    layers: own.map(({ kind, name }) => ({ kind, name })),
    groups,
    inChannels: own[0]!.inner,
    outChannels: own.at(-1)!.out,
    innerChannels: Math.max(...own.map(({ inner, out }) => Math.max(inner, out))),
    space: factor('double-space') * factor('halve-space'),
    live: own.every(alone) ? 0.5 : 1,
    time: factor('double-time') * factor('halve-time'),
    carried: own.reduce((sum, layer) => sum + carriedOf(layer), 0),
    parameters: own.reduce((sum, layer) => sum + parametersOf(layer), 0),
    operations: own.reduce((sum, layer) => sum + 2 * parametersOf(layer) * cellsOf(layer), 0),
  };
}

const resnets = (block: string, count: number, inner: number, out: number): SizedLayer[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: 'resnet',
    name: `${block}.resnets.${i}`,
    inner: i === 0 ? inner : out,
    out,
  }));

function middle(half: 'encoder' | 'decoder', width: number): SizedLayer[] {
  const block = `${half}.mid_block`;
  const [first, second] = resnets(block, 2, width, width);
  return [first!, { kind: 'attention', name: `${block}.attentions.0`, inner: width, out: width }, second!];
}

/** The decoder's parts, from latents to pictures. */
export function decoderParts(config: AutoencoderConfig): SizedPart[] {
  const widths = config.decoder_block_out_channels.toReversed();
  const latents = config.decoder_in_channels;
  const layers: SizedLayer[] = [
    { kind: 'conv', name: 'post_quant_conv', inner: latents, out: latents },
    { kind: 'conv', name: 'decoder.conv_in', inner: latents, out: widths[0]! },
    ...middle('decoder', widths[0]!),
  ];
  for (const [i, width] of widths.entries()) {
    const block = `decoder.up_blocks.${i}`;
    layers.push(...resnets(block, config.decoder_layers_per_block[i]!, widths[Math.max(0, i - 1)]!, width));
    const grows = { inner: width, out: width };
    if (config.decoder_spatial_up_sample[i])
      layers.push({ kind: 'double-space', name: `${block}.upsamplers.0`, ...grows });
    if (config.decoder_temporal_up_sample[i])
      layers.push({ kind: 'double-time', name: `${block}.temporal_upsamplers.0`, ...grows });
  }
  layers.push({ kind: 'last', name: 'decoder', inner: widths.at(-1)!, out: config.decoder_out_channels });
  return partsOf(layers, config.decoder_norm_num_groups);
}

/** The encoder's parts, from pictures to moments of latents. */
export function encoderParts(config: AutoencoderConfig): SizedPart[] {
  const widths = config.encoder_block_out_channels;
  const moments = 2 * config.encoder_out_channels;
  const layers: SizedLayer[] = [
    { kind: 'conv', name: 'encoder.conv_in', inner: config.encoder_in_channels, out: widths[0]! },
  ];
  for (const [i, width] of widths.entries()) {
    const block = `encoder.down_blocks.${i}`;
    layers.push(...resnets(block, config.encoder_layers_per_block[i]!, widths[Math.max(0, i - 1)]!, width));
    const same = { inner: width, out: width };
    if (config.encoder_spatial_down_sample[i])
      layers.push({ kind: 'halve-space', name: `${block}.downsamplers.0`, ...same });
    if (config.encoder_temporal_down_sample[i])
      layers.push({ kind: 'halve-time', name: `${block}.temporal_downsamplers.0`, ...same });
  }
  layers.push(
    ...middle('encoder', widths.at(-1)!),
    { kind: 'last', name: 'encoder', inner: widths.at(-1)!, out: moments },
    { kind: 'conv', name: 'quant_conv', inner: moments, out: moments },
  );
  return partsOf(layers, config.encoder_norm_num_groups);
}
