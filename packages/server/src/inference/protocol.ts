import type {
  ArtPicture,
  ClipFacts,
  ClipMeasures,
  Codec,
  ErrorShape,
  GenerationEvent,
  GenerationPlan,
  GenerationRequest,
  ModelArt,
  ModelCapabilities,
  RequestedActor,
  SaidByFile,
  Text,
} from '@akezora/contract';

/** Steps between the model's file and the stored clip. */
export interface PostprocessSteps {
  /** Centre-crop to this size. */
  readonly crop?: { readonly width: number; readonly height: number };
  /**
   * Joins the clip to this file, without the `overlap` seconds that both share. `place`: where the generated part goes,
   * relative to this file.
   */
  readonly join?: { readonly file: string; readonly overlap: number; readonly place: 'before' | 'after' };
}

/** A clip file as the child wrote it, with its measures. */
export interface MadeClip {
  readonly video: string;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seconds: number;
  readonly frames: number;
  /** Codec of its pictures, where it was measured. */
  readonly codec?: string;
  readonly facts: ClipFacts | null;
  readonly measures: ClipMeasures | null;
}

/** An uploaded file after inspection. */
export interface InspectedFile {
  readonly kind: 'image' | 'video';
  readonly mime: string;
  /** The file to store: the upload itself, or for pictures a new file that holds only the pixels. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly seconds: number | null;
}

/** A model that the engine lists: built in, downloaded or added on this machine, or available for download. */
export interface ListedModel {
  readonly capabilities: ModelCapabilities;
  readonly place: 'box' | 'local';
  readonly installed: boolean;
  readonly bytes: number;
  /** Whether its smallest clip fits the memory of this machine now, and the reason when it does not. */
  readonly fits: 'fits' | 'tight' | 'no' | 'unknown';
  readonly reason: Text | null;
  /** The tiny decoder on this machine that it uses; null where there is none. */
  readonly decoder: { readonly id: string; readonly bytes: number } | null;
}

/** Progress of a download in bytes; `totalBytes` is null until the files are listed. */
export interface PullProgress {
  readonly doneBytes: number;
  readonly totalBytes: number | null;
}

/** Notes about a clip in a file beside it. */
export interface ClipNotes {
  readonly prompt?: string;
  readonly title?: string;
  readonly model?: string;
  readonly tags?: readonly string[];
  readonly createdAt?: Date;
  readonly seed?: number;
  readonly facts?: ClipFacts;
}

/** Where a file to import lies: on the disk, or in an archive from a place on. */
export type FileSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'entry'; readonly archive: string; readonly at: number; readonly entry: PackedEntry };

/** A file in an archive as the archive's directory describes it. */
export interface PackedEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly bytes: number;
}

/** A file to import: its path inside the folder or archive, its size, and where it lies. */
export interface PackedFile {
  readonly name: string;
  readonly bytes: number;
  readonly source: FileSource;
}

/** Calls that imports add to a child; the module that answers them is given at its start. */
export type ImportCall = 'listArchive' | 'readNotes' | 'readSaid' | 'unpackFile';

