import { mkdir, mkdtemp, readdir, rm, symlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBuilder, type GraphOptions } from '../../src/graph/builder.ts';
import { linear } from '../../src/graph/layers/linear.ts';
import { add, cast } from '../../src/graph/ops.ts';
import { print } from '../../src/graph/print.ts';
import { scopeOf } from '../../src/graph/scope.ts';
import { featuresIn, int8WeightLimit } from '../../src/runtime/cpu.ts';
import { onnxNodeRuntime } from '../../src/runtime/onnx-node.ts';
import { f32ToBf16, f32ToF16 } from '../../src/tensor/half.ts';
import type { TensorSource } from '../../src/tensor/source.ts';
import { f32, i32, type Tensor, tensor } from '../../src/tensor/tensor.ts';
import { openSafetensors } from '../../src/weights/store.ts';
import { saveSafetensors } from '../../src/weights/write.ts';
import { random, relativeError } from '../graph/reference.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runtime-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const [out, inner] = [150, 130];
const weight = random('weight', [out, inner]);
const x = random('x', [3, inner]);

function product(source: TensorSource, options: GraphOptions = {}) {
  const g = new GraphBuilder('product', { source, ...options });
  g.output('out', linear(g.input('x', 'f32', [3, inner]), scopeOf(g, 'l')));
  return g.build();
}

const plain = (): number[] => {
  const result: number[] = [];
  for (let r = 0; r < 3; r++)
    for (let o = 0; o < out; o++) {
      let total = 0;
      for (let i = 0; i < inner; i++) total += x.data[r * inner + i]! * weight.data[o * inner + i]!;
      result.push(total);
    }
  return result;
};

async function run(graph: ReturnType<typeof product>): Promise<Float32Array> {
  const runtime = await onnxNodeRuntime({ threads: 1 });
  const program = await runtime.load(graph);
  const { out } = await program.run({ x });
  await program.free();
  return out!.data as Float32Array;
}

const stored = (dtype: 'f32' | 'bf16' | 'f16'): Tensor =>
  dtype === 'f32'
    ? weight
    : tensor(dtype, [out, inner], (dtype === 'bf16' ? f32ToBf16 : f32ToF16)(weight.data as Float32Array));

describe('weights in files', () => {
  it.each([
    ['f32', 1e-6],
    ['bf16', 4e-3],
    ['f16', 5e-4],
  ] as const)('%s is mapped, widened, and leaves nothing beside the file', async (dtype, limit) => {
    const path = join(folder, `${dtype}.safetensors`);
    await saveSafetensors(path, { 'l.weight': stored(dtype), 'l.bias': f32([out], new Float32Array(out)) });
    const source = await openSafetensors(path);
    const before = await readdir(folder);
    expect(relativeError(await run(product(source)), plain())).toBeLessThan(limit);
    expect(await readdir(folder)).toEqual(before);
    await source.close();
  });

  it('are found through a symbolic link, as hub caches have them', async () => {
    const path = join(folder, 'blob.safetensors');
    await saveSafetensors(path, { 'l.weight': weight });
    await mkdir(join(folder, 'snapshot'));
    const linked = join(folder, 'snapshot', 'model.safetensors');
    await symlink(path, linked);
    const source = await openSafetensors(linked);
    expect(relativeError(await run(product(source)), plain())).toBeLessThan(1e-6);
    await source.close();
  });

  it('are loaded after what killed loads left beside them is removed', async () => {
    const own = await mkdtemp(join(folder, 'left-'));
    const file = join(own, 'w.safetensors');
    await saveSafetensors(file, { 'l.weight': stored('f32') });
    const left = ['.akezora-load-999999999-old', `.akezora-load-${process.pid}-now`, '.akezora-load-999999998-new'];
    for (const name of left) await mkdir(join(own, name));
    for (const name of left.slice(0, 2)) await utimes(join(own, name), 0, 0);
    const source = await openSafetensors(file);
    await run(product(source));
    await source.close();
    expect((await readdir(own)).sort()).toEqual([...left.slice(1), 'w.safetensors'].sort());
  });

  it('are read into memory where no link to them can be made', async () => {
    const gone = join(folder, 'gone');
    await mkdir(gone);
    await saveSafetensors(join(gone, 'model.safetensors'), { 'l.weight': weight });
    const source = await openSafetensors(join(gone, 'model.safetensors'));
    // Even root, whom a read-only folder does not stop, can link nothing into a folder that is no more.
    await rm(gone, { recursive: true });
    expect(relativeError(await run(product(source)), plain())).toBeLessThan(1e-6);
    await source.close();
  });
});

