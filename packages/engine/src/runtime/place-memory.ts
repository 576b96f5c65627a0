import type { Graph, Weight } from '../graph/graph.ts';
import type { WeightPlace } from '../graph/serialise.ts';
import { bytesView, showShape, type Tensor } from '../tensor/tensor.ts';

/** A graph's bytes ready for a session: a model file with its weights beside it, or bytes with buffers. */
export interface PlacedBytes {
  readonly model: string | Uint8Array;
  readonly externalData: { path: string; data: Uint8Array }[];
}

/** Weights up to this size go into the model itself: mapping thousands of small pieces costs more. */
export const inlineBytes = 64 * 1024;

/** Reads a weight, and checks what came. */
export async function loadWeight(weight: Weight): Promise<Tensor> {
  const value = await weight.load();
  if (value.dtype !== weight.dtype || value.shape.join() !== weight.shape.join())
    throw new RangeError(
      `${weight.name} came as ${value.dtype} ${showShape(value.shape)}, not ${weight.dtype} ${showShape(weight.shape)}`,
    );
  return value;
}

/** The bytes of a graph; what writes them is loaded with the first graph, since most commands need none. */
export async function modelOf(graph: Graph, places: ReadonlyMap<string, WeightPlace>): Promise<Uint8Array> {
  const { serialise } = await import('../graph/serialise.ts');
  return serialise(graph, places);
}

/** All weights in buffers. */
export async function placeInMemory(graph: Graph): Promise<PlacedBytes> {
  const places = new Map<string, WeightPlace>();
  const externalData: { path: string; data: Uint8Array }[] = [];
  for (const weight of graph.weights) {
    const tensor = await loadWeight(weight);
    const data = bytesView(tensor);
    if (data.length <= inlineBytes) places.set(weight.name, { kind: 'inline', tensor });
    else {
      const path = `w${externalData.length}`;
      places.set(weight.name, { kind: 'external', file: path, offset: 0, bytes: data.length });
      externalData.push({ path, data });
    }
  }
  return { model: await modelOf(graph, places), externalData };
}
