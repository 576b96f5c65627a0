import { GraphBuilder, type Value } from '../../../graph/builder.ts';
import type { Graph } from '../../../graph/graph.ts';
import { halves, swiglu } from '../../../graph/layers/activation.ts';
import { attention } from '../../../graph/layers/attention.ts';
import { linear } from '../../../graph/layers/linear.ts';
import { rmsNorm } from '../../../graph/layers/norm.ts';
import { rotary, rotaryTable } from '../../../graph/layers/rotary.ts';
import { add, concat, dim, gather, reshape, slice, split } from '../../../graph/ops.ts';
import { scopeOf } from '../../../graph/scope.ts';
import type { TensorSource } from '../../../tensor/source.ts';

/** The `config` of director.json: sizes of the network, and the values of every slot. The first value means "open". */
export interface DirectorConfig {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly base: number;
  readonly slots: Readonly<Record<string, readonly (string | number | null)[]>>;
}

/** Slots of a scene, in the order of its logits. */
export const sceneSlots = ['place', 'time', 'weather', 'style', 'camera'] as const;
/** Slots of a subject, in the order of its logits. */
export const subjectSlots = ['name', 'count', 'motion', 'size'] as const;

const readers = 3;
const eps = 1e-5;

/**
 * The director's network for prompts of `tokens` tokens: a bidirectional transformer with three learned readers (scene,
 * first and second subject) before the text. The definition is `training/director/model.py`.
 *
 * Input: `ids` [tokens] i64. Outputs: `place`, `time`, … `subject1.name`, … [values], and `tag` [tokens, 3].
 */
export function directorGraph(source: TensorSource, config: DirectorConfig, tokens: number): Graph {
  const builder = new GraphBuilder('director', { source });
  const top = scopeOf(builder);
  const { width, heads } = config;
  const count = readers + tokens;
  const ids = builder.input('ids', 'i64', [tokens]);
  const half = width / heads / 2;
  const table = rotaryTable(
    count,
    half,
    (token, pair) => Math.max(0, token - readers + 1) * config.base ** (-pair / half),
  );
  const cos = builder.constant(table.cos, 'rotary.cos');
  const sin = builder.constant(table.sin, 'rotary.sin');

  let x = reshape(concat([top.weight('readers'), gather(top.weight('embed.weight'), ids)], 0), [1, count, width]);
  for (let layer = 0; layer < config.layers; layer += 1) {
    x = top
      .at('blocks')
      .at(layer)
      .build((block) => {
        const normed = rmsNorm(x, { weight: block.weight('norm1.weight'), eps });
        const [q, k, v] = split(linear(normed, block.at('qkv')), [width, width, width], -1) as [Value, Value, Value];
        const rotated = [q, k].map((value) => rotary(value, cos, sin, { heads, pairs: 'halves' })) as [Value, Value];
        const attended = add(x, linear(attention(rotated[0], rotated[1], v, { heads }), block.at('out')));
        const [gate, value] = halves(
          linear(rmsNorm(attended, { weight: block.weight('norm2.weight'), eps }), block.at('up')),
        );
        return add(attended, linear(swiglu(gate, value), block.at('down')));
      });
  }
  x = reshape(rmsNorm(x, { weight: top.weight('norm.weight'), eps }), [count, width]);

  const slots = (value: Value, names: readonly string[], prefix: string) => {
    const lengths = names.map((name) => config.slots[name]?.length ?? 0);
    const parts = split(reshape(value, [dim(value, -1)]), lengths, 0);
    for (const [i, name] of names.entries()) builder.output(prefix + name, parts[i]!);
  };
  slots(linear(slice(x, 0, 0, 1), top.at('scene')), sceneSlots, '');
  for (const subject of [1, 2]) {
    slots(linear(slice(x, 0, subject, subject + 1), top.at('subject')), subjectSlots, `subject${subject}.`);
  }
  builder.output('tag', linear(slice(x, 0, readers, count), top.at('tag')));
  return builder.build();
}
