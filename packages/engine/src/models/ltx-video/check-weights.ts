import { AkezoraError } from '@akezora/contract';
import { GraphError } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { decoderGraph, encoderGraph } from './autoencoder.ts';
import { type AutoencoderConfig, compressionOf, type TransformerConfig } from './config.ts';
import { transformerGraph } from './transformer.ts';

/** Tensors that files may have and no computation uses. */
const bookkeeping = /^(?:latents_mean|latents_std|.*timestep_scale_multiplier)$/;

function compare(source: TensorSource, build: () => readonly Graph[], mayLack: RegExp): void {
  const mismatch = (tensor: string, en: string, ja: string, cause?: unknown) =>
    new AkezoraError('weights_mismatch', { path: source.label, tensor, reason: { en, ja } }, { cause });
  let graphs: readonly Graph[];
  try {
    graphs = build();
  } catch (cause) {
    if (!(cause instanceof GraphError)) throw cause;
    throw mismatch(
      /(\S+\.weight|\S+table)/.exec(cause.message)?.[1] ?? '?',
      `the config and the weights contradict each other (${cause.message})`,
      `設定と重みが食い違っています（${cause.message}）`,
      cause,
    );
  }
  const used = new Set(graphs.flatMap((graph) => graph.weights.map((weight) => weight.name.replace(/@[\dx]+$/, ''))));
  for (const { name, dtype } of source.names.map((name) => source.find(name)!)) {
    if (dtype === 'i8' || dtype === 'u8' || dtype === 'i32' || dtype === 'i64' || dtype === 'bool')
      throw mismatch(
        name,
        `its element type is ${dtype}, not a float`,
        `要素の型が ${dtype} で、浮動小数点数ではありません`,
      );
    if (used.has(name) || bookkeeping.test(name) || mayLack.test(name)) continue;
    throw mismatch(name, 'the config has no entry for this tensor', '設定に、このテンソルに対応する項目がありません');
  }
}

/**
 * Checks that a transformer's weights are exactly those its config asks for.
 * @throws AkezoraError `weights_mismatch` naming the tensor that is missing, extra, of another shape or type.
 */
export function checkTransformer(source: TensorSource, config: TransformerConfig): void {
  const shape = { batch: 1, tokens: 1, textTokens: 1, masked: false, times: 1, timeColumns: 1, positions: 1 };
  compare(source, () => [transformerGraph(source, config, shape)], /^$/);
}

/**
 * The same for an autoencoder, both halves.
 * @throws AkezoraError `weights_mismatch`.
 */
export function checkAutoencoder(source: TensorSource, config: AutoencoderConfig): void {
  const { space, time } = compressionOf(config);
  const box = { batch: 1, frames: 2, rows: 1, columns: 1 };
  const video = { batch: 1, frames: time + 1, rows: space, columns: space };
  compare(source, () => [decoderGraph(source, config, box), encoderGraph(source, config, video)], /^$/);
  const blocks = config.decoder_block_out_channels.length;
  const deeper = source.find(`decoder.up_blocks.${blocks - 1}.resnets.0.conv1.conv.weight`);
  const counts: (readonly [string, number])[] = [
    ...config.layers_per_block.map(
      (count, i, all) => [`encoder.${i === all.length - 1 ? 'mid_block' : `down_blocks.${i}`}`, count] as const,
    ),
    ...[...config.decoder_layers_per_block]
      .reverse()
      .map((count, i) => [`decoder.${i === 0 ? 'mid_block' : `up_blocks.${i - 1}`}`, count] as const),
  ];
  for (const [block, count] of deeper ? counts : [])
    if (
      !source.find(`${block}.resnets.${count - 1}.conv1.conv.weight`) ||
      source.find(`${block}.resnets.${count}.conv1.conv.weight`)
    )
      throw new AkezoraError('weights_mismatch', {
        path: source.label,
        tensor: `${block}.resnets.${count}`,
        reason: { en: `the config specifies ${count} layers`, ja: `設定では${count}層です` },
      });
}
