/** Messages of ComfyUI's WebSocket, read into the progress of one prompt. */
import { z } from 'zod';
import { jsonIn } from '../calls.ts';

const messageSchema = z.object({ type: z.string(), data: z.looseObject({ prompt_id: z.string().optional() }) });
const nodeId = z.union([z.string(), z.number()]).transform(String);
const cachedSchema = z.object({ nodes: z.array(nodeId) });
const executingSchema = z.object({ node: nodeId.nullish() });
const stepSchema = z.object({ node: nodeId.nullish(), value: z.number(), max: z.number() });
const stateSchema = z.object({
  nodes: z.record(z.string(), z.object({ value: z.number(), max: z.number(), state: z.string() })),
});

/** Most bytes of a preview. */
const previewBytes = 4e6;

/** What a message changed. */
export type Heard =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'preview'; readonly picture: Uint8Array }
  | { readonly kind: 'ended' };

/** Reads the messages to one client about one prompt; those about others are passed over. */
export function readProgress(promptId: string, nodes: readonly string[]) {
  const parts = new Map<string, number>();
  const known = new Set(nodes);
  let current: string | undefined;
  let isOurs = false;
  const finish = (id: string) => {
    // Nodes that expand into others have ids of their own kind; only those of the workflow count.
    if (known.has(id)) parts.set(id, 1);
  };
  const part = (id: string, value: number, max: number) => {
    if (known.has(id) && max > 0) parts.set(id, Math.max(parts.get(id) ?? 0, Math.min(1, Math.max(0, value / max))));
  };
  const progress = (): Heard => ({
    kind: 'progress',
    fraction: [...parts.values()].reduce((sum, one) => sum + one, 0) / Math.max(1, known.size),
  });
  const readText = (text: string): Heard | undefined => {
    const { type, data } = messageSchema.safeParse(jsonIn(text)).data ?? {};
    if (type === undefined || data?.prompt_id === undefined) return undefined;
    isOurs = data.prompt_id === promptId;
    if (!isOurs) return undefined;
    switch (type) {
      case 'execution_success':
      case 'execution_error':
      case 'execution_interrupted':
        return { kind: 'ended' };
      case 'execution_cached':
        for (const id of cachedSchema.safeParse(data).data?.nodes ?? []) finish(id);
        return progress();
      case 'executing': {
        const { node } = executingSchema.safeParse(data).data ?? {};
        if (current !== undefined) finish(current);
        current = node ?? undefined;
        return node == null ? { kind: 'ended' } : progress();
      }
      case 'progress': {
        const { node, value = 0, max = 0 } = stepSchema.safeParse(data).data ?? {};
        part(node ?? current ?? '', value, max);
        return progress();
      }
      case 'progress_state':
        for (const [id, { value, max, state }] of Object.entries(stateSchema.safeParse(data).data?.nodes ?? {})) {
          if (state === 'finished') finish(id);
          else part(id, value, max);
        }
        return progress();
      default:
        return undefined;
    }
  };
  return {
    text: readText,
    /** A binary message: four bytes of its kind, then a picture, or a length, metadata of that length, and a picture. */
    binary: (bytes: Uint8Array): Heard | undefined => {
      if (bytes.byteLength < 8 || bytes.byteLength > previewBytes) return undefined;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const kind = view.getUint32(0);
      if (kind === 1) return isOurs ? { kind: 'preview', picture: bytes.subarray(8) } : undefined;
      if (kind !== 4) return undefined;
      const length = view.getUint32(4);
      if (length > bytes.byteLength - 8) return undefined;
      const about = jsonIn(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as
        | { prompt_id?: unknown }
        | undefined;
      return about?.prompt_id === promptId ? { kind: 'preview', picture: bytes.subarray(8 + length) } : undefined;
    },
  };
}
