import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtKernels, kernelSources } from '../../../../scripts/build-kernels.ts';
import { hadamard, rotateRows, rotationOf } from '../../src/graph/hadamard.ts';
import type { Packing } from '../../src/graph/packing.ts';
import { quantiseBlocks, quantiseRows, transposedBytes } from '../../src/graph/quantise.ts';
import { f32ToBf16 } from '../../src/tensor/half.ts';
import { noise } from '../../src/tensor/noise.ts';
import { bytesView, f32, type Tensor, tensor, toF32 } from '../../src/tensor/tensor.ts';
import { MatrixPacker, type PackedType, type PackJob } from '../../src/weights/pack-matrix.ts';
import { packMatrix } from '../../src/weights/packing-threads.ts';
import { openSafetensors } from '../../src/weights/store.ts';
import { beginSafetensors, saveSafetensors } from '../../src/weights/write.ts';
import { newFolder } from '../models/new-folder.ts';

let packer: MatrixPacker;
beforeAll(async () => {
  packer = await MatrixPacker.load();
});

/** Bits of random values in a type; the first ones are where rounding is hard: zeros, both signs as far, subnormals, powers of two. */
function matrixOf(dtype: PackedType, rows: number, columns: number): Tensor {
  const values = noise(3, dtype, { count: rows * columns });
  values.set([0, -0, 2, -2, 2 ** -16, 1, 0.5, -0.25, 3e-5, -6e-8].slice(0, columns));
  values.fill(0, columns, Math.min(values.length, 2 * columns));
  const shape = [rows, columns];
  if (dtype === 'f32') return f32(shape, values);
  if (dtype === 'bf16') return tensor('bf16', shape, f32ToBf16(values));
  if (dtype === 'f16')
    return tensor(
      'f16',
      shape,
      Uint16Array.from(values, (v) => (Math.abs(v * 9000) % 0x7c00) | (v < 0 ? 0x8000 : 0)),
    );
  // Every byte but those that are no number.
  return tensor(
    dtype,
    shape,
    Uint8Array.from(values, (v) => (Math.abs(v * 97) % 0x7b) | (v < 0 ? 0x80 : 0)),
  );
}

/** What the plain functions make of a matrix: the packed values and their scales. */
function plainly(matrix: Tensor, packing: Packing): [Tensor, Tensor] {
  const exact = f32(matrix.shape, Float32Array.from(toF32(matrix).data));
  if (packing.kind === 'blocks') {
    const { packed, scales } = quantiseBlocks(exact, packing.bits);
    return [packed, scales];
  }
  if (packing.rotation > 1) rotateRows(exact.data, packing.rotation);
  const { values, scales } = quantiseRows(exact, packing.limit);
  return [transposedBytes(values), scales];
}

/** What threads or the packer make of a matrix in a file. */
async function packed(
  matrix: Tensor,
  packing: Packing,
  { as, from = 'file' }: { as: (job: PackJob) => Promise<void> | void; from?: 'file' | 'memory' },
): Promise<[Tensor, Tensor]> {
  const folder = newFolder();
  const file = join(folder, 'in.safetensors');
  await saveSafetensors(file, { first: f32([3], [1, 2, 3]), matrix });
  const [values, scales] = plainly(matrix, packing);
  const out = join(folder, 'out.safetensors');
  const part = await beginSafetensors(out, [
    { name: 'values', dtype: values.dtype, shape: values.shape },
    { name: 'scales', dtype: scales.dtype, shape: scales.shape },
  ]);
  const source = await openSafetensors(file);
  const { location, dtype } = source.find('matrix')!;
  await as({
    source:
      from === 'memory'
        ? { values: toF32(matrix).data }
        : { file, offset: location!.offset, dtype: dtype as PackedType },
    rows: matrix.shape[0]!,
    columns: matrix.shape[1]!,
    packing,
    into: { file: part.path, values: part.offsetOf('values'), scales: part.offsetOf('scales') },
  });
  await source.close();
  await part.finish();
  const made = await openSafetensors(out);
  const both: [Tensor, Tensor] = [await made.read('values'), await made.read('scales')];
  await made.close();
  return both;
}

const same = (a: Tensor, b: Tensor) => Buffer.compare(bytesView(a), bytesView(b)) === 0;

const packings: Packing[] = [
  { kind: 'rows', limit: 127, rotation: 64 },
  { kind: 'rows', limit: 63, rotation: 1 },
  { kind: 'blocks', bits: 8 },
  { kind: 'blocks', bits: 4 },
];

describe('packing in WebAssembly', () => {
  for (const dtype of ['f32', 'bf16', 'f16', 'f8e4m3', 'f8e5m2'] as const)
    for (const packing of packings)
      it(`gives the bytes of the plain functions: ${dtype} as ${JSON.stringify(packing)}`, async () => {
        // More rows than are read at once, rows that are no multiple of four, and columns that are none of 32.
        for (const [rows, columns] of [
          [300, 1024],
          [37, 96],
          [5, 24],
        ] as const) {
          const matrix = matrixOf(dtype, rows, columns);
          const way =
            packing.kind === 'rows' && packing.rotation > 1 ? { ...packing, rotation: rotationOf(columns) } : packing;
          const [values, scales] = await packed(matrix, way, { as: (job) => packer.pack(job) });
          const [wanted, wantedScales] = plainly(matrix, way);
          expect(same(scales, wantedScales)).toBe(true);
          expect(same(values, wanted)).toBe(true);
        }
      });

  it('comes within half a step of the weights, rotated by the matrix of Hadamard', async () => {
    const matrix = matrixOf('f32', 8, 64) as Tensor<'f32'>;
    const [values, scales] = await packed(matrix, packings[0]!, { as: (job) => packer.pack(job), from: 'memory' });
    const h = hadamard(64).data;
    for (let row = 0; row < 8; row++)
      for (let column = 0; column < 64; column++) {
        let turned = 0;
        for (let i = 0; i < 64; i++) turned += matrix.data[row * 64 + i]! * h[i * 64 + column]!;
        const scale = scales.data[row] as number;
        expect(Math.abs((values.data[column * 8 + row] as number) * scale - turned)).toBeLessThan(0.501 * scale);
      }
  });

  it('gives the same in threads, as many at once as there are', async () => {
    const matrix = matrixOf('bf16', 2048, 1024);
    const all = await Promise.all(packings.map((packing) => packed(matrix, packing, { as: packMatrix })));
    for (const [i, [values, scales]] of all.entries()) {
      const [wanted, wantedScales] = plainly(matrix, packings[i]!);
      expect(same(values, wanted) && same(scales, wantedScales)).toBe(true);
    }
  });

  it('says that a file ends too soon, in a thread too', async () => {
    for (const rows of [64, 4096]) {
      const file = join(newFolder(), 'short');
      await saveSafetensors(file, { short: f32([8], new Float32Array(8)) });
      const job: PackJob = {
        source: { file, offset: 0, dtype: 'f32' },
        ...{ rows, columns: 1024, packing: packings[2]! },
        into: { file, values: 0, scales: 0 },
      };
      await expect(packMatrix(job)).rejects.toThrow('ends inside a tensor');
    }
  });

  it('is what its source compiles to', async () => {
    expect(readFileSync(kernelSources.packing.module, 'utf8')).toBe(await builtKernels('packing'));
  });
});