describe('the runtime', () => {
  const sum = () => {
    const g = new GraphBuilder('sum');
    g.output('out', add(g.input('x', 'f32', [2]), g.input('y', 'f32', [2])));
    return g.build();
  };

  it('takes and gives half-precision floats as their bits', async () => {
    const graph = new GraphBuilder('halves');
    const x = graph.input('x', 'f16', [2]);
    graph.output('wide', cast(x, 'f32'));
    graph.output('same', x);
    const program = await (await onnxNodeRuntime({ threads: 1 })).load(graph.build());
    const halves = tensor('f16', [2], f32ToF16(Float32Array.of(1.5, -3)));
    expect(await program.run({ x: halves })).toEqual({ wide: f32([2], [1.5, -3]), same: halves });
    await program.free();
  });

  it('names what does not fit the graph, and refuses to run what was freed', async () => {
    const runtime = await onnxNodeRuntime({ threads: 1 });
    const program = await runtime.load(sum(), { label: 'adding' });
    const pair = f32([2], [1, 2]);
    expect((await program.run({ x: pair, y: pair })).out).toEqual(f32([2], [2, 4]));
    const wrong: Record<string, Tensor>[] = [
      { x: pair, y: f32([3], [1, 2, 3]) },
      { x: pair, y: i32([2], [1, 2]) },
      { x: pair, z: pair },
      { x: pair },
    ];
    for (const inputs of wrong) {
      const error = await program.run(inputs).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(AkezoraError);
      expect(error.code).toBe('runtime_failed');
      expect(error.text.ja).toContain('adding');
    }
    await program.free();
    await program.free();
    await expect(program.run({ x: pair, y: pair })).rejects.toThrow(AkezoraError);
  });

  it('refuses a device this machine has not', async () => {
    const runtime = await onnxNodeRuntime();
    await expect(runtime.load(sum(), { device: 'abacus' })).rejects.toMatchObject({ code: 'device_unavailable' });
  });

  it('chooses 7-bit weights on x86 without VNNI', () => {
    expect(int8WeightLimit(featuresIn('flags : fpu avx2 sse'), 'x64')).toBe(63);
    expect(int8WeightLimit(featuresIn('x\nflags\t\t: fpu avx2 avx512_vnni\n'), 'x64')).toBe(127);
    expect(int8WeightLimit(featuresIn('flags : avx2 avx_vnni'), 'x64')).toBe(127);
    expect(int8WeightLimit([], 'x64')).toBe(63);
    expect(int8WeightLimit([], 'arm64')).toBe(127);
  });
});

describe('the builder', () => {
  it('refuses shapes and types that do not fit, with the place', () => {
    const g = new GraphBuilder('bad');
    const a = g.input('a', 'f32', [2, 3]);
    expect(() => g.within('block.1', () => add(a, g.input('b', 'f32', [2, 4])))).toThrow(
      /bad at block\.1: Add of 2×3 and 2×4/,
    );
    expect(() => add(a, g.input('c', 'i32', [2, 3]))).toThrow(/f32 and i32/);
    expect(() => add(a, new GraphBuilder('other').input('d', 'f32', [2, 3]))).toThrow(/another graph/);
  });

  it('prints a graph with shapes and places', () => {
    const g = new GraphBuilder('small');
    const a = g.input('a', 'f32', [2, 3]);
    g.output(
      'out',
      g.within('top', () => add(a, 1)),
    );
    const text = print(g.build());
    expect(text).toMatch(/in {2}a: f32 2×3/);
    expect(text).toMatch(/# top\n {2}Add_\d+: f32 2×3 = Add\(a, const_\d+‹f32 scalar›\)/);
    expect(text).toMatch(/out out: f32 2×3/);
  });
});
