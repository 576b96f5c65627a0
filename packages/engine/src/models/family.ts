import type { AkezoraError, ModelCapabilities } from '@akezora/contract';
import type { PullTarget } from '../weights/targets.ts';
import type { VideoModel } from './model.ts';

/** A published model a family can open by name. */
export interface PublishedModel {
  readonly capabilities: ModelCapabilities;
  /** Repository on the hub, or `built-in`. */
  readonly source: string;
  /** Repositories that hold it as a diffusers folder; `models pull` takes their names too. Default: none. */
  readonly folders?: readonly string[];
  /** Bytes of the published weights. */
  readonly weightBytes: number;
}

/** A part of a model that programs keep in a file of its own. */
export type ModelPart = 'transformer' | 'autoencoder';

/** A model family (a folder of `models/`): its published models, and how its weights are opened. */
export interface ModelFamily {
  readonly id: string;
  /** Every model the family can open by name. */
  readonly published: readonly PublishedModel[];
  /**
   * Opens a model by published name, folder or single file; `undefined` when the reference is not of this family.
   * @throws AkezoraError `weights_missing`, `weights_corrupt` or `weights_mismatch` for weights of this family that cannot be used.
   */
  open(reference: string): Promise<VideoModel | undefined>;
  /** Downloads of a published model; `undefined` for other names and for built-in models. */
  downloads?(id: string): readonly PullTarget[] | undefined;
  /** Folder of a built-in model; `undefined` for others. */
  builtIn?(id: string): string | undefined;
  /** Folder or file of a published model's weights; `undefined` when they are not on this machine. */
  locate?(id: string): Promise<string | undefined>;
  /** Files and folders of other repositories on this machine that a published model uses, and that others may share. */
  parts?(id: string): Promise<readonly string[]>;
  /** Name of the tiny decoder that its models can use. Default: they have none. */
  readonly tinyDecoder?: string;
  /** Which part of a model a file with tensors of these names holds alone; `undefined` for whole models and other files. */
  partOf?(tensors: readonly string[]): ModelPart | undefined;
  /** Why a file cannot be used, by its name alone, with what to take instead; `undefined` for all others. */
  refusal?(name: string): AkezoraError | undefined;
}
