import type { ModelCapabilities } from '@akezora/contract';
import type { PullTarget } from '../weights/targets.ts';
import type { VideoModel } from './model.ts';

/** A published model a family can open by name. */
export interface PublishedModel {
  readonly capabilities: ModelCapabilities;
  /** Repository on the hub, or `built-in` for weights that come with Akezora. */
  readonly source: string;
  /** Bytes of the published weights. */
  readonly weightBytes: number;
}

/** One folder of `models/`: it knows its published models and opens weights by name, folder or file. */
export interface ModelFamily {
  readonly id: string;
  /** Every model the family can open by name. */
  readonly published: readonly PublishedModel[];
  /**
   * Opens a model by published name, folder or single file; `undefined` when the reference is not of this family.
   * @throws AkezoraError `weights_missing`, `weights_corrupt` or `weights_mismatch` when it is, but cannot be used.
   */
  open(reference: string): Promise<VideoModel | undefined>;
  /** What has to be fetched for a published name; `undefined` for other names, and for what comes in the box. */
  downloads?(id: string): readonly PullTarget[] | undefined;
  /** Folder of a published model that comes with Akezora; `undefined` for others. */
  builtIn?(id: string): string | undefined;
  /** Folder or file of a published model's weights, when they are on this machine. */
  locate?(id: string): Promise<string | undefined>;
}
