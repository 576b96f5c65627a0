/**
 * Checks that a file has exactly the tensors of its config: building the graphs for the smallest shape reads every name and shape,
 * before any data is loaded.
 */
import { AkezoraError } from '@akezora/contract';
import { GraphError } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { isFloat } from '../tensor/dtype.ts';
import type { TensorSource } from '../tensor/source.ts';

/**
 * Compares the tensors of a source with the weights that its graphs use.
 * @param unused names of tensors that files may have and no graph uses
 * @throws AkezoraError `weights_mismatch` naming the tensor that is missing, extra, of another shape or type.
 */
export function checkWeights(source: TensorSource, build: () => readonly Graph[], unused = /^$/): void {
  const mismatch = (tensor: string, en: string, ja: string, cause?: unknown) =>
    new AkezoraError('weights_mismatch', { path: source.label, tensor, reason: { en, ja } }, { cause });
  // Before the graphs, which cannot compute with them.
  for (const { name, dtype } of source.names.map((name) => source.find(name)!))
    if (!isFloat(dtype))
      throw mismatch(
        name,
        `its element type is ${dtype}, not a float`,
        `要素の型が ${dtype} で、浮動小数点数ではありません`,
      );
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
  for (const name of source.names)
    if (!used.has(name) && !unused.test(name))
      throw mismatch(name, 'the config has no entry for this tensor', '設定に、このテンソルに対応する項目がありません');
}
