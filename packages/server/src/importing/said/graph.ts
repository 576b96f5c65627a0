import type { Json } from './json.ts';

/** A node of ComfyUI's API format: its class, and its inputs by name; `[id, output]` is a link. */
export interface GraphNode {
  readonly class_type: string;
  readonly inputs: Json;
}

/** Nodes by id. */
export type Graph = ReadonlyMap<string, GraphNode>;
