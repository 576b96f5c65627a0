/** What ComfyUI says of a prompt: whether it waits, runs or has ended, which files it saved, and why it failed. */
import type { Text } from '@akezora/contract';
import { z } from 'zod';
import { shortened } from '../calls.ts';

const fileSchema = z.object({
  filename: z.string().min(1).max(1000),
  subfolder: z.string().max(1000).default(''),
  type: z.enum(['output', 'temp']),
});

/** A file that a node saved. */
export type SavedFile = z.output<typeof fileSchema>;

/** An entry of the history: of a prompt that has ended. */
export const entrySchema = z.object({
  outputs: z.record(z.string(), z.record(z.string(), z.unknown()).nullish()).default({}),
  status: z
    .object({
      status_str: z.string(),
      completed: z.boolean(),
      messages: z.array(z.tuple([z.string(), z.unknown()])).default([]),
    })
    .nullish(),
});

/** An entry of the history. */
export type Entry = z.output<typeof entrySchema>;

/** The endings of clips that can be kept, each with that of our file. */
const endings: Readonly<Record<string, string>> = {
  mp4: 'mp4',
  m4v: 'mp4',
  mov: 'mov',
  mkv: 'mkv',
  webm: 'webm',
  webp: 'webp',
  gif: 'gif',
};

/** The ending of a saved file; undefined when it is no clip by its name. */
export const endingOf = ({ filename }: SavedFile): string | undefined =>
  endings[/\.([a-z0-9]+)$/i.exec(filename)?.[1]?.toLowerCase() ?? ''];

/**
 * The clip among the files that nodes saved: of the named node, else of the last node in the order of the workflow; saved files
 * before temporary ones, videos before animated pictures.
 */
export function clipOf({ outputs }: Entry, order: readonly string[], node?: string): SavedFile | undefined {
  const rank = (file: SavedFile) =>
    (file.type === 'output' ? 2 : 0) + (['webp', 'gif'].includes(endingOf(file) ?? '') ? 0 : 1);
  const ids = node === undefined ? order : [node];
  const found = ids
    .flatMap((id) => Object.values(outputs[id] ?? {}))
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .flatMap((file) => fileSchema.safeParse(file).data ?? [])
    .filter((file) => endingOf(file) !== undefined);
  const best = Math.max(...found.map(rank));
  return found.findLast((file) => rank(file) === best);
}

const errorSchema = z.object({
  node_id: z.union([z.string(), z.number()]).nullish(),
  node_type: z.string().nullish(),
  exception_message: z.string().nullish(),
  exception_type: z.string().nullish(),
});

/** Why a prompt failed, by its node; undefined when it did not. */
export function failureOf({ status }: Entry): Text | undefined {
  if (status == null || (status.completed && status.status_str === 'success')) return undefined;
  const messages = new Map(status.messages);
  if (messages.has('execution_interrupted')) return { en: 'it was interrupted there', ja: '接続先で中断されました' };
  const { node_id, node_type, exception_message, exception_type } =
    errorSchema.safeParse(messages.get('execution_error')).data ?? {};
  const reason = exception_message?.trim() || exception_type || status.status_str;
  return ofNode(node_id ?? undefined, node_type ?? undefined, reason);
}

const promptErrorSchema = z.object({
  error: z.union([z.string(), z.object({ message: z.string().default(''), details: z.string().nullish() })]).optional(),
  node_errors: z
    .union([
      z.record(
        z.string(),
        z.object({
          class_type: z.string().nullish(),
          errors: z.array(z.object({ message: z.string().default(''), details: z.string().nullish() })).default([]),
        }),
      ),
      z.array(z.unknown()),
    ])
    .optional(),
});

/** Why ComfyUI refused a prompt, by the first of its nodes at fault; undefined for a body that does not say it. */
export function refusalOfPrompt(body: unknown): Text | undefined {
  const { error, node_errors } = promptErrorSchema.safeParse(body).data ?? {};
  const nodes = node_errors === undefined || Array.isArray(node_errors) ? {} : node_errors;
  const [first] = Object.entries(nodes);
  if (first !== undefined) {
    const [id, { class_type, errors }] = first;
    return ofNode(id, class_type ?? undefined, errors.slice(0, 3).map(told).join('; '));
  }
  if (error === undefined) return undefined;
  const reason = shortened(typeof error === 'string' ? error : told(error));
  return { en: reason, ja: reason };
}

const told = ({ message, details }: { message: string; details?: string | null | undefined }): string =>
  details == null || details === '' ? message : `${message}: ${details}`;

function ofNode(id: string | number | undefined, type: string | undefined, reason: string): Text {
  const words = shortened(reason);
  if (id === undefined) return { en: words, ja: words };
  const name = shortened(type ?? '');
  return {
    en: `node ${id}${name === '' ? '' : ` (${name})`}: ${words}`,
    ja: `ノード ${id}${name === '' ? '' : `（${name}）`}: ${words}`,
  };
}
