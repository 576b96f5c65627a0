import type {
  ArtPicture,
  GenerationEvent,
  GenerationPlan,
  GenerationRequest,
  GenerationRequestInput,
  ModelArt,
  ModelCapabilities,
  Text,
} from '@akezora/contract';

/** A model that the engine opened. */
export interface OpenedModel {
  readonly capabilities: ModelCapabilities;
  /** What its scenes are drawn with. Default: it has no scenes. */
  art?(): Promise<{
    list(): ModelArt;
    picture(asked: ArtPicture): Promise<{ readonly mime: string; readonly bytes: Uint8Array }>;
  }>;
}

/** What makes stills with a model that stays loaded. */
export interface OpenedStills {
  make(
    input: GenerationRequestInput,
    options: { readonly at: number; readonly signal?: AbortSignal },
  ): Promise<{ readonly image: Uint8Array }>;
  close(): Promise<void>;
}

/** What makes clips one after another, with the networks of the model in the box kept in between. */
export interface OpenedClips {
  generate: EngineModule['generate'];
  /** Loads the model in the box ahead of the first clip. */
  prepare(options: { readonly device?: string }): Promise<void>;
}

/** The functions of `@akezora/engine` that the child calls. Tests replace it with a module of the same exports. */
export interface EngineModule {
  generate(
    input: GenerationRequestInput,
    options: {
      readonly file: string;
      readonly id?: string;
      readonly names?: Readonly<Record<string, string>>;
      readonly called?: Readonly<Record<string, Text>>;
      readonly signal?: AbortSignal;
      readonly device?: string;
      readonly live?: (piece: Uint8Array) => void | Promise<void>;
    },
  ): AsyncGenerator<GenerationEvent, void, void>;
  openClips(): OpenedClips;
  publishedModels(): Promise<
    readonly { readonly capabilities: ModelCapabilities; readonly source: string; readonly weightBytes: number }[]
  >;
  installedModels(): Promise<readonly { readonly id: string; readonly bytes: number }[]>;
  /** The tiny decoders on this machine, each with the family whose models it decodes. */
  installedDecoders(): Promise<readonly { readonly id: string; readonly bytes: number; readonly family: string }[]>;
  pullModel(
    id: string,
    options: { readonly signal?: AbortSignal },
  ): AsyncGenerator<
    | { readonly type: 'plan'; readonly bytes: number; readonly bytesHere: number }
    | { readonly type: 'progress'; readonly done: number }
    | { readonly type: 'notice' | 'file' | 'done' },
    void,
    void
  >;
  removeModel(id: string): Promise<{ readonly freed: number }>;
  availableMemory(): Promise<number>;
  openModel(reference: string): Promise<OpenedModel>;
  openStills(reference: string, options: { readonly device?: string }): Promise<OpenedStills>;
  planRequest(
    input: GenerationRequestInput,
    model: OpenedModel,
    options: { readonly device?: string; readonly called?: Readonly<Record<string, Text>> },
  ): Promise<{ readonly request: GenerationRequest; readonly plan: GenerationPlan }>;
}

/** Loads the engine from a module name or path. */
export async function loadEngine(module: string): Promise<EngineModule> {
  // Named literally, so that a bundler sees the engine of the release.
  if (module === '@akezora/engine') return (await import('@akezora/engine')) as EngineModule;
  return (await import(module)) as EngineModule;
}
