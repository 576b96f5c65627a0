/** Workflows of ComfyUI in API format: a node for each id, with the values and connections of its inputs. */
import { readFileSync } from 'node:fs';
import { AkezoraError, type Text } from '@akezora/contract';
import { z } from 'zod';
import type { WorkflowInputs } from '../../config/upstreams.ts';

const nodeSchema = z.looseObject({
  class_type: z.string().min(1).max(300),
  inputs: z.record(z.string(), z.unknown()),
});

const workflowSchema = z.record(z.string().min(1).max(64), nodeSchema);

/** A workflow: its nodes by id. */
export type Workflow = z.output<typeof workflowSchema>;

/** Most bytes of a workflow's file. */
const mostBytes = 4e6;

const refuse = (reason: Text): never => {
  throw new AkezoraError('request_invalid', { field: 'upstreams', reason });
};

/**
 * Reads a workflow.
 * @param source a JSON file, or what it holds
 * @throws AkezoraError `request_invalid` for a file that cannot be read, or that is none in API format
 */
export function readWorkflow(source: string | Readonly<Record<string, unknown>>): Workflow {
  const name = typeof source === 'string' ? source : 'workflow';
  const value = typeof source === 'string' ? readJson(source) : source;
  if (typeof value === 'object' && value !== null && Array.isArray((value as { nodes?: unknown }).nodes))
    refuse({
      en: `${name} is a workflow of the editor; export it in API format`,
      ja: `${name} はエディター用のワークフローです。API 形式で書き出してください`,
    });
  const read = workflowSchema.safeParse(value);
  if (read.success && Object.keys(read.data).length > 0) return read.data;
  return refuse({
    en: `${name} is no ComfyUI workflow in API format`,
    ja: `${name} は API 形式の ComfyUI ワークフローではありません`,
  });
}

function readJson(file: string): unknown {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > mostBytes) throw new RangeError(`${file}: more than ${mostBytes} bytes`);
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return refuse({ en: message, ja: `${file} を読み込めません: ${message}` });
  }
}

/** Places of an input, as a list. */
export const placesOf = (places: string | readonly string[] | undefined): readonly string[] =>
  places === undefined ? [] : [places].flat();

/** The node and input of a place, such as `6.text`. */
export function splitPlace(place: string): readonly [node: string, input: string] {
  const dot = place.indexOf('.');
  return [place.slice(0, dot), place.slice(dot + 1)];
}

/** Where frames go, and which numbers of them a model takes. */
export function framesOf(inputs: WorkflowInputs): { at: readonly string[]; multipleOf: number; plus: number } {
  const { frames } = inputs;
  if (frames === undefined || typeof frames === 'string' || Array.isArray(frames))
    return { at: placesOf(frames), multipleOf: 1, plus: 0 };
  return { ...frames, at: placesOf(frames.at) };
}

/**
 * Checks that every place is in the workflow and holds a value, not a connection that a value would cut.
 * @throws AkezoraError `request_invalid` naming the place
 */
export function checkPlaces(workflow: Workflow, inputs: WorkflowInputs, output?: string): void {
  const { loras = [], frames, ...plain } = inputs;
  const all = [
    ...Object.values(plain).flatMap((places) => placesOf(places)),
    ...framesOf({ prompt: inputs.prompt, ...(frames === undefined ? {} : { frames }) }).at,
    ...loras.flatMap(({ file, strength }) => [file, ...placesOf(strength)]),
  ];
  for (const place of all) {
    const [id, input] = splitPlace(place);
    const node = workflow[id];
    if (node === undefined || !Object.hasOwn(node.inputs, input)) {
      const choices =
        node === undefined ? Object.keys(workflow) : Object.keys(node.inputs).map((one) => `${id}.${one}`);
      const list = choices.slice(0, 40).join(', ');
      refuse({
        en: `the workflow has no ${place}; it has ${list}`,
        ja: `ワークフローに ${place} はありません。あるもの: ${list}`,
      });
    }
    const value = node?.inputs[input];
    if (Array.isArray(value))
      refuse({
        en: `${place} is connected to node ${value[0]}; name an input that holds a value`,
        ja: `${place} はノード ${value[0]} に接続されています。値を持つ入力を指定してください`,
      });
  }
  if (output !== undefined && workflow[output] === undefined)
    refuse({ en: `the workflow has no node ${output}`, ja: `ワークフローにノード ${output} はありません` });
}

/** The value that a workflow has at the first of some places. */
export function valueAt(workflow: Workflow, places: string | readonly string[] | undefined): unknown {
  const [place] = placesOf(places);
  if (place === undefined) return undefined;
  const [id, input] = splitPlace(place);
  return workflow[id]?.inputs[input];
}

/** A copy of a workflow with values in places. */
export function withValues(
  workflow: Workflow,
  values: readonly (readonly [places: string | readonly string[] | undefined, value: string | number | undefined])[],
): Workflow {
  const copy = structuredClone(workflow);
  for (const [places, value] of values) {
    if (value === undefined) continue;
    for (const place of placesOf(places)) {
      const [id, input] = splitPlace(place);
      const node = copy[id];
      if (node !== undefined) node.inputs[input] = value;
    }
  }
  return copy;
}
