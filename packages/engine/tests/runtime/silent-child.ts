/** Runs a small graph, as any use of the engine does. */

import { GraphBuilder } from '../../src/graph/builder.ts';
import { add } from '../../src/graph/ops.ts';
import { onnxNodeRuntime } from '../../src/runtime/onnx-node.ts';
import { f32 } from '../../src/tensor/tensor.ts';

const g = new GraphBuilder('sum');
g.output('out', add(g.input('a', 'f32', [2]), g.input('b', 'f32', [2])));
const program = await (await onnxNodeRuntime({ threads: 1 })).load(g.build());
const { out } = await program.run({ a: f32([2], [1, 2]), b: f32([2], [3, 4]) });
process.stdout.write([...(out?.data ?? [])].join());
await program.free();
