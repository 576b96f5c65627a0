/**
 * How a file of ComfyUI was made: the graph that ran, in ComfyUI's API format, which its nodes for saving write as `prompt`
 * (`nodes.py` SaveImage, `comfy_extras/nodes_images.py` and `nodes_video.py`, `comfy_api/latest/_input_impl/video_types.py` at a125cd8).
 * The graph is walked from a sampler to what it is given; nodes are judged by the names of their inputs, so that most custom ones count.
 */
import type { SaidByFile } from '@akezora/contract';
import type { Graph, GraphNode } from './graph.ts';
import {
  compact,
  fileNameIn,
  guidanceIn,
  isObject,
  type Json,
  numberIn,
  objectIn,
  type Said,
  seedIn,
  stepsIn,
  textIn,
} from './json.ts';
import { graphOfWorkflow } from './workflow.ts';

/** Nodes of a graph, and samplers among them, that are looked at. */
const mostNodes = 5000;
const mostSamplers = 20;

/** What ComfyUI says in the texts of a file; `undefined` where it says nothing. */
export function saidByComfyUi(texts: ReadonlyMap<string, string>): SaidByFile | undefined {
  // VideoHelperSuite (`nodes.py` at 001a508) puts both into the comment of a video, the graph as JSON text.
  const comment = objectIn(texts.get('comment'));
  const inComment = (name: string) => {
    const value = comment?.[name];
    return typeof value === 'string' ? objectIn(value) : isObject(value) ? value : undefined;
  };
  const prompt = objectIn(texts.get('prompt')) ?? inComment('prompt');
  const workflow = objectIn(texts.get('workflow')) ?? inComment('workflow');
  const graph = graphOf(prompt) ?? (workflow && graphOfWorkflow(workflow));
  return graph && saidByGraph(graph);
}

/** A graph in API format; `undefined` for any other object. */
function graphOf(prompt: Json | undefined): Graph | undefined {
  const nodes = Object.entries(prompt ?? {})
    .slice(0, mostNodes)
    .flatMap(([id, node]): [string, GraphNode][] =>
      isObject(node) && typeof node.class_type === 'string' && isObject(node.inputs)
        ? [[id, { class_type: node.class_type, inputs: node.inputs }]]
        : [],
    );
  return nodes.length > 0 ? new Map(nodes) : undefined;
}

function saidByGraph(graph: Graph): SaidByFile | undefined {
  const samplers = [...graph.values()].filter(
    ({ inputs }) => 'positive' in inputs && ('seed' in inputs || 'noise_seed' in inputs),
  );
  const custom = [...graph.values()].filter(({ inputs }) => 'guider' in inputs && 'noise' in inputs);
  const found = [...samplers, ...custom].slice(0, mostSamplers).map((sampler) => saidBySampler(graph, sampler));
  // Of several passes the one that says most; the first where they say alike.
  const [best] = found.sort((a, b) => Object.keys(b).length - Object.keys(a).length);
  const alone = best?.prompt === undefined ? onlyText(graph) : undefined;
  const said = { ...best, ...(alone === undefined ? {} : { prompt: alone }) };
  return Object.keys(said).length > 0 ? { program: 'ComfyUI', ...said } : undefined;
}

function saidBySampler(graph: Graph, sampler: GraphNode): Said {
  const at = (node: GraphNode | undefined, name: string) => node && nodeAt(graph, node.inputs[name]);
  const guider = at(sampler, 'guider') ?? sampler;
  const noise = at(sampler, 'noise') ?? sampler;
  const schedule = at(sampler, 'sigmas') ?? sampler;
  const chosen = at(sampler, 'sampler') ?? sampler;
  const value = (node: GraphNode, ...names: string[]) =>
    names.map((name) => heldBy(graph, node.inputs[name])).find((one) => one !== undefined);
  const positive = guider.inputs.positive ?? guider.inputs.conditioning;
  const { model, loras } = modelOf(graph, guider.inputs.model ?? sampler.inputs.model);
  return compact({
    prompt: textOf(graph, positive, 'positive'),
    negativePrompt: textOf(graph, guider.inputs.negative, 'negative'),
    seed: seedIn(value(noise, 'noise_seed', 'seed')),
    steps: stepsIn(value(schedule, 'steps')),
    guidance: guidanceIn(value(guider, 'cfg', 'guidance')),
    sampler: textIn(value(chosen, 'sampler_name'), 512),
    model,
    loras: loras.length > 0 ? loras : undefined,
  });
}

