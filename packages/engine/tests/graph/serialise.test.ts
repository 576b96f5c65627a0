import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/graph/graph.ts';
import { serialise, type WeightPlace } from '../../src/graph/serialise.ts';
import { f32 } from '../../src/tensor/tensor.ts';

const value = (name: string, shape: number[]) => ({ name, dtype: 'f32' as const, shape });
const load = () => {
  throw new Error('not read here');
};
const graph: Graph = {
  name: 'all-kinds',
  inputs: [value('x', [1, 300]), { name: 'mask', dtype: 'bool', shape: [] }],
  outputs: [value('y', [1, 300])],
  nodes: [
    {
      op: 'Conv',
      domain: '',
      inputs: ['x', '', 'w'],
      outputs: [value('y', [1, 300])],
      attributes: {
        axis: { kind: 'int', value: -1 },
        big: { kind: 'int', value: 2 ** 53 - 1 },
        alpha: { kind: 'float', value: 0.1 },
        least: { kind: 'float', value: Number.NEGATIVE_INFINITY },
        auto_pad: { kind: 'string', value: '夕焼け' },
        pads: { kind: 'ints', value: [0, -2, 300] },
        none: { kind: 'ints', value: [] },
      },
      scope: '',
    },
    { op: 'Gelu', domain: 'com.microsoft', inputs: [], outputs: [], attributes: {}, scope: '' },
  ],
  weights: [
    { ...value('w', [2]), load },
    { ...value('far', [4096, 4096]), load },
  ],
};
const places = new Map<string, WeightPlace>([
  ['w', { kind: 'inline', tensor: f32([2], [1, -2]) }],
  ['far', { kind: 'external', file: 'w0', offset: 4096, bytes: 2 ** 26 }],
]);

/** What onnx-proto 8.0.1 (protobufjs 6.11) writes of it. */
const written = [
  '080a1207616b657a6f72613ae0020aa0010a01780a000a01771201791a01792204436f6e762a140a046178697318ffffffffffffffffff',
  '01a001022a110a0362696718ffffffffffffff0fa001022a0f0a05616c70686115cdcccc3da001012a0f0a056c6561737415000080ffa0',
  '01012a180a086175746f5f7061642209e5a495e784bce38191a001032a180a0470616473420d00feffffffffffffffff01ac02a001072a',
  '090a046e6f6e65a001073a000a1b1a0447656c75220447656c753a0d636f6d2e6d6963726f736f66741209616c6c2d6b696e64732a120a',
  '010210014201774a080000803f000000c02a430a0480208020100142036661726a0e0a086c6f636174696f6e120277306a0e0a066f6666',
  '7365741204343039366a120a066c656e6774681208363731303838363470015a140a0178120f0a0d080112090a0208010a0308ac025a0e',
  '0a046d61736b12060a040809120062140a0179120f0a0d080112090a0208010a0308ac0242040a00101542110a0d636f6d2e6d6963726f',
  '736f66741001',
].join('');

describe('a graph as an ONNX model', () => {
  it('has the bytes that protobufjs writes', () => {
    expect(Buffer.from(serialise(graph, places)).toString('hex')).toBe(written);
  });

  it('is refused when a weight has no place', () => {
    expect(() => serialise(graph, new Map())).toThrow(/no place given for weight w/);
  });
});
