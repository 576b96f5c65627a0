import type { Condition, GenerationRequestInput } from '@akezora/contract';
import type { Upload } from '@akezora/contract/api';
import { api } from '../api/client.ts';
import { toast } from '../components/toast.tsx';
import { messagesNow } from '../i18n/index.ts';
import { compact } from '../util/compact.ts';
import { choicesIn, type DraftChange } from './draft.ts';
import { startDraft } from './prompt-focus.ts';

/** Id of the upload that an input names; undefined if it is something else. */
const uploadId = (file: unknown): string | undefined =>
  typeof file === 'string' && file.startsWith('upload:') ? file.slice('upload:'.length) : undefined;

async function uploadOf(file: unknown): Promise<Upload | undefined> {
  const id = uploadId(file);
  return id === undefined ? undefined : api.call('upload', { params: { id } }).catch(() => undefined);
}

/** The one condition that the composer has a control for: a picture or clip that the clip starts from. */
const startOf = (conditions: readonly Condition[]): Condition | undefined =>
  conditions.find(
    ({ at, from, to, strength, source }) =>
      at === 0 &&
      from === undefined &&
      to === undefined &&
      typeof strength === 'number' &&
      uploadId(fileOf(source)) !== undefined,
  );

const fileOf = (source: Condition['source']): string | undefined => (source.kind === 'clip' ? undefined : source.file);

/**
 * What the composer takes over of an earlier request: its choices, its stage, what it starts from and stands before. Actors come with
 * the prompt that calls them.
 */
async function draftOf(request: GenerationRequestInput): Promise<{ draft: DraftChange; lost: boolean }> {
  const conditions = (request.conditions ?? []) as Condition[];
  const start = startOf(conditions);
  const others = conditions.filter((one) => one !== start);
  const [upload, behind] = await Promise.all([
    uploadOf(start && fileOf(start.source)),
    uploadOf(request.backdrop?.image),
  ]);
  return {
    draft: {
      ...choicesIn(request),
      prompt: request.prompt,
      seed: request.seed,
      scene: request.scene as DraftChange['scene'],
      conditions: others.length === 0 ? undefined : others,
      attachment: upload && { upload, strength: start?.strength as number },
      backdrop: behind && compact({ upload: behind, horizon: request.backdrop?.horizon }),
    },
    lost: (start !== undefined && upload === undefined) || (request.backdrop !== undefined && behind === undefined),
  };
}

/** Puts an earlier request into the composer, to be changed; says so where a picture of it is no longer here. */
export async function startFrom(request: GenerationRequestInput, change: DraftChange = {}): Promise<void> {
  const { draft, lost } = await draftOf(request);
  startDraft({ ...draft, ...change });
  if (lost) toast(messagesNow().compose.inputGone, { kind: 'error' });
}

/** An earlier request for another take: without its seed. */
export const anotherTake = ({ seed: _seed, ...request }: GenerationRequestInput): GenerationRequestInput => request;

/** The condition of a clip that starts from a clip of the library. */
export const startsFrom = (clip: string): Condition => ({ source: { kind: 'clip', id: clip }, at: 0, strength: 1 });
