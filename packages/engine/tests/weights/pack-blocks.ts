import { GraphBuilder } from '../../src/graph/builder.ts';
import { linear } from '../../src/graph/layers/linear.ts';
import { scopeOf } from '../../src/graph/scope.ts';
import type { PackedPart } from '../../src/weights/cached-graph.ts';

/** Rows and columns of the matrices of `blockPart`: large enough for threads. */
export const blockShape = [2048, 1024] as const;

/** A block of a model for tests of packing: two int8 matrices, `I.a.weight` and `I.b.weight`. */
export const blockPart = (index: number): PackedPart => ({
  name: `block-${index}`,
  build(source) {
    const g = new GraphBuilder(`block-${index}`, { source, linear: 'int8' });
    const x = g.input('x', 'f32', [1, 1, blockShape[1]]);
    for (const name of ['a', 'b']) g.output(name, linear(x, scopeOf(g, `${index}.${name}`), { rotate: true }));
    return g.build();
  },
});
