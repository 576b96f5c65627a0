import { basename } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { expectTensor, type TensorSource } from '../tensor/source.ts';
import { f32, sizeOf, type Tensor, toF32 } from '../tensor/tensor.ts';
import { knownSha256 } from './sha256.ts';
import { openSafetensors, type WeightStore } from './store.ts';

/** A LoRA (Hu et al. 2021) and the factor of its weights: 1 as trained. */
export interface LoraFile {
  readonly path: string;
  readonly strength: number;
}

/** One layer's change: `up · down · scale`, `[out, rank]` times `[rank, in]`. */
interface LoraLayer {
  readonly down: string;
  readonly up: string;
  readonly alpha: string | undefined;
}

const prefixes = [
  'transformer.',
  'diffusion_model.',
  'model.diffusion_model.',
  'base_model.model.',
  'unet.',
  '',
] as const;

/** Endings of the two factors: PEFT (with and without an adapter's name), older diffusers of two kinds, Kohya. */
const factors = [
  ['.lora_A.weight', '.lora_B.weight'],
  ['.lora_A.default.weight', '.lora_B.default.weight'],
  ['.lora.down.weight', '.lora.up.weight'],
  ['_lora.down.weight', '_lora.up.weight'],
  ['.lora_down.weight', '.lora_up.weight'],
] as const;

/** Names of a layer in other programs, tried after Akezora's own. */
export type LayerAlias = (layer: string) => readonly string[];

function stems(layer: string, alias: LayerAlias): string[] {
  const names = [layer, ...alias(layer)];
  const dotted = names.flatMap((name) => prefixes.map((prefix) => prefix + name));
  const kohya = names.flatMap((name) =>
    ['lora_unet_', 'lora_transformer_'].map((prefix) => prefix + name.replaceAll('.', '_')),
  );
  return [...dotted, ...kohya];
}

/** The layer of a factor that diffusers once stored with attention's processor, beside the layers themselves. */
const withoutProcessor = (stem: string): string => stem.replace('.processor.', '.').replace(/\.to_out$/, '.to_out.0');

/** The layers that a LoRA changes, by their names in its file, without the endings. */
function layersOf(names: readonly string[]): ReadonlyMap<string, LoraLayer> {
  const stored = new Set(names);
  const layers = new Map<string, LoraLayer>();
  for (const [downEnding, upEnding] of factors)
    for (const down of names) {
      if (!down.endsWith(downEnding)) continue;
      const written = down.slice(0, -downEnding.length);
      const stem = downEnding.startsWith('_') ? withoutProcessor(written) : written;
      if (layers.has(stem) || !stored.has(written + upEnding)) continue;
      const alpha = stored.has(`${written}.alpha`) ? `${written}.alpha` : undefined;
      layers.set(stem, { down, up: written + upEnding, alpha });
    }
  return layers;
}

/** Whether a file with tensors of these names is a LoRA: it holds pairs of factors. */
export const looksLikeLora = (names: readonly string[]): boolean => layersOf(names).size > 0;

/** Alpha over rank in the metadata of a PEFT file; 1 without it. */
function statedScale(store: WeightStore): number {
  try {
    const stated: unknown = JSON.parse(store.metadata.lora_adapter_metadata ?? '{}');
    const values = Object.entries(stated as Record<string, unknown>);
    const find = (ending: string) =>
      Number(values.find(([name]) => name === ending || name.endsWith(`.${ending}`))?.[1]);
    const scale = find('lora_alpha') / find('r');
    return Number.isFinite(scale) && scale > 0 ? scale : 1;
  } catch {
    return 1;
  }
}

interface Placed {
  readonly store: WeightStore;
  readonly layer: LoraLayer;
  readonly strength: number;
  readonly scale: number;
}

/** A source with adapters, and what of them does not fit. */
export interface AdaptedSource extends TensorSource {
  /** Tensors of each adapter, by its path, for which the model has no layer of that shape; they are left out. */
  readonly leftOut: ReadonlyMap<string, readonly string[]>;
  /** What merging costs. */
  readonly merging: MergingCost;
}

/** What merging the adapters into all weights once costs. */
export interface MergingCost {
  /** Operations: two a product. */
  readonly operations: number;
  /** Bytes beside the weights while the largest one is merged: it as stored and in f32, and the factors. */
  readonly memoryBytes: number;
}

/**
 * A source with adapters merged into its weights as they are read; several add up. Layers no adapter changes stay where
 * they are in the file. What of an adapter does not fit is left out: adapters of other programs carry parts for the text encoder, or
 * tensors of other methods.
 * @throws AkezoraError `weights_mismatch` naming a tensor of an adapter of which nothing fits, `weights_missing`, `weights_corrupt`.
 */