/** Calls to the child: their input and output. */
export interface ChildCalls {
  readonly generate: {
    input: {
      request: GenerationRequest;
      names: Readonly<Record<string, string>>;
      /** What notices call the local files of the request. */
      called: Readonly<Record<string, Text>>;
      file: string;
      /** Id of the clip, for its invisible mark. */
      id: string;
      postprocess: PostprocessSteps;
    };
    output: MadeClip;
  };
  /** Loads what most clips need, ahead of the first. */
  readonly prepare: { input: Record<string, never>; output: Record<string, never> };
  /** The plan, and the bytes of memory that were free on this machine when it was made. */
  readonly plan: {
    input: { request: GenerationRequest; called: Readonly<Record<string, Text>> };
    output: { plan: GenerationPlan; freeMemoryBytes: number };
  };
  readonly models: { input: Record<string, never>; output: ListedModel[] };
  /** A WebP of a moment of a request's clip. */
  readonly still: { input: { request: GenerationRequest; at: number }; output: { image: Uint8Array } };
  /** What a model's scenes are drawn with; null for a model without scenes. */
  readonly listArt: { input: { model: string }; output: ModelArt | null };
  /** A picture of a model's art as a file. */
  readonly artPicture: {
    input: { model: string; picture: ArtPicture };
    output: { mime: string; bytes: Uint8Array };
  };
  /** Identifies a file; of a picture, a clean one is written to `target`. */
  readonly inspect: { input: { file: string; name: string; field: string; target: string }; output: InspectedFile };
  /** Measures of a clip that was made elsewhere. */
  readonly measure: { input: { file: string; name: string; field: string }; output: MadeClip };
  /** Looks for the invisible mark in the first seconds of a file. `id`: what it holds, 16 hexadecimal digits. */
  readonly findMark: { input: { file: string; seconds: number }; output: { found: boolean; id?: string } };
  /** Writes a picture of a clip or upload to `target`: WebP, or for `preview` a small JPEG. */
  readonly picture: {
    input: { file: string; kind: 'thumbnail' | 'sprites' | 'preview'; target: string; seconds: number };
    output: Record<string, never>;
  };
  /** Cuts out what a picture shows, writes it to `target`, and finds how it looks and stands. */
  readonly actor: {
    input: { file: string; name: string; field: string; target: string };
    output: { faces: NonNullable<RequestedActor['faces']>; feet: number };
  };
  /** Writes a clip in another codec or size to `target`. */
  readonly convert: {
    input: { file: string; codec: Codec; height: number; target: string };
    output: Record<string, never>;
  };
  /** Lists the files of a ZIP archive. */
  readonly listArchive: {
    input: { archive: string; name: string; limits: { readonly entries: number; readonly bytes: number } };
    output: PackedFile[];
  };
  /** Notes about videos, by their names, from the tables beside them. */
  readonly readNotes: {
    input: { files: readonly PackedFile[]; videos: readonly string[] };
    output: readonly (readonly [string, ClipNotes])[];
  };
  /** What a picture or video says of how it was made; null where that is nothing. */
  readonly readSaid: { input: { file: string }; output: SaidByFile | null };
  /** Writes a file of a folder or archive to `target`. */
  readonly unpackFile: { input: { packed: PackedFile; target: string }; output: Record<string, never> };
  /** Converts the next piece of a live stream to WebM, one stream a process; `null` after the last. */
  readonly convertLive: { input: { piece: Uint8Array | null }; output: { data: Uint8Array } };
  /** Downloads a model's weights and resumes a partial download. */
  readonly pull: { input: { id: string }; output: Record<string, never> };
  /** Deletes downloaded weights. */
  readonly remove: { input: { id: string }; output: { freedBytes: number } };
}

/** A piece of the fragmented MP4 that shows what is finished of a clip; the first has the header. */
export interface LivePieceEvent {
  readonly type: 'live';
  readonly piece: Uint8Array;
}

/** Events of calls that report progress. */
export interface ChildEvents {
  readonly generate: GenerationEvent | LivePieceEvent;
  readonly pull: PullProgress;
}

/** Event type of one call; `never` when it reports no progress. */
export type EventOf<Name extends CallName> = Name extends keyof ChildEvents ? ChildEvents[Name] : never;

/** Name of a call. */
export type CallName = keyof ChildCalls;

/** Messages to the child. */
export type ToChild =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly name: CallName;
      readonly input: ChildCalls[CallName]['input'];
    }
  | { readonly type: 'cancel'; readonly id: number };

/** Messages from the child. */
export type FromChild =
  | { readonly type: 'ready' }
  | { readonly type: 'event'; readonly id: number; readonly event: ChildEvents[keyof ChildEvents] }
  | { readonly type: 'result'; readonly id: number; readonly output: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorShape };
