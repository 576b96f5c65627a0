import {
  type Aspect,
  type Codec,
  type Condition,
  type GenerationRequestInput,
  type ModelCapabilities,
  type Quality,
  type Resolution,
  readQuality,
  type Scene,
} from '@akezora/contract';
import type { Defaults, Origin, Upload } from '@akezora/contract/api';
import { createStore } from '../util/store.ts';

/** What a clip starts from, as shown in the composer. */
export interface Attachment {
  readonly upload: Upload;
  readonly strength: number;
}

/** What is being written in the composer. Left out means: as the model or the owner's settings say. */
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
  readonly quality?: Quality;
  readonly fps?: number;
  readonly codec?: Codec;
  readonly negativePrompt?: string;
  readonly relaxed?: boolean;
  readonly attachment?: Attachment;
  /** A scene set by hand on the stage. */
  readonly scene?: Scene;
  readonly parent?: string;
  readonly origin?: Origin;
  /** Key of the press in flight: sending again with it makes nothing twice. */
  readonly key?: string;
}

/** The composer before anything is written. */
export const emptyDraft: Draft = { prompt: '', variants: 1 };

const storageKey = 'akezora.draft';

const readDraft = (stored: Draft): Draft =>
  compact({ ...emptyDraft, ...stored, quality: readQuality(stored.quality) }) as Draft;

function kept(): Draft {
  try {
    const text = sessionStorage.getItem(storageKey) ?? localStorage.getItem(storageKey);
    return text === null ? emptyDraft : readDraft(JSON.parse(text) as Draft);
  } catch {
    return emptyDraft;
  }
}

/** The composer's draft: kept for this tab over reloads, and as the start of the next visit. */
export const draftStore = createStore<Draft>(kept());

draftStore.subscribe(() => {
  const text = JSON.stringify(draftStore.get());
  try {
    sessionStorage.setItem(storageKey, text);
    localStorage.setItem(storageKey, text);
  } catch {
    // Storage full or forbidden: the draft lives as long as the page.
  }
});

/** Removes the keys whose value is undefined, so that left out and undefined are one. */
export function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

/** Changes the draft; `undefined` takes a choice back. A changed draft is a new press, with a new key. */
export function editDraft(change: { readonly [K in keyof Draft]?: Draft[K] | undefined }): void {
  draftStore.set((draft) => compact({ ...draft, key: undefined, ...change }) as Draft);
}

/** Last prompts sent, newest first; arrow-up in an empty composer brings them back. */
export function rememberPrompt(prompt: string): void {
  const list = [prompt, ...sentPrompts().filter((old) => old !== prompt)].slice(0, 30);
  try {
    localStorage.setItem('akezora.sent', JSON.stringify(list));
  } catch {
    // As above.
  }
}

/** Last prompts sent, newest first. */
export function sentPrompts(): readonly string[] {
  try {
    return JSON.parse(localStorage.getItem('akezora.sent') ?? '[]') as string[];
  } catch {
    return [];
  }
}

const allowed = <T>(value: T | undefined, list: readonly T[]): T | undefined =>
  value !== undefined && list.includes(value) ? value : undefined;

/** The choices as they stand for a model: the draft's where the model has them, else the owner's defaults, else the model's. */
export function choicesOf(draft: Draft, model: ModelCapabilities, defaults: Defaults) {
  const clamp = (n: number) => Math.min(model.seconds.max, Math.max(model.seconds.min, n));
  return {
    aspect:
      draft.scene?.aspect ??
      allowed(draft.aspect, model.aspects) ??
      allowed(defaults.aspect, model.aspects) ??
      model.aspects[0] ??
      '16:9',
    resolution:
      allowed(draft.resolution, model.resolutions) ??
      allowed(defaults.resolution, model.resolutions) ??
      allowed('720p', model.resolutions) ??
      model.resolutions[0] ??
      '480p',
    seconds: clamp(draft.seconds ?? defaults.seconds ?? model.seconds.default),
  } satisfies { aspect: Aspect; resolution: Resolution; seconds: number };
}

/** The request a draft stands for. Choices the model lacks are left out rather than refused. */
export function requestOf(draft: Draft, model: ModelCapabilities, defaults: Defaults): GenerationRequestInput {
  const conditions: Condition[] =
    draft.attachment === undefined
      ? []
      : [
          {
            source: {
              kind: draft.attachment.upload.kind === 'image' ? 'image' : 'video',
              file: `upload:${draft.attachment.upload.id}`,
            },
            at: 0,
            strength: draft.attachment.strength,
          },
        ];
  return compact({
    model: model.id,
    prompt: draft.prompt.trim(),
    ...choicesOf(draft, model, defaults),
    preset: draft.preset,
    seed: draft.seed,
    steps: draft.steps === undefined ? undefined : Math.min(model.steps.max, Math.max(model.steps.min, draft.steps)),
    guidance: model.guidance === null ? undefined : draft.guidance,
    quality: allowed(draft.quality, model.qualities),
    fps: allowed(draft.fps, model.fps.values),
    codec: draft.codec,
    negativePrompt: model.controls.negativePrompt && draft.negativePrompt ? draft.negativePrompt : undefined,
    scene: model.controls.scene ? draft.scene : undefined,
    conditions: conditions.length > 0 ? conditions : undefined,
    parent: draft.parent,
  }) as GenerationRequestInput;
}
