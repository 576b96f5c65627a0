/**
 * A workflow of ComfyUI's page (`workflow`), for files that carry no graph in API format: nodes hold the values of their widgets in a list
 * without names. Those of the nodes that matter here have the order of `INPUT_TYPES` in ComfyUI's `nodes.py` and
 * `comfy_extras/nodes_custom_sampler.py` and `nodes_lt.py` at a125cd8; `control_after_generate` follows each seed.
 */
import type { Graph, GraphNode } from './graph.ts';
import { isObject, type Json } from './json.ts';

const widgets: Readonly<Record<string, readonly string[]>> = {
  CLIPTextEncode: ['text'],
  KSampler: ['seed', '-', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'],
  KSamplerAdvanced: ['add_noise', 'noise_seed', '-', 'steps', 'cfg', 'sampler_name', 'scheduler'],
  SamplerCustom: ['add_noise', 'noise_seed', '-', 'cfg'],
  RandomNoise: ['noise_seed', '-'],
  CFGGuider: ['cfg'],
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  LTXVScheduler: ['steps'],
  KSamplerSelect: ['sampler_name'],
  CheckpointLoaderSimple: ['ckpt_name'],
  UNETLoader: ['unet_name', 'weight_dtype'],
  LoraLoader: ['lora_name', 'strength_model', 'strength_clip'],
  LoraLoaderModelOnly: ['lora_name', 'strength_model'],
  PrimitiveNode: ['value'],
  PrimitiveString: ['value'],
  PrimitiveStringMultiline: ['value'],
  PrimitiveInt: ['value'],
  PrimitiveFloat: ['value'],
};

/** Nodes and links of a workflow that are looked at. */
const most = 5000;
/** Modes of nodes that do not run: never (2) and bypassed (4). */
const idle: readonly unknown[] = [2, 4];

/** The graph of a workflow; `undefined` for any other object. */
export function graphOfWorkflow({ nodes, links }: Json): Graph | undefined {
  if (!Array.isArray(nodes) || !Array.isArray(links)) return undefined;
  /** The node that each link comes from: a link is `[id, from, output, to, input, kind]`. */
  const sources = new Map<unknown, unknown>(
    links.slice(0, most).flatMap((link): [unknown, unknown][] => (Array.isArray(link) ? [[link[0], link[1]]] : [])),
  );
  const graph = new Map<string, GraphNode>();
  for (const node of nodes.slice(0, most)) {
    if (!isObject(node) || typeof node.type !== 'string' || idle.includes(node.mode)) continue;
    const inputs: Record<string, unknown> = Object.create(null);
    const values: readonly unknown[] = Array.isArray(node.widgets_values) ? node.widgets_values : [];
    const names = Object.hasOwn(widgets, node.type) ? widgets[node.type]! : [];
    for (const [index, name] of names.entries()) if (name !== '-') inputs[name] = values[index];
    for (const input of Array.isArray(node.inputs) ? node.inputs.slice(0, 100) : [])
      if (isObject(input) && typeof input.name === 'string' && sources.has(input.link))
        inputs[input.name] = [String(sources.get(input.link)), 0];
    graph.set(String(node.id), { class_type: node.type, inputs });
  }
  return graph.size > 0 ? graph : undefined;
}
