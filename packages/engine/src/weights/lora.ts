import { basename } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { expectTensor, type TensorSource } from '../tensor/source.ts';
import { f32, type Tensor, toF32 } from '../tensor/tensor.ts';
import { sha256OfFile } from './sha256.ts';
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

/** Endings of the two factors: PEFT (with and without an adapter's name), older diffusers, Kohya. */
const factors = [
  ['.lora_A.weight', '.lora_B.weight'],
  ['.lora_A.default.weight', '.lora_B.default.weight'],
  ['.lora.down.weight', '.lora.up.weight'],
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

function findLayer(store: WeightStore, layer: string, alias: LayerAlias): LoraLayer | undefined {
  for (const stem of stems(layer, alias))
    for (const [down, up] of factors)
      if (store.find(stem + down) && store.find(stem + up)) {
        const alpha = store.find(`${stem}.alpha`) ? `${stem}.alpha` : undefined;
        return { down: stem + down, up: stem + up, alpha };
      }
  return undefined;
}

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
  if (files.length === 0) return { ...source, leftOut };
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
        files.map(async ({ path, strength }) => `${await sha256OfFile(path)}:${strength}`),
      );
      return [(await source.variant?.()) ?? '', ...adapters].join('+');
    },
    async close() {
      await Promise.all([source, ...stores].map((store) => store.close()));
    },
  };
}

/** Weights that an adapter changes, and its tensors that belong to none. */
function placeLayers(store: WeightStore, source: TensorSource, alias: LayerAlias) {
  const used = new Map<string, LoraLayer>();
  const left = new Set(store.names);
  let otherShape: unknown;
  for (const name of source.names) {
    if (!name.endsWith('.weight')) continue;
    const layer = findLayer(store, name.slice(0, -'.weight'.length), alias);
    if (!layer) continue;
    const [out = 0, ...rest] = expectTensor(source, name).shape;
    const inner = rest.reduce((a, b) => a * b, 1);
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
    reason: { en: 'the model has no layer for it', ja: 'モデルに対応する層がありません' },
  });
}

function check(store: WeightStore, name: string, shape: readonly number[]): void {
  const info = expectTensor(store, name);
  const flat = [info.shape[0] ?? 0, info.shape.slice(1).reduce((a, b) => a * b, 1)];
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
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < rank; k++) {
      const weight = factor * up.data[row * rank + k]!;
      if (weight === 0) continue;
      const [to, from] = [row * columns, k * columns];
      for (let column = 0; column < columns; column++) into[to + column]! += weight * down.data[from + column]!;
    }
}