/** The node that a link leads to. */
function nodeAt(graph: Graph, link: unknown): GraphNode | undefined {
  return Array.isArray(link) && (typeof link[0] === 'string' || typeof link[0] === 'number')
    ? graph.get(String(link[0]))
    : undefined;
}

/** A value, or what the node that it is linked to holds: a primitive's `value`, a text's `text` or `string`. */
function heldBy(graph: Graph, input: unknown, depth = 0): unknown {
  if (!Array.isArray(input)) return isObject(input) ? undefined : input;
  const node = depth < 20 ? nodeAt(graph, input) : undefined;
  const names = ['value', 'text', 'string', 'prompt', 'seed', 'noise_seed', 'int', 'float', 'Number'];
  const held = names.map((name) => node?.inputs[name]).find((one) => one !== undefined);
  return held === undefined ? undefined : heldBy(graph, held, depth + 1);
}

const textNames = ['text', 't5xxl', 'text_g', 'clip_l', 'prompt', 'positive_prompt', 'string'] as const;

/** The text behind a conditioning, through nodes that change it on its way, such as `LTXVConditioning`. */
function textOf(graph: Graph, link: unknown, side: 'positive' | 'negative'): string | undefined {
  const seen = new Set<GraphNode>();
  const waiting = [nodeAt(graph, link)];
  for (let node = waiting.shift(); node !== undefined && seen.size < 200; node = waiting.shift()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const { inputs } = node;
    const names = side === 'negative' ? ['negative_prompt', ...textNames] : textNames;
    const text = names.map((name) => textIn(heldBy(graph, inputs[name]))).find((one) => one !== undefined);
    if (text !== undefined) return text;
    // A node with both sides hands each one on; any other may take its conditioning under any name.
    const next = side in inputs ? [inputs[side]] : Object.values(inputs);
    for (const one of next) {
      const before = nodeAt(graph, one);
      if (before !== undefined) waiting.push(before);
    }
  }
  return undefined;
}

/** The only text of a graph without a sampler that is known, as with models behind one node. */
function onlyText(graph: Graph): string | undefined {
  const texts = [...graph.values()].flatMap(({ inputs }) => {
    const text = textNames.map((name) => textIn(heldBy(graph, inputs[name]))).find((one) => one !== undefined);
    return text === undefined ? [] : [text];
  });
  return new Set(texts).size === 1 ? texts[0] : undefined;
}

const modelNames = ['ckpt_name', 'unet_name', 'model_name', 'diffusion_model', 'model'] as const;

/** Name of the model file, and the LoRAs on the way to it. */
function modelOf(graph: Graph, link: unknown): { model: string | undefined; loras: NonNullable<Said['loras']> } {
  const loras: NonNullable<Said['loras']> = [];
  const seen = new Set<GraphNode>();
  for (let node = nodeAt(graph, link); node !== undefined && !seen.has(node); node = nodeAt(graph, node.inputs.model)) {
    seen.add(node);
    const { inputs } = node;
    const lora = fileNameIn(inputs.lora_name);
    const strength = numberIn(heldBy(graph, inputs.strength_model ?? inputs.strength)) ?? 1;
    if (lora !== undefined && Math.abs(strength) <= 1000 && loras.length < 64) loras.unshift({ name: lora, strength });
    const model = modelNames.map((name) => fileNameIn(inputs[name])).find((one) => one !== undefined);
    if (model !== undefined) return { model, loras };
  }
  return { model: undefined, loras };
}
