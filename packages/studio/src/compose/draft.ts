import {
  type Aspect,
  type Codec,
  type Condition,
  type DecoderKind,
  type GenerationRequestInput,
  type Quality,
  type Resolution,
  readQuality,
  type Scene,
} from '@akezora/contract';
import type { Origin, Upload } from '@akezora/contract/api';
import { compact, pick } from '../util/compact.ts';
import { createStore } from '../util/store.ts';
import { storedJson } from '../util/stored.ts';

/** An uploaded image or video that the clip starts from. */
export interface Attachment {
  readonly upload: Upload;
  /** How much of it is kept: 0 free, 1 unchanged. */
  readonly strength: number;
}

/** An uploaded picture in place of the scenery. */
export interface BackdropChoice {
  readonly upload: Upload;
  /** Where its horizon is, 0 the top and 1 the bottom. Default: found in the picture. */
  readonly horizon?: number;
}

/** An added LoRA with the factor of its weights: 1 as trained. */
export interface LoraChoice {
  readonly id: string;
  readonly strength: number;
}

/** What is typed and chosen in the composer. A missing choice means the owner's default, else the model's. */
export interface Draft {
  readonly prompt: string;
  readonly model?: string;
  readonly aspect?: Aspect;
  readonly resolution?: Resolution;
  readonly seconds?: number;
  readonly variants: number;
  readonly preset?: string;
  readonly seed?: number;
  readonly steps?: number;
  readonly guidance?: number;
  readonly perturbation?: number;
  readonly rescale?: number;
  readonly inputCrf?: number;
  readonly quality?: Quality;
  readonly fps?: number;
  readonly codec?: Codec;
  /** Which decoder makes the pictures. Default: the engine chooses by the memory that there is. */
  readonly decoder?: DecoderKind;
  readonly negativePrompt?: string;
  readonly loras?: LoraChoice[];
  /** Run at low priority. */
  readonly relaxed?: boolean;
  readonly attachment?: Attachment;
  readonly backdrop?: BackdropChoice;
  /** Further pictures and clips, taken over from an earlier request. */
  readonly conditions?: readonly Condition[];
  /** A scene edited on the stage. */
  readonly scene?: Scene;
  readonly parent?: string;
  readonly origin?: Origin;
  /** Idempotency key of the submission in flight: sending it again starts no second job. */
  readonly key?: string;
}

/** A change to the draft; `undefined` takes a choice back. */
export type DraftChange = { readonly [K in keyof Draft]?: Draft[K] | undefined };

/** A draft that holds the given choices and nothing else. */
export const newDraft = (choices: DraftChange): Draft => ({ prompt: '', variants: 1, ...compact(choices) });

/** Choices that a saved preset holds. */
export const presetChoices = [
  'model',
  'aspect',
  'resolution',
  'seconds',
  'preset',
  'steps',
  'guidance',
  'perturbation',
  'rescale',
  'inputCrf',
  'quality',
  'fps',
  'negativePrompt',
  'loras',
] as const satisfies readonly (keyof Draft & keyof GenerationRequestInput)[];

/** Choices that a request shares with the draft. */
const requestChoices = [...presetChoices, 'codec', 'decoder'] as const;

/** A draft with a change. A changed draft is a new submission, so its key goes. */
const changed = (draft: Draft, change: DraftChange): Draft => newDraft({ ...draft, key: undefined, ...change });

/** The composer's choices as a request of an earlier clip or preset has them; `undefined` where it leaves one open. */
export const choicesIn = (
  request: {
    readonly [K in keyof GenerationRequestInput]?: GenerationRequestInput[K] | undefined;
  },
): DraftChange => ({
  ...Object.fromEntries(requestChoices.map((key) => [key, request[key]])),
  loras: lorasOf(request.loras),
});

/** The LoRAs of a request as choices. One that the command line took from a file is looked for under the name that it has when it is added. */
const lorasOf = (loras: GenerationRequestInput['loras']): LoraChoice[] | undefined =>
  loras?.map((lora) => ({
    id: 'id' in lora ? lora.id : lora.file.replace(/\.safetensors$/i, ''),
    strength: lora.strength ?? 1,
  }));

/** The draft after it was sent: the choices stay; what belonged to this one clip goes, and the prompt unless it changed since. */
const afterSending = (draft: Draft, prompt: string): Draft => ({
  ...pick(draft, [...requestChoices, 'variants', 'relaxed']),
  prompt: draft.prompt === prompt ? '' : draft.prompt,
});

const storedDraft = storedJson<Draft>('draft', 'tabFirst');

function firstDraft(): Draft {
  const stored = storedDraft.get();
  return newDraft({ ...stored, quality: readQuality(stored?.quality) });
}

const store = createStore<Draft>(firstDraft());
store.subscribe(() => storedDraft.set(store.get()));

/** The draft in the composer. Each tab has its own over reloads; a new tab starts with the last one. */
export const draftStore = {
  ...store,
  /** Clears what was sent under `prompt`. */
  sent: (prompt: string) => store.set((draft) => afterSending(draft, prompt)),
};

/** Changes the draft; `undefined` takes a choice back. */
export const editDraft = (change: DraftChange): void => store.set((draft) => changed(draft, change));