export async function withLoras(
  source: TensorSource,
  files: readonly LoraFile[],
  alias: LayerAlias = () => [],
): Promise<AdaptedSource> {
  const leftOut = new Map<string, readonly string[]>();
  if (files.length === 0) return { ...source, leftOut, merging: { operations: 0, memoryBytes: 0 } };
  const stores: WeightStore[] = [];
  const placed = new Map<string, Placed[]>();
  try {
    for (const { path, strength } of files) {
      const store = await openSafetensors(path);
      stores.push(store);
      const { used, left } = placeLayers(store, source, alias);
      if (left.length > 0) leftOut.set(path, left);
      const scale = statedScale(store);
      for (const [name, layer] of used) {
        const entry = { store, layer, strength, scale };
        placed.set(name, [...(placed.get(name) ?? []), entry]);
      }
    }
  } catch (error) {
    await Promise.all(stores.map((store) => store.close()));
    throw error;
  }
  return {
    label: [source.label, ...files.map(({ path, strength }) => `${basename(path)}:${strength}`)].join('+'),
    leftOut,
    merging: mergingCost(source, placed),
    names: source.names,
    find(name) {
      const info = source.find(name);
      return info && placed.has(name) ? { name, dtype: 'f32', shape: info.shape } : info;
    },
    async read(name) {
      const entries = placed.get(name);
      if (!entries) return source.read(name);
      const base = toF32(await source.read(name));
      const out = Float32Array.from(base.data);
      for (const entry of entries) await addChange(out, base.shape, entry);
      return f32(base.shape, out);
    },
    async variant() {
      const adapters = await Promise.all(
        files.map(async ({ path, strength }) => `${await knownSha256(path)}:${strength}`),
      );
      return [(await source.variant?.()) ?? '', ...adapters].join('+');
    },
    async close() {
      await Promise.all([source, ...stores].map((store) => store.close()));
    },
  };
}

function mergingCost(source: TensorSource, placed: ReadonlyMap<string, readonly Placed[]>): MergingCost {
  let [operations, memoryBytes] = [0, 0];
  for (const [name, entries] of placed) {
    const { shape } = expectTensor(source, name);
    const size = sizeOf(shape);
    const factorSize = ({ store, layer }: Placed, which: 'down' | 'up') =>
      sizeOf(expectTensor(store, layer[which]).shape);
    for (const entry of entries) {
      const [rank = 0] = expectTensor(entry.store, entry.layer.down).shape;
      operations += 2 * rank * size;
      memoryBytes = Math.max(memoryBytes, 4 * (3 * size + factorSize(entry, 'down') + factorSize(entry, 'up')));
    }
  }
  return { operations, memoryBytes };
}

/** Weights that an adapter changes, and its tensors that belong to none. */
function placeLayers(store: WeightStore, source: TensorSource, alias: LayerAlias) {
  const used = new Map<string, LoraLayer>();
  const left = new Set(store.names);
  const layers = layersOf(store.names);
  let otherShape: unknown;
  for (const name of source.names) {
    if (!name.endsWith('.weight')) continue;
    const stem = stems(name.slice(0, -'.weight'.length), alias).find((one) => layers.has(one));
    const layer = stem === undefined ? undefined : layers.get(stem);
    if (!layer) continue;
    const [out = 0, ...rest] = expectTensor(source, name).shape;
    const inner = sizeOf(rest);
    const [rank = 0] = expectTensor(store, layer.down).shape;
    try {
      check(store, layer.down, [rank, inner]);
      check(store, layer.up, [out, rank]);
    } catch (error) {
      otherShape ??= error;
      continue;
    }
    used.set(name, layer);
    for (const tensor of [layer.down, layer.up, layer.alpha]) if (tensor) left.delete(tensor);
  }
  if (used.size > 0) return { used, left: [...left] };
  if (otherShape !== undefined) throw otherShape;
  throw new AkezoraError('weights_mismatch', {
    path: store.label,
    tensor: [...left][0] ?? '?',
    reason: {
      en: 'the model has no layer for it. Names of PEFT and diffusers (transformer.….lora_A.weight, .lora.down.weight) and of Kohya (lora_unet_….lora_down.weight) are read',
      ja: 'モデルに対応する層がありません。読める名前は、PEFT と diffusers（transformer.….lora_A.weight、.lora.down.weight）、Kohya（lora_unet_….lora_down.weight）です',
    },
  });
}

function check(store: WeightStore, name: string, shape: readonly number[]): void {
  const info = expectTensor(store, name);
  const flat = [info.shape[0] ?? 0, sizeOf(info.shape.slice(1))];
  if (flat[0] !== shape[0] || flat[1] !== shape[1]) expectTensor(store, name, shape);
}

async function addChange(
  into: Float32Array,
  shape: readonly number[],
  { store, layer, strength, scale }: Placed,
): Promise<void> {
  const [down, up] = [toF32(await store.read(layer.down)), toF32(await store.read(layer.up))];
  const rank = down.shape[0]!;
  const alpha = layer.alpha && Number(toF32((await store.read(layer.alpha)) as Tensor).data[0]);
  const factor = strength * (alpha ? alpha / rank : scale);
  const rows = shape[0]!;
  const columns = into.length / rows;
  const [d, u] = [down.data, up.data];
  // Four ranks at a time: each sum is read and written once for four products, which nearly halves the time.
  for (let row = 0; row < rows; row++) {
    const to = row * columns;
    let k = 0;
    for (; k + 4 <= rank; k += 4) {
      const at = row * rank + k;
      const [a, b, c, e] = [factor * u[at]!, factor * u[at + 1]!, factor * u[at + 2]!, factor * u[at + 3]!];
      if (a === 0 && b === 0 && c === 0 && e === 0) continue;
      const first = k * columns;
      const [second, third, fourth] = [first + columns, first + 2 * columns, first + 3 * columns];
      for (let i = 0; i < columns; i++)
        into[to + i]! += a * d[first + i]! + b * d[second + i]! + c * d[third + i]! + e * d[fourth + i]!;
    }
    for (; k < rank; k++) {
      const weight = factor * u[row * rank + k]!;
      if (weight === 0) continue;
      const from = k * columns;
      for (let i = 0; i < columns; i++) into[to + i]! += weight * d[from + i]!;
    }
  }
}
